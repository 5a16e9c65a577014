/// The keys of `assay.yaml`, but for the checks, which declare themselves: what the reader accepts and the schema prints.
enum ManifestDeclaration {
  /// The version of the manifest's form that this code reads.
  static let version = 1

  /// The manifest as a whole.
  static let documentation = "A fixture of Assay: its data, its pipeline, and what must hold of both."

  /// The keys of the manifest.
  static let topLevel: [ArgumentDeclaration] = [
    ArgumentDeclaration(
      "assay", .integer(minimum: version), required: true, "The version of the manifest's form: \(version)."),
    ArgumentDeclaration(
      "fixture", .name,
      """
      The fixture's name, by default the name of its folder. Letters, digits, '-', '_' and '.', \
      as it becomes part of file names and of class names in JUnit reports.
      """),
    ArgumentDeclaration(
      "extends", .path,
      """
      The folder of another fixture whose manifest this one builds on. Data and stages of the same name, checks of \
      the same id, and the budget replace those of the other; files that this folder does not hold are taken from it.
      """),
    ArgumentDeclaration(
      "data", .map(.either([.path, .object(dataEntry)])),
      "The tables that the pipeline starts from: a path or glob that all versions share, or a path for each version."),
    ArgumentDeclaration(
      "stages", .map(.object(stageEntry)),
      "The steps of the pipeline in their order. Each sees only the tables in its 'from', and gives one of its name."),
    ArgumentDeclaration("checks", .map(.list(.object([]))), "What must hold: for each table a list of checks."),
    ArgumentDeclaration(
      "budget", .share,
      "The probability of a false block that the fixture's comparisons share on one version; 0.005 by default."),
    ArgumentDeclaration(
      "private", .list(.column),
      "Columns whose values never leave the run, in every table. Those of an extended fixture stay private."),
  ]

  /// The keys of an entry under `data`.
  static let dataEntry: [ArgumentDeclaration] = [
    ArgumentDeclaration("path", .path, "The file or glob that all versions share."),
    ArgumentDeclaration("reference", .path, "The file or glob that the versions are compared with."),
    ArgumentDeclaration("versions", .map(.path), "The file or glob of each version, by the version's name."),
  ]

  /// The keys of which an entry under `data` has exactly one.
  static let dataKinds = ["path", "versions"]

  /// The keys of an entry under `stages`.
  static let stageEntry: [ArgumentDeclaration] = [
    ArgumentDeclaration("sql", .path, "A file with one query; the tables in 'from' have their names in it."),
    ArgumentDeclaration(
      "command", .list(.text),
      "A program and its arguments, each a text of its own. No shell reads them."),
    ArgumentDeclaration("model", .path, "A model file; it adds its predictions to the columns in 'keep'."),
    ArgumentDeclaration(
      "from", .list(.name), required: true, "The tables that the stage sees: data, and stages before it."),
    ArgumentDeclaration("keep", .list(.column), "The columns of its table that a model stage hands on."),
    ArgumentDeclaration(
      "inputs", .map(.list(.column)),
      "The column, or list of columns, that feeds an input of the model; others take the column of their own name."),
    ArgumentDeclaration(
      "outputs", .map(.name),
      "New columns by name, each with the output of the model that fills it: { p_late: probabilities_1 }."),
    ArgumentDeclaration("timeout", .duration, "The time limit of the stage: seconds, or a text such as 5m."),
    ArgumentDeclaration(
      "format", .choice(StageDeclaration.TableFormat.allCases.map(\.rawValue)),
      "The format in which a command takes and gives tables; parquet by default."),
  ]

  /// The keys of which an entry under `stages` has exactly one.
  static let stageKinds = ["sql", "command", "model"]

  /// The keys that only one kind of stage has.
  static let stageKeyOwners = ["keep": "model", "inputs": "model", "outputs": "model", "format": "command"]

  /// The keys that may stand beside a check.
  static let checkConfiguration: [ArgumentDeclaration] = [
    ArgumentDeclaration(
      "id", .name,
      "The entry's id, unique in the fixture; by default table.check, and .columns when the check names columns."),
    ArgumentDeclaration(
      "severity", .choice(Severity.allCases.map(\.rawValue)), "How much a failure weighs; fail by default."),
    ArgumentDeclaration("where", .text, "A condition in SQL that rows must meet to be looked at."),
    ArgumentDeclaration("by", .list(.column), "Columns whose combinations are judged one by one."),
    ArgumentDeclaration("private", .list(.column), "Columns whose values this check must not show."),
    ArgumentDeclaration(
      "suppress",
      .object([
        ArgumentDeclaration("until", .date, required: true, "The last day on which failures are accepted."),
        ArgumentDeclaration("why", .text, required: true, "Why they are."),
      ]), "Accepts failures of the entry for a time."),
    ArgumentDeclaration("why", .text, "Why the entry is as it is, for those who read the report."),
  ]
}
