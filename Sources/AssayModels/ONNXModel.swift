import AssayConcurrency
import AssayTable

/// An ONNX model that predicts in this process.
///
/// A model input [rows] or [rows, 1] takes one column, an input [rows, k] takes k columns in the order that
/// `Options.inputs` lists. Cells are converted to the input's type:
///
/// | input | column | null |
/// | --- | --- | --- |
/// | float32, float64 | any number or boolean, rounded to nearest | NaN |
/// | int32, int64 | any number or boolean whose value is whole and in range | error |
/// | boolean | boolean, or numbers 0 and 1 | error |
/// | text | text without NUL | the empty text |
///
/// An output [rows] or [rows, 1] gives a column of its name, an output [rows, k] columns `name_0` … `name_{k-1}`, a
/// sequence of maps (ZipMap) columns `name_KEY` with ascending keys. Floats keep their width, int32 becomes int64.
///
/// With one intra-op thread, the default, a row's prediction has the same bits in a batch of any size. Predictions
/// may run at the same time.
public struct ONNXModel: ModelRunner {
  /// What the model file says about itself.
  public let file: ModelFile
  /// How the model is run.
  public let options: Options
  /// The model's inputs in its order; `width` columns feed each.
  public let inputs: [ModelPort]

  private let session: ONNXSession
  private let inputPlans: [InputPlan]
  private let choices: [OutputChoice]
  /// The plans of the outputs, whose layouts the first batch may complete.
  private let outputPlans: Locked<[OutputPlan]>

  /// Opens the model at a path, with the ONNX Runtime of this process.
  ///
  /// - Throws: `ModelError` with a `library…` or `file…` kind, `modelRejected`, `unsupportedModel`, or, when the
  ///   options do not fit the model, `unknownInput`, `unknownOutput` or `columnCount`.
  public init(path: String, options: Options = Options()) async throws(ModelError) {
    let (file, session) = try await OwnThread.run { () throws(ModelError) -> (ModelFile, ONNXSession) in
      // The file comes first: what is wrong with it is said without a library.
      let file = try ModelFile(path: path)
      let runtime = try ONNXRuntime.shared()
      do throws(ONNXFailure) {
        return (
          file, try ONNXSession(runtime: runtime, path: path, intraOpThreads: max(1, options.intraOpThreads))
        )
      } catch {
        throw .modelRejected(path, error, runtime: "ONNX Runtime \(runtime.version)")
      }
    }
    try self.init(file: file, session: session, options: options)
  }

  private init(file: ModelFile, session: ONNXSession, options: Options) throws(ModelError) {
    self.file = file
    self.session = session
    self.options = options
    inputPlans = try InputPlan.plans(for: session.inputs, mapping: options.inputs, model: file.path)
    inputs = inputPlans.map { ModelPort(name: $0.name, type: $0.type.description, width: $0.columns.count) }

    let all = session.outputs.enumerated().map { position, port in
      OutputPlan(port, position: position, keys: file.mapKeys[port.name])
    }
    if options.outputs.isEmpty {
      for (port, plan) in zip(session.outputs, all) where plan == nil { throw .unsupportedOutput(file.path, port) }
      choices = []
      let plans = all.compactMap(\.self)
      try Self.checkNames(plans.flatMap { $0.columnNames ?? [] }, model: file.path)
      outputPlans = Locked(plans)
    } else {
      for (port, plan) in zip(session.outputs, all) where plan == nil {
        guard !options.outputs.contains(where: { $0.output == port.name }) else {
          throw .unsupportedOutput(file.path, port)
        }
      }
      let plans = all.compactMap(\.self)
      let chosen = try OutputChoice.choices(options.outputs, among: plans, model: file.path)
      // Only what is selected is computed.
      let used = plans.indices.filter { index in chosen.contains { $0.plan == index } }
      choices = chosen.map { choice in
        OutputChoice(name: choice.name, plan: used.firstIndex(of: choice.plan) ?? 0, source: choice.source)
      }
      outputPlans = Locked(used.map { plans[$0] })
    }
  }

  /// The columns that `inputs` take, in their order, each once.
  public var inputColumns: [String] {
    var seen: Set<String> = []
    return inputPlans.flatMap(\.columns).filter { seen.insert($0).inserted }
  }

  /// The columns of the predictions.
  ///
  /// All are known when the model is opened, unless an output does not declare its width, or its maps are not made
  /// by a ZipMap in the main graph: such an output is one port without a width until the first batch.
  public var outputs: [ModelPort] {
    let plans = outputPlans.withLock { $0 }
    if choices.isEmpty {
      return plans.flatMap { plan in
        plan.columnNames?.map { ModelPort(name: $0, type: plan.columnType, width: 1) }
          ?? [ModelPort(name: plan.name, type: plan.columnType, width: nil)]
      }
    }
    return choices.map { ModelPort(name: $0.name, type: plans[$0.plan].columnType, width: 1) }
  }

  /// `onnxruntime` and its version.
  public var runtime: String { "onnxruntime \(session.runtime.version)" }

