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
      """
      The tables that the pipeline starts from: a path or glob that all versions share, or one for each version. In place \
      of a path stands dvc, git or url for files that are kept elsewhere.
      """),
    ArgumentDeclaration(
      "reference",
      .object([
        ArgumentDeclaration(
          "profile", .path, required: true,
          "The file that `assay profile` wrote: drift is judged against it, and no data of the reference is read.")
      ]),
      """
      What the versions are compared with, when it is not the data under 'reference'. That data is then only what \
      `assay profile` makes the profile of, and need not be there when the gate runs.
      """),
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
  static let dataEntry: [ArgumentDeclaration] =
    [ArgumentDeclaration("path", .path, "The file or glob that all versions share.")] + elsewhere + [
      ArgumentDeclaration("reference", source, "The file or glob that the versions are compared with."),
      ArgumentDeclaration("versions", .map(source), "The file or glob of each version, by the version's name."),
    ]

  /// A path, or a mapping that says where else files are kept.
  static let source = ArgumentForm.either([
    .path, .object([ArgumentDeclaration("path", .path, "The file or glob.")] + elsewhere),
  ])

  /// The keys for files that are kept elsewhere.
  private static let elsewhere: [ArgumentDeclaration] = [
    ArgumentDeclaration(
      "dvc", .path, "What DVC tracks under this path: a file, a folder, or files of a folder. Verified by its MD5."),
    ArgumentDeclaration(
      "git", .text,
      "A file of a revision, main:data/a.csv, as git writes it: from the work tree's folder, or with ./ from the fixture's."
    ),
    ArgumentDeclaration(
      "url", .text, "An https: or file: URL, fetched once into a cache. Needs sha256."),
    ArgumentDeclaration("sha256", .name, "The SHA-256 of what the URL holds, in 64 hexadecimal digits."),
    ArgumentDeclaration(
      "max_bytes", .integer(minimum: 1), "The most bytes that are taken from the URL; 4294967296 by default."),
    ArgumentDeclaration("timeout", .duration, "The most time that fetching from the URL may take; 10m by default."),
  ]

  /// The keys that say where files are.
  static let sourceKinds = ["path", "dvc", "git", "url"]
  /// The keys that stand beside a URL.
  static let urlKeys = ["sha256", "max_bytes", "timeout"]

  /// The keys of which an entry under `data` has exactly one.
  static let dataKinds = sourceKinds + ["versions"]

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
      "files", .list(.path),
      "Files or globs that the stage reads beside those that it names already; the lock pins them."),
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
