import AssayTable

/// Errors about the columns and cells of a batch.
extension ModelError {
  static func missingColumn(_ model: String, _ plan: InputPlan, name: String, columns: [String]) -> ModelError {
    let closest = NameSuggestion.closest(to: name, in: columns) ?? "COLUMN"
    let others = plan.columns.map { $0 == name ? closest : $0 }
    let mapping = plan.columns.count == 1 ? closest : "[\(others.joined(separator: ", "))]"
    return ModelError(
      .missingColumn, file: model,
      message: "input \"\(plan.name)\" (\(plan.type)) takes the column \"\(name)\", which the table does not have; "
        + "its columns are \(NameSuggestion.list(columns))",
      column: name,
      advice: (NameSuggestion.closest(to: name, in: columns).map { "did you mean \"\($0)\"? " } ?? "")
        + "rename it in the stage or map it: inputs: { \(plan.name): \(mapping) }")
  }

  static func columnType(_ model: String, _ plan: InputPlan, column: Column) -> ModelError {
    let wanted = plan.type == .string ? "text" : "numbers or booleans"
    let type =
      switch plan.type {
      case .string: "VARCHAR"
      case .int64: "BIGINT"
      case .int32: "INTEGER"
      case .bool: "BOOLEAN"
      case .float64: "DOUBLE"
      default: "FLOAT"
      }
    return ModelError(
      .columnType, file: model,
      message: "input \"\(plan.name)\" (\(plan.type)) takes \(wanted), the column is \(column.type)",
      column: column.name,
      advice: "cast it in the stage: CAST(\(column.name) AS \(type)), or map another column: "
        + "inputs: { \(plan.name): COLUMN }")
  }

  static func null(_ model: String, _ plan: InputPlan, column: String, row: Int) -> ModelError {
    ModelError(
      .value, file: model, message: "input \"\(plan.name)\" (\(plan.type)) has no value for null, found null",
      column: column, row: row, advice: "fill it in the stage: COALESCE(\(column), …)")
  }

  static func value(
    _ model: String, _ plan: InputPlan, found: String, column: String, row: Int
  ) -> ModelError {
    let wanted =
      switch plan.type {
      case .bool: "true and false, or 1 and 0"
      case .int32: "whole numbers from \(Int32.min) to \(Int32.max)"
      default: "whole numbers of 64 bits"
      }
    return ModelError(
      .value, file: model, message: "input \"\(plan.name)\" (\(plan.type)) takes \(wanted), found \(found)",
      column: column, row: row, advice: "round or convert it in the stage")
  }

  static func textWithNUL(_ model: String, _ plan: InputPlan, column: String, row: Int) -> ModelError {
    ModelError(
      .value, file: model,
      message: "input \"\(plan.name)\" (\(plan.type)) cannot take a text with a NUL character: ONNX Runtime would "
        + "cut it off there",
      column: column, row: row, advice: "remove it in the stage: REPLACE(\(column), chr(0), '')")
  }

  static func unreadable(
    _ model: String, _ plan: InputPlan, column: Column, _ error: TableError, firstRow: Int
  ) -> ModelError {
    if case .inexact(_, let row, let found, _) = error {
      return .value(model, plan, found: found, column: column.name, row: firstRow + row)
    }
    return ModelError(
      .columnType, file: model, message: "input \"\(plan.name)\" (\(plan.type)) cannot read its column: \(error)",
      column: column.name)
  }

  static func batchSize(_ model: String, _ plan: InputPlan, rows: Int, found: Int) -> ModelError {
    ModelError(
      .batchSize, file: model,
      message: "input \"\(plan.name)\" takes exactly \(rows) row\(rows == 1 ? "" : "s") at a time, found \(found)",
      advice: "export the model with a dynamic first dimension")
  }
}
