// What is drawn of a case, in the bytes of the cache.
extension ByteWriter {
  mutating func write(_ values: [Double]) {
    write(values.count)
    for value in values { write(Int(truncatingIfNeeded: value.bitPattern)) }
  }

  mutating func write(_ figure: Figure) {
    switch figure {
    case .distribution(let one):
      write("distribution")
      write(one.subject)
      write(one.edges)
      write(one.levels)
      write(one.otherLevels)
      for values in [one.reference, one.current, [one.referenceMissing, one.currentMissing]] { write(values) }
    case .roc(let curve): write("roc", curve)
    case .precisionRecall(let curve): write("precisionRecall", curve)
    case .reliability(let curve): write("reliability", curve)
    case .confusion(let one):
      write("confusion")
      write([one.threshold])
      for count in [one.truePositives, one.falsePositives, one.trueNegatives, one.falseNegatives] { write(count) }
    case .residuals(let one):
      write("residuals")
      write(one.subject)
      write(one.predictions)
      write(one.n.count)
      for count in one.n { write(count) }
      write(one.quantiles.count)
      for values in one.quantiles { write(values) }
    }
  }

  private mutating func write(_ kind: String, _ curve: Figure.Curve) {
    write(kind)
    write(curve.x)
    write(curve.y)
    write(curve.n.count)
    for count in curve.n { write(count) }
  }
}

extension ByteReader {
  mutating func numbers() throws(Failure) -> [Double] {
    var values: [Double] = []
    for _ in 0..<(try count()) { values.append(Double(bitPattern: UInt64(bitPattern: Int64(try integer())))) }
    return values
  }

  mutating func figure() throws(Failure) -> Figure {
    switch try requiredText() {
    case "distribution":
      let (subject, edges, levels, others) = (try requiredText(), try numbers(), try texts(), try integer())
      let (reference, current, missing) = (try numbers(), try numbers(), try numbers())
      guard missing.count == 2 else { throw Failure() }
      return .distribution(
        Figure.Distribution(
          subject: subject, edges: edges, levels: levels, otherLevels: others, reference: reference, current: current,
          referenceMissing: missing[0], currentMissing: missing[1]))
    case "roc": return .roc(try curve())
    case "precisionRecall": return .precisionRecall(try curve())
    case "reliability": return .reliability(try curve())
    case "confusion":
      let threshold = try numbers()
      guard threshold.count == 1 else { throw Failure() }
      let (right, wrong) = (try integer(), try integer())
      let (rightNegative, wrongNegative) = (try integer(), try integer())
      return .confusion(
        Figure.Confusion(
          threshold: threshold[0], truePositives: right, falsePositives: wrong, trueNegatives: rightNegative,
          falseNegatives: wrongNegative))
    case "residuals":
      let (subject, predictions) = (try requiredText(), try numbers())
      var n: [Int] = []
      for _ in 0..<(try count()) { n.append(try integer()) }
      var quantiles: [[Double]] = []
      for _ in 0..<(try count()) { quantiles.append(try numbers()) }
      return .residuals(Figure.Residuals(subject: subject, predictions: predictions, n: n, quantiles: quantiles))
    default: throw Failure()
    }
  }

  private mutating func curve() throws(Failure) -> Figure.Curve {
    let (x, y) = (try numbers(), try numbers())
    var n: [Int] = []
    for _ in 0..<(try count()) { n.append(try integer()) }
    return Figure.Curve(x: x, y: y, n: n)
  }
}