  /// Predicts each row of a batch, on a thread that no other task waits for.
  ///
  /// Each input is copied once. Cancelling the task ends the run before its next operator.
  ///
  /// - Throws: `ModelError` with the kind `missingColumn`, `columnType`, `value`, `batchSize`, `predictionFailed`,
  ///   `unexpectedOutput`, `unknownOutput` or `cancelled`.
  public func predict(_ batch: RecordBatch) async throws(ModelError) -> [Column] {
    if Task.isCancelled { throw .cancelled(file.path) }
    if batch.rowCount == 0 { return try columnsWithoutRows() }
    let handle: ONNXRunOptions
    do throws(ONNXFailure) {
      handle = try ONNXRunOptions(session.runtime)
    } catch {
      throw .predictionFailed(file.path, error)
    }
    // The outcome is a Result because the cancellation handler would widen a typed error.
    let outcome = await withTaskCancellationHandler { () async -> Result<[Column], ModelError> in
      do throws(ModelError) {
        return .success(try await OwnThread.run { () throws(ModelError) in try run(batch, handle) })
      } catch {
        return .failure(error)
      }
    } onCancel: {
      handle.terminate()
    }
    return try outcome.get()
  }

  private func run(_ batch: RecordBatch, _ handle: ONNXRunOptions) throws(ModelError) -> [Column] {
    // ONNX Runtime multiplies a single row by another routine than several, which can change its last bits: a row alone
    // is given twice, so that it has the same prediction in a batch of any size.
    let copies = batch.rowCount == 1 && inputPlans.allSatisfy { $0.fixedRows == nil } ? 2 : 1
    let rows = batch.rowCount * copies
    let feed = InputFeed(runtime: session.runtime, model: file.path, batch: batch, copies: copies)
    var tensors: [InputTensor] = []
    for plan in inputPlans {
      if handle.isTerminated { throw .cancelled(file.path) }
      tensors.append(try feed.tensor(for: plan))
    }
    let positions = outputPlans.withLock { $0.map(\.position) }
    let values: [OutputValue]
    do throws(ONNXFailure) {
      values = try session.run(tensors, outputs: positions, options: handle)
    } catch {
      throw handle.isTerminated ? .cancelled(file.path) : .predictionFailed(file.path, error)
    }
    let all = try columns(of: values, plans: try settle(values, rows: rows), rows: rows)
    return copies == 1 ? all : all.map { $0.sliced(0..<batch.rowCount) }
  }

  /// Checks the returned layouts against the known ones, and keeps what was unknown.
  private func settle(_ values: [OutputValue], rows: Int) throws(ModelError) -> [OutputPlan] {
    try outputPlans.withLock { (plans) throws(ModelError) in
      var settled = plans
      for (index, value) in values.enumerated() {
        let name = plans[index].name
        guard let found = OutputPlan.layout(of: value, rows: rows) else {
          throw .unexpectedShape(file.path, output: name, value: value, rows: rows)
        }
        if plans[index].layout == .unknown { settled[index].layout = found }
        guard settled[index].layout == found else {
          throw .changedLayout(file.path, output: name, expected: plans[index].layout, found: found)
        }
      }
      plans = settled
      return settled
    }
  }

  private func columns(
    of values: [OutputValue], plans: [OutputPlan], rows: Int
  ) throws(ModelError) -> [Column] {
    let all = zip(plans, values).map { plan, value in
      (names: plan.columnNames ?? [], tensor: value.tensor)
    }
    var columns: [Column] = []
    if choices.isEmpty {
      try Self.checkNames(all.flatMap(\.names), model: file.path)
      for (names, tensor) in all {
        for (index, name) in names.enumerated() {
          columns.append(tensor.column(index, of: names.count, rows: rows, name: name))
        }
      }
    }
    for choice in choices {
      let (names, tensor) = all[choice.plan]
      guard let index = names.firstIndex(of: choice.source) else {
        throw .unknownOutput(file.path, choice.source, columns: all.flatMap(\.names))
      }
      columns.append(tensor.column(index, of: names.count, rows: rows, name: choice.name))
    }
    return columns
  }

  /// Columns as predictions have them, without rows and without calling the library: some graphs refuse no rows.
  private func columnsWithoutRows() throws(ModelError) -> [Column] {
    let plans = outputPlans.withLock { $0 }
    func column(_ name: String, _ plan: OutputPlan) -> Column {
      Tensor(shape: [0], elements: plan.type.noElements).column(0, of: 1, rows: 0, name: name)
    }
    guard choices.isEmpty else { return choices.map { column($0.name, plans[$0.plan]) } }
    var columns: [Column] = []
    for plan in plans {
      guard let names = plan.columnNames else { throw .unknownColumns(file.path, output: plan.name) }
      columns += names.map { column($0, plan) }
    }
    return columns
  }

  private static func checkNames(_ names: [String], model: String) throws(ModelError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .repeatedOutput(model, name) }
  }
}
