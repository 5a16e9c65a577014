import AssayGate

// The fields of `Results`, written from the gate's types; the tests compare the two.
extension JSONWriter {
  mutating func result(_ result: CaseResult) {
    beginObject()
    field("approvedDigest", result.digest?.approved)
    field("attachments", result.attachments)
    field("check", result.check)
    field("column", result.column)
    field("details", result.details)
    field("digest", result.digest?.today)
    if !result.figures.isEmpty {
      key("figures")
      array(result.figures) { $0.figure(Results.Figure($1)) }
    }
    field("file", result.location.file)
    field("kind", result.kind)
    field("limits", result.limits)
    field("line", result.location.line)
    field("message", result.message)
    key("metrics")
    array(result.metrics) { $0.metric($1) }
    field("n", result.n)
    field("rerun", result.rerun)
    seconds(result.seconds)
    field("severity", result.severity.rawValue)
    field("slice", result.slice)
    if let suppression = result.suppression {
      key("suppression")
      beginObject()
      field("daysLeft", suppression.daysLeft)
      field("until", suppression.until)
      field("why", suppression.why)
      endObject()
    }
    field("table", result.table)
    field("verdict", result.verdict.rawValue)
    field("why", result.why)
    endObject()
  }

  private mutating func figure(_ figure: Results.Figure) {
    beginObject()
    numbers("counts", figure.counts)
    numbers("current", figure.current)
    field("currentMissing", figure.currentMissing)
    numbers("edges", figure.edges)
    field("kind", figure.kind.rawValue)
    if let levels = figure.levels { field("levels", levels) }
    numbers("n", figure.n)
    field("otherLevels", figure.otherLevels)
    if let quantiles = figure.quantiles {
      key("quantiles")
      array(quantiles) { writer, values in writer.array(values) { $0.number($1) } }
    }
    numbers("reference", figure.reference)
    field("referenceMissing", figure.referenceMissing)
    field("subject", figure.subject)
    field("threshold", figure.threshold)
    numbers("x", figure.x)
    numbers("y", figure.y)
    endObject()
  }

  private mutating func numbers(_ name: String, _ values: [Double]?) {
    guard let values else { return }
    key(name)
    array(values) { $0.number($1) }
  }

  private mutating func numbers(_ name: String, _ values: [Int]?) {
    guard let values else { return }
    key(name)
    array(values) { $0.number($1) }
  }

  private mutating func metric(_ metric: Metric) {
    beginObject()
    field("definition", metric.definition)
    field("lower", metric.lower)
    field("n", metric.n)
    field("name", metric.name)
    field("upper", metric.upper)
    field("value", metric.value)
    endObject()
  }

  mutating func approval(_ approval: Baseline.Approval?) {
    guard let approval else { return }
    key("comparedWith")
    beginObject()
    field("at", approval.at)
    field("by", approval.by)
    field("daysLeft", approval.daysLeft)
    field("until", approval.until)
    endObject()
  }

  mutating func input(_ input: InputDigest) {
    beginObject()
    field("address", input.address)
    field("sha256", input.sha256)
    field("size", input.size)
    endObject()
  }

  mutating func stage(_ stage: StageResult) {
    beginObject()
    field("alwaysRuns", stage.alwaysRuns)
    field("cached", stage.isCached)
    field("failure", stage.failure)
    key("inputs")
    array(stage.inputs) { writer, input in
      writer.beginObject()
      writer.field("digest", input.digest)
      writer.field("name", input.name)
      writer.endObject()
    }
    field("kind", stage.kind)
    field("output", stage.output)
    field("rows", stage.rows)
    seconds(stage.seconds)
    if stage.isSkipped { field("skipped", true) }
    field("stage", stage.stage)
    endObject()
  }

  mutating func divergence(_ divergence: Divergence?) {
    guard let divergence else { return }
    key("firstDivergence")
    beginObject()
    field("carriesInto", divergence.carriesInto)
    field("column", divergence.column)
    key("examples")
    array(divergence.examples) { writer, row in writer.array(row) { $0.string($1) } }
    field("file", divergence.location.file)
    field("fixture", divergence.fixture)
    key("inputs")
    array(divergence.inputs) { writer, input in
      writer.beginObject()
      writer.field("count", input.count)
      writer.key("rows")
      writer.array(input.rows) { writer, row in writer.array(row) { $0.string($1) } }
      writer.field("table", input.table)
      writer.endObject()
    }
    field("line", divergence.location.line)
    field("message", divergence.message)
    field("note", divergence.note)
    field("rerun", divergence.rerun)
    if let smallest = divergence.smallest {
      key("smallest")
      beginObject()
      key("files")
      array(smallest.files) { writer, file in
        writer.beginObject()
        writer.field("path", file.path)
        writer.field("rows", file.rows)
        writer.field("table", file.table)
        writer.endObject()
      }
      field("isMinimal", smallest.isMinimal)
      field("replays", smallest.replays)
      field("rerun", smallest.rerun)
      endObject()
    }
    field("stage", divergence.stage)
    field("version", divergence.version)
    endObject()
  }

  mutating func tally(_ tally: Tally) {
    key("tally")
    beginObject()
    field("error", tally[.error])
    field("fail", tally[.fail])
    field("inconclusive", tally[.inconclusive])
    field("pass", tally[.pass])
    field("skipped", tally[.skipped])
    field("total", tally.total)
    field("warn", tally[.warn])
    endObject()
  }

  /// Seconds are always there; a clock that went wrong says 0.
  mutating func seconds(_ value: Double) { field("seconds", value.isFinite ? value : 0) }
}
