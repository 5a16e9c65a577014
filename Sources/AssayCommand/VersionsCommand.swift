import ArgumentParser
import AssayGate

struct VersionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "List the versions that a fixture knows, with their files.",
    discussion: """
      Each file with its size in bytes and the first digits of its SHA-256. Ends with 2 when a file is not there or is \
      not what DVC or a digest says.
      """)

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @OptionGroup var reading: Reading

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
  }

  func run() async throws {
    try await reading.forEach(fixtures) { data, _ in
      let listing = try await data.versions()
      print(listing.description)
      for failure in listing.failures { Message.error(failure) }
      return listing.failures.isEmpty
    }
  }
}
