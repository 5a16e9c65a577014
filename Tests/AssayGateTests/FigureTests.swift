import AssayStatistics
import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("Figures")
struct FigureTests {
  @Test("have at most 22 bins with round edges that take every value")
  func bins() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for scale in [1e-9, 0.003, 1, 77, 1e12] {
      let first = try SortedSample((0..<500).map { _ in Double.random(in: -1...1, using: &random) * scale })
      let second = try SortedSample((0..<300).map { _ in Double.random(in: 0...3, using: &random) * scale })
      let counts = try #require(DistributionCounts("x", first, second), "seed \(seed), scale \(scale)")
      #expect((2...23).contains(counts.edges.count), "\(counts.edges), seed \(seed)")
      #expect(counts.reference.reduce(0, +) == 500 && counts.current.reduce(0, +) == 300, "seed \(seed)")
      #expect(zip(counts.edges, counts.edges.dropFirst()).allSatisfy { $0 < $1 })
      // Counted one by one.
      for (index, count) in counts.current.enumerated() {
        let low = index == 0 ? -Double.infinity : counts.edges[index]
        let high = index == counts.current.count - 1 ? Double.infinity : counts.edges[index + 1]
        #expect(count == Double(second.values.count { $0 >= low && $0 < high }), "seed \(seed), scale \(scale)")
      }
    }
  }

  @Test("show few values by name, and nothing where there is nothing to draw")
  func fewValues() throws {
    let counts = try #require(
      DistributionCounts("x", try SortedSample([1, 1, 2]), try SortedSample([2, 3])))
    #expect(counts.levels == ["1", "2", "3"] && counts.reference == [2, 1, 0] && counts.current == [0, 1, 1])
    let wide = try SortedSample((0..<50).map { Double($0) } + [.infinity])
    #expect(DistributionCounts("x", wide, wide)?.edges.allSatisfy(\.isFinite) ?? true)
    let endless = try SortedSample((0..<50).map { $0 < 25 ? -.infinity : Double($0) })
    #expect(DistributionCounts("x", endless, endless) == nil)
  }

  @Test("name the most frequent levels, sum up the others, and have shares of all rows")
  func levels() throws {
    let names = (0..<60).map { "l\($0)" }
    let counts = DistributionCounts(
      "x", levels: names, reference: names.indices.map { $0 }, current: names.indices.map { 59 - $0 }, keepsOrder: false
    )
    #expect(counts.levels.count == 19 && counts.otherLevels == 41 && counts.reference.count == 20)
    #expect(counts.reference.reduce(0, +) == 1770 && counts.current.reduce(0, +) == 1770)
    guard case .distribution(let figure)? = counts.figure(reference: (30, 1800), current: (0, 1770)) else {
      Issue.record("no figure")
      return
    }
    #expect(abs(figure.reference.reduce(figure.referenceMissing, +) - 1) < 1e-3 && figure.currentMissing == 0)
    #expect(counts.figure(reference: (0, 0), current: (0, 1)) == nil)
    let days = DistributionCounts("d", levels: ["Mo", "Tu"], reference: [1, 9], current: [9, 1], keepsOrder: true)
    #expect(days.levels == ["Mo", "Tu"])
  }

  @Test("of ranked scores run from corner to corner through at most 50 points")
  func curves() throws {
    let labels = (0..<1_000).map { $0 % 3 == 0 }
    let scores = (0..<1_000).map { (row: Int) -> Double in
      let bonus = row % 3 == 0 ? 0.2 : 0
      return Double((row * 7919) % 1_000) / 1_000 + bonus
    }
    let rows = try BinaryScores(scores: scores, labels: labels)
    let ranked = try RankedClasses(rows)
    guard case .roc(let roc) = Figure.curves(ranked)[0], case .precisionRecall(let pr) = Figure.curves(ranked)[1] else {
      Issue.record("other figures")
      return
    }
    #expect(roc.x.count <= 50 && roc.x.first == 0 && roc.y.first == 0 && roc.x.last == 1 && roc.y.last == 1)
    #expect(
      zip(roc.x, roc.x.dropFirst()).allSatisfy { $0 <= $1 } && zip(roc.y, roc.y.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(pr.x.last == 1 && abs(pr.y[pr.y.count - 1] - 0.334) < 1e-9)
    // The trapezes under the curve are nearly the area.
    var area: Double = 0
    for index in 1..<roc.x.count {
      let width: Double = roc.x[index] - roc.x[index - 1]
      let height: Double = roc.y[index] + roc.y[index - 1]
      area += width * height / 2
    }
    #expect(abs(area - ranked.rocAUC()) < 0.01)
    #expect(ranked.rocAUC() == (try rows.rocAUC()))
    let bins = try BinaryScores(scores: [0, 0.05, 0.95, 1], labels: [false, true, true, true]).reliability(binCount: 10)
    #expect(bins.map(\.count) == [2, 2] && bins.map(\.positiveShare) == [0.5, 1])
    #expect(abs(bins[0].meanScore - 0.025) < 1e-9 && abs(bins[1].meanScore - 0.975) < 1e-9)
  }

  @Test("are kept as they are with the verdicts that the cache knows, and a cut of the bytes is refused")
  func cached() throws {
    let figures: [Figure] = [
      .distribution(
        .init(
          subject: "x", edges: [0, 0.1], levels: ["é", ""], otherLevels: 3, reference: [0.5, -0.0], current: [1, 0],
          referenceMissing: 0.25, currentMissing: 0)),
      .roc(.init(x: [0, 1], y: [0, 1], n: [])), .precisionRecall(.init(x: [], y: [], n: [])),
      .reliability(.init(x: [0.1], y: [0.2], n: [7])),
      .confusion(.init(threshold: 0.5, truePositives: 1, falsePositives: 2, trueNegatives: 3, falseNegatives: 4)),
      .residuals(.init(subject: "r", predictions: [-1, 1], n: [3, 4], quantiles: [[0.5], [], [-0.0]])),
    ]
    var kept = KeptVerdicts(fixture: "f", table: "t")
    var one = KeptVerdicts.Case(
      check: "c", column: nil, slice: nil, verdict: .pass, message: "m", details: [], metrics: [], limits: [], n: 1)
    one.figures = figures
    one.digest = TableDigest(today: "a", approved: nil)
    kept.cases = [one]
    #expect(try KeptVerdicts(kept.content) == kept)
    for end in stride(from: 0, to: kept.content.count, by: 7) {
      #expect(throws: ByteReader.Failure.self) { try KeptVerdicts(kept.content.prefix(end)) }
    }
  }

  @Test("of many values that pass come from the buckets of their comparison, near to what ordering them would give")
  func buckets() throws {
    var random = SeededGenerator(seed: 88)
    func draw(_ n: Int) -> [[Double]] {
      [
        (0..<n).map { _ in Double.random(in: 0...1, using: &random) + Double.random(in: 0...1, using: &random) },
        (0..<n).map { _ in 5_000_000 + Double(Int.random(in: 0...300, using: &random)) },
        (0..<n).map { _ in Double(Int.random(in: 0...1, using: &random)) },
        (0..<n).map { _ in -1 / Double.random(in: 0.001...1, using: &random) },
      ]
    }
    for (index, (before, now)) in zip(draw(12_000), draw(9_000)).enumerated() {
      var segments: BucketSegments?
      let test = try before.withUnsafeBufferPointer { a in
        try now.withUnsafeBufferPointer { b in
          try KolmogorovSmirnov(reference: [a], current: [b], segments: &segments)
        }
      }
      let (first, second) = (try SortedSample(before), try SortedSample(now))
      #expect(test == (try KolmogorovSmirnov(reference: first, current: second)))
      let counted = try #require(segments, "\(index)")
      #expect(counted.segments.count < 1_500 && counted.segments.allSatisfy { $0.low <= $0.high }, "\(index)")
      #expect(zip(counted.segments, counted.segments.dropFirst()).allSatisfy { $0.high <= $1.low }, "\(index)")
      // Whole numbers far from 0 lie in a few buckets, and are read again.
      #expect((DistributionCounts("x", counted) == nil) == (index == 1))
      let drawn = try #require(
        DistributionCounts("x", counted, ColumnValues(first), ColumnValues(second)), "\(index)")
      #expect((2...23).contains(drawn.edges.count) && drawn.levels.isEmpty)
      for (values, counts) in [(first.values, drawn.reference), (second.values, drawn.current)] {
        #expect(abs(counts.reduce(0, +) - Double(values.count)) < 1e-6, "\(index)")
        var below = 0.0
        for (edge, count) in zip(drawn.edges.dropFirst().dropLast(), counts) {
          below += count
          let expected = Double(values.count { $0 < edge })
          // A segment at an edge is cut evenly.
          #expect(abs(below - expected) <= 0.02 * Double(values.count), "\(index), below \(edge)")
        }
      }
    }
    var nothing: BucketSegments?
    let same = draw(9_000)[0]
    _ = try same.withUnsafeBufferPointer { try KolmogorovSmirnov(reference: [$0], current: [$0], segments: &nothing) }
    #expect(nothing == nil, "samples that are the same are not counted")
  }

  @Test("of drift are there for columns of any size that pass, held or streamed, with what is missing")
  func manyRows() async throws {
    func csv(_ shift: Int) -> String {
      "x,few\n" + (0..<9_000).map { "\($0 % 50 == 0 ? "" : "\(($0 * 7919 + shift) % 5003)"),\($0 % 3)\n" }.joined()
    }
    let fixture = try TemporaryFixture([
      "assay.yaml": """
      assay: 1
      fixture: many
      data: { rows: { reference: data/before.csv, versions: { v1: data/now.csv } } }
      checks: { rows: [{ drift: { columns: [x, few] } }] }

      """, "data/before.csv": csv(0), "data/now.csv": csv(40),
    ])
    for memory in [nil, 0] {
      let report = await GateReport.run(fixture) { $0.valueMemory = memory }
      #expect(report.cases.count == 2 && report.cases.allSatisfy { $0.verdict == .pass }, "\(report.cases)")
      for one in report.cases {
        guard case .distribution(let drawn)? = one.figures.first else {
          Issue.record("\(one.column ?? ""), \(memory ?? -1) bytes: no figure")
          continue
        }
        #expect(drawn.subject == one.column && drawn.current.count == drawn.reference.count)
        #expect(abs(drawn.current.reduce(drawn.currentMissing, +) - 1) < 1e-3)
        #expect(drawn.currentMissing == (one.column == "x" ? 0.02 : 0))
        #expect(zip(drawn.current, drawn.reference).allSatisfy { abs($0 - $1) < 0.02 })
      }
    }
  }

  private static let manifest = """
    assay: 1
    fixture: drawn
    data:
      rows: { reference: data/before.csv, versions: { v1: data/now.csv } }
    checks:
      rows:
        - drift: { columns: [x, level, flag, at, empty], limit: 0.3 }
        - roc_auc: { label: y, score: p, min: 0.1 }
        - accuracy: { label: y, score: p, min: 0.1 }
        - brier: { label: y, score: p, max: 0.9 }

    """

  private static func rows(_ shift: Int) -> String {
    "x,level,flag,at,empty,p,y\n"
      + (0..<400).map { row in
        let level = shift > 0 && row % 5 == 0 ? "new" : ["a", "b"][row % 2]
        let empty = shift > 0 && row % 2 == 0 ? "" : "\(row % 30)"
        let day = 1 + row % 28
        return
          "\(row + shift),\(level),\(row % 3 == 0),2013-01-\(day < 10 ? "0" : "")\(day) 0\(row % 8):00:00,\(empty),"
          + "\(Double(row % 10) / 10),\(row * 3 % 10 > 4 ? 1 : 0)\n"
      }.joined()
  }

  @Test("come with the cases, also through JSON, and never of a private column")
  func cases() async throws {
    let fixture = try TemporaryFixture([
      "assay.yaml": Self.manifest, "data/before.csv": Self.rows(0), "data/now.csv": Self.rows(200),
    ])
    let report = await GateReport.run(fixture)
    let figures = Dictionary(
      report.cases.map { ($0.column ?? $0.kind, $0.figures) }, uniquingKeysWith: { first, _ in first })
    guard case .distribution(let numbers)? = figures["x"]?.first,
      case .distribution(let levels)? = figures["level"]?.first,
      case .distribution(let empty)? = figures["empty"]?.first
    else {
      Issue.record("no distributions: \(figures)")
      return
    }
    #expect(numbers.edges.count > 10 && numbers.levels.isEmpty && numbers.currentMissing == 0)
    #expect(levels.levels.contains("new") && levels.reference[levels.levels.firstIndex(of: "new") ?? 0] == 0)
    #expect(empty.referenceMissing == 0 && empty.currentMissing == 0.5)
    #expect(figures["flag"]?.count == 1 && figures["at"]?.count == 2)
    #expect(figures["roc_auc"]?.count == 2 && figures["accuracy"]?.count == 1 && figures["brier"]?.count == 1)
    let all = report.cases.flatMap(\.figures)
    #expect(try JSONDecoder().decode([Figure].self, from: JSONEncoder().encode(all)) == all)
    try fixture.write(
      "assay.yaml",
      Self.manifest.replacing("fixture: drawn", with: "fixture: drawn\nprivate: [x, level, flag, at, empty, p]"))
    let hidden = await GateReport.run(fixture)
    #expect(
      !hidden.cases.isEmpty && hidden.cases.allSatisfy(\.figures.isEmpty),
      "\(hidden.cases.filter { !$0.figures.isEmpty })")
  }
}
