import AssayTesting
import Testing

@Suite("The flights gate, in Swift Testing")
struct FlightsGateTests {
  @Test("every check on every month", arguments: GateCase.all(of: "Fixtures/flights"))
  func holds(_ check: GateCase) async { await check.verify() }

  @Test("there is a test case for every check on every version, and one for the run")
  func cases() throws {
    let manifest = try ManifestReader.read(path: "Fixtures/flights", checks: CheckRegistry.all)
    let cases = GateCase.all(of: "Fixtures/flights")
    #expect(Set(cases.map(\.id)).count == manifest.versions.count * manifest.checks.count + 1)
    #expect(cases.last?.id == "the run of Fixtures/flights")
  }
}

@Suite("Tables of the flights pipeline", .fixture("Fixtures/flights"))
struct FlightsTableTests {
  @Test("weather reaches the features")
  func weather() async throws {
    let features = try await FixtureSession.current.table("features", version: "2013-04")
    #expect(features.rowCount == 28_330)
    await features.expect("null_rate: { columns: [temp, humid], max: 0.06 }")
    await features.expect("unique: { columns: [time_hour, carrier, flight] }")
  }

  @Test("the scores are probabilities, and the rule acts on them")
  func scores() async throws {
    let session = try FixtureSession.current
    let scores = try await session.table("score", version: "2013-04").doubles("p_late")
    let decision = try await session.table("decision", version: "2013-04")
    expectClose(try await decision.doubles("p_late"), scores, tolerance: 0)
    await Task.detached { _ = await decision.expect("range: { columns: p_late, min: 0, max: 1 }") }.value
  }

  @Test("distances of April are those of the winter")
  func distances() async throws {
    let session = try FixtureSession.current
    let april = try await session.table("features", version: "2013-04").doubles("distance")
    let winter = try await session.table("features", version: "reference").doubles("distance")
    expectNoDrift(april, from: winter)
  }
}
