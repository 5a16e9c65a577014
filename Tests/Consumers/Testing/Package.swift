// swift-tools-version: 6.3
import PackageDescription

// A package that tests its pipeline with Assay, in both frameworks. `GateTests` pass; `FailingTests` fail on purpose,
// each at the lines that say so; `Outside` is no test at all.
let package = Package(
  name: "testing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "assay", path: "../../..")],
  targets: [
    .executableTarget(name: "Outside", dependencies: [.product(name: "AssayTesting", package: "assay")]),
    .testTarget(name: "GateTests", dependencies: [.product(name: "AssayTesting", package: "assay")]),
    .testTarget(name: "FailingTests", dependencies: [.product(name: "AssayTesting", package: "assay")]),
  ]
)
