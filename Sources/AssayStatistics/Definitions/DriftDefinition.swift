/// A drift statistic as one tool defines it: `psi(evidently)` and `psi(soda)` are different numbers of one column.
///
/// Selected by the names of the test and of the definition. Values of different definitions must never be compared, so
/// that a measurement carries its definition.
public struct DriftDefinition: Sendable, Hashable, CustomStringConvertible {
  /// What is computed.
  public let test: DriftTest
  /// Whose definition it is.
  public let source: DriftDefinitionSource
  /// How the number becomes "drift": its sense, and what equality with the threshold means.
  public let decision: DriftDecision
  /// The threshold that the tool uses unless told otherwise; nil where it has none or derives one from its history.
  public let defaultThreshold: Double?
  /// Whether numeric samples have a value.
  public let coversNumbers: Bool
  /// Whether level counts have a value.
  public let coversCategories: Bool
  /// The formula in words: bins, units, and what empty cells count for.
  public let summary: String

  /// How many permutations of the rows a p-value is counted from, where no formula gives it.
  static let permutations = 1000

  /// The step between p-values that are counted from permutations of the rows, which are no use against a smaller level;
  /// nil for all others.
  public var pValueStep: Double? {
    test == .totalVariation && source == .evidently ? 1 / Double(Self.permutations) : nil
  }

  /// The p-values that the definition can give, where it cuts them off at both ends; nil for all others.
  ///
  /// Only a level above the lower and up to the upper end is any use: below it is never met, and above always.
  public var pValueRange: ClosedRange<Double>? {
    test == .andersonDarling ? AndersonDarling.interpolatedRange : nil
  }

  /// The name that stored numbers carry, such as `psi(evidently)`.
  public var name: String { "\(test.rawValue)(\(source.rawValue))" }

  /// The name.
  public var description: String { name }

  init(
    _ test: DriftTest, _ source: DriftDefinitionSource, _ decision: DriftDecision, _ threshold: Double?,
    numbers: Bool = false, categories: Bool = false, _ summary: String
  ) {
    self.test = test
    self.source = source
    self.decision = decision
    defaultThreshold = threshold
    coversNumbers = numbers
    coversCategories = categories
    self.summary = summary
  }

  /// Finds a definition by its names, such as `psi` and `evidently`.
  ///
  /// - Throws: `DriftDefinitionError.unknownTest` and `unknownDefinition` with the known names.
  public init(test: String, definition: String) throws(DriftDefinitionError) {
    guard let known = DriftTest(rawValue: test) else {
      throw .unknownTest(found: test, known: Self.testNames)
    }
    guard let found = Self.all.first(where: { $0.test == known && $0.source.rawValue == definition }) else {
      throw .unknownDefinition(test: test, found: definition, known: Self.names(test: known))
    }
    self = found
  }

  /// What the definition does not see and its name does not say; nil where there is nothing.
  public var limitation: String? {
    test == .mannWhitney && source == .evidently ? "one-sided: a fall of the values goes unseen" : nil
  }

  /// The names of all tests, in order.
  public static var testNames: [String] { DriftTest.allCases.map(\.rawValue) }

  /// The names of the definitions of one test, in order.
  public static func names(test: DriftTest) -> [String] {
    all.filter { $0.test == test }.map(\.source.rawValue)
  }

  /// Measures numeric samples.
  ///
  /// NaN has no place in a `SortedSample`. Evidently drops infinities first, and so do its definitions here; rank
  /// statistics take them as values; all others throw.
  ///
  /// - Parameters:
  ///   - reference: the trusted values.
  ///   - current: the values being judged.
  ///   - wholeNumbers: true when both columns hold integers and no nulls, so that the tool would see integers; NumPy then
  ///     makes no bin narrower than 1.
  /// - Throws: `DriftDefinitionError.notCovered` for definitions on categories only, and `statistics` where these
  ///   samples have no value.
  public func measure(
    reference: SortedSample, current: SortedSample, wholeNumbers: Bool = false
  ) throws(DriftDefinitionError) -> DriftMeasurement {
    guard coversNumbers else { throw notCovered("numbers") }
    do throws(StatisticsError) {
      return try measureNumbers(reference, current, wholeNumbers: wholeNumbers)
    } catch {
      throw .statistics(definition: name, error)
    }
  }

  /// Measures level counts; levels that both samples lack are ignored.
  ///
  /// - Parameters:
  ///   - table: the counts.
  ///   - names: the levels as errors name them, in the order of the counts; nil to number them.
  /// - Throws: `DriftDefinitionError.notCovered` for definitions on numbers only, and `statistics` where these counts
  ///   have no value.
  public func measure(_ table: CountTable, names: [String]? = nil) throws(DriftDefinitionError) -> DriftMeasurement {
    guard coversCategories else { throw notCovered("categories") }
    do throws(StatisticsError) {
      return try measureLevels(table, names: names)
    } catch {
      throw .statistics(definition: name, error)
    }
  }

  private func notCovered(_ input: String) -> DriftDefinitionError {
    let others = Self.all.filter { other in
      other.test == test && (input == "numbers" ? other.coversNumbers : other.coversCategories)
    }
    return .notCovered(
      definition: name, input: input, reason: "it is defined as \(summary)", instead: others.map(\.name))
  }

  /// A measurement of a distance.
  func distance(
    _ statistic: Double, noiseFloor: Double?, cells: Int? = nil, _ n: Int, _ m: Int
  ) -> DriftMeasurement {
    DriftMeasurement(
      definition: self, statistic: statistic, pValue: nil, noiseFloor: noiseFloor, cells: cells, referenceCount: n,
      currentCount: m)
  }

  /// A measurement of a test.
  func test(_ statistic: Double, pValue: Double, cells: Int? = nil, _ n: Int, _ m: Int) -> DriftMeasurement {
    DriftMeasurement(
      definition: self, statistic: statistic, pValue: pValue, noiseFloor: nil, cells: cells, referenceCount: n,
      currentCount: m)
  }
}
