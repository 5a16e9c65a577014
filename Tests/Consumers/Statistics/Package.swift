// swift-tools-version: 6.3
import PackageDescription

// A package that takes nothing but the statistics: it builds without libxml2, and compiles nothing else of Assay.
let package = Package(
  name: "statistics",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "assay", path: "../../..")],
  targets: [
    .executableTarget(name: "App", dependencies: [.product(name: "AssayStatistics", package: "assay")])
  ]
)
