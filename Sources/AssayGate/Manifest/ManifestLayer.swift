/// What one file says, before it is laid over the manifests that it extends.
struct ManifestLayer {
  /// The path as messages show it.
  var file: String
  /// The absolute path of the folder.
  var directory: String
  /// The bytes of the file.
  var bytes: [UInt8]
  /// The fixture's name: what the file says, or the folder's name.
  var fixture: String
  /// Whether the file has the key `extends`, whatever became of it.
  var hasExtends = false
  /// The fixture that this one extends.
  var extends: PathReference?
  /// Whether the file has the key `data`, whatever became of it.
  var hasData = false
  /// The data tables.
  var data: [DataDeclaration] = []
  /// The stages.
  var stages: [StageDeclaration] = []
  /// The names of tables under `checks`.
  var checkedTables: [ArgumentKey] = []
  /// The entries under `checks`.
  var checks: [CheckEntry] = []
  /// The budget, when the file gives one.
  var budget: Double?
  /// The stored profile that stands for the reference.
  var referenceProfile: PathReference?
  /// The private columns.
  var privateColumns: Set<String> = []
}
