// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "assay",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "AssayGate", targets: ["AssayGate"]),
    .library(name: "AssayStatistics", targets: ["AssayStatistics"]),
    .library(name: "AssayTesting", targets: ["AssayTesting"]),
    .executable(name: "assay", targets: ["AssayCommand"]),
    .plugin(name: "AssayPlugin", targets: ["AssayPlugin"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // C interfaces
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev", "pkg-config"]), .brew(["libxml2", "pkg-config"])]),
    .target(name: "CArrow"),
    .target(name: "COnnxRuntime"),
    .target(name: "CTestObserver"),

    // The core, from the ground up
    .target(name: "AssayStatistics"),
    .target(name: "AssayConcurrency"),
    .target(name: "AssayTable", dependencies: ["CArrow"]),
    .target(
      name: "AssayLibraries", dependencies: ["AssayConcurrency"],
      resources: [.embedInCode("libraries.json"), .embedInCode("fetch.py")]),
    .target(name: "AssayEngine", dependencies: ["AssayConcurrency", "AssayTable", "AssayLibraries", "CArrow"]),
    .target(
      name: "AssayModels",
      dependencies: ["AssayConcurrency", "AssayTable", "AssayLibraries", "COnnxRuntime"]),
    .target(
      name: "AssayGate",
      dependencies: [
        "AssayStatistics", "AssayConcurrency", "AssayTable", "AssayEngine", "AssayModels", "AssayLibraries",
        .product(name: "Yams", package: "Yams"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], exclude: ["Checks/Drift/README.md", "Checks/Silent/README.md"]),

    // Recorders
    .target(
      name: "AssayJUnit", dependencies: ["AssayConcurrency", "AssayGate", "CLibXML2"], exclude: ["README.md"],
      resources: [.embedInCode("junit.xsd"), .embedInCode("junit-jenkins.xsd")]),
    .target(
      name: "AssayReports",
      dependencies: ["AssayConcurrency", "AssayGate", .product(name: "Mustache", package: "swift-mustache")],
      resources: [.embedInCode("HTML/report.mustache"), .embedInCode("HTML/report.css")]),

    // Swift packages' tests
    .target(name: "AssayTestEvents"),
    .target(
      name: "AssayTestRun",
      dependencies: [
        "AssayConcurrency", "AssayGate", "AssayJUnit", "AssayTestEvents",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], exclude: ["README.md"]),

    // The three ways in
    .target(
      name: "AssayTesting",
      dependencies: [
        "AssayConcurrency", "AssayGate", "AssayJUnit", "AssayReports", "AssayTestEvents", "CTestObserver",
      ]),
    .executableTarget(
      name: "AssayCommand",
      dependencies: [
        "AssayGate", "AssayJUnit", "AssayReports", "AssayLibraries", "AssayTestRun",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .plugin(
      name: "AssayPlugin",
      capability: .command(
        intent: .custom(verb: "assay", description: "Run an Assay gate on the package's fixtures"),
        permissions: [.writeToPackageDirectory(reason: "Assay writes its reports")]),
      path: "Sources/AssayPlugin"),

    // What ci/trust runs
    .executableTarget(
      name: "TrustSimulation",
      dependencies: [
        "AssayConcurrency", "AssayEngine", "AssayGate", "AssayStatistics", "AssayTable",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "ci/simulations", exclude: ["README.md"]),

    // Tests
    .target(
      name: "TestSupport", dependencies: ["AssayConcurrency", "AssayGate", "AssayJUnit"], path: "Tests/TestSupport"),
    .testTarget(name: "AssayConcurrencyTests", dependencies: ["AssayConcurrency"]),
    .testTarget(name: "AssayStatisticsTests", dependencies: ["AssayStatistics"], exclude: ["Values"]),
    .testTarget(name: "TrustSimulationTests", dependencies: ["TrustSimulation", "AssayStatistics"]),
    .testTarget(name: "AssayTableTests", dependencies: ["AssayTable", "CArrow"]),
    .testTarget(name: "AssayLibrariesTests", dependencies: ["AssayLibraries"]),
    .testTarget(name: "AssayEngineTests", dependencies: ["AssayEngine", "AssayTable", "AssayLibraries"]),
    .testTarget(
      name: "AssayModelsTests", dependencies: ["AssayModels", "AssayTable", "COnnxRuntime"], resources: [.copy("Data")]),
    .testTarget(
      name: "AssayGateTests",
      dependencies: [
        "AssayConcurrency", "AssayGate", "AssayModels", "TestSupport",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Subprocess", package: "swift-subprocess"),
      ], exclude: ["Expected", "Trees"]),
    .testTarget(name: "AssayJUnitTests", dependencies: ["AssayJUnit", "TestSupport"], exclude: ["Samples"]),
    .testTarget(
      name: "AssayTestRunTests", dependencies: ["AssayJUnit", "AssayTestEvents", "AssayTestRun", "TestSupport"]),
    .testTarget(
      name: "AssayReportsTests", dependencies: ["AssayConcurrency", "AssayReports", "TestSupport", "CLibXML2"],
      exclude: ["Expected"]),
    .testTarget(name: "AssayTestingTests", dependencies: ["AssayTesting", "TestSupport"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "AssayEngine", "AssayTable", "AssayModels", "AssayGate", "AssayJUnit", "AssayReports", "TestSupport",
      ]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "AssayConcurrency", "AssayTesting", "AssayCommand", "AssayEngine", "AssayJUnit", "AssayReports", "TestSupport",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], exclude: ["Reports", "read-junit.py", "read-reports.py"]),
  ],
  swiftLanguageModes: [.v6]
)
