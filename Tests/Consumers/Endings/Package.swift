// swift-tools-version: 6.3
import PackageDescription

// Tests that end in every way, in both frameworks; `assay test` has to report each. It depends on nothing.
let package = Package(
  name: "endings", platforms: [.macOS(.v15)], targets: [.testTarget(name: "EndingsTests")])
