/// Follows `extends` from a fixture's manifest to the last one.
struct ExtensionChain {
  /// The faults of all files.
  private(set) var errors: [ManifestError] = []
  /// The files that were read, as messages show them.
  private(set) var files: [String] = []
  /// Whether the chain was followed to its end, so that what is missing is missing everywhere.
  private(set) var isComplete = false
  private let checks: [any Check.Type]

  /// Creates a chain whose manifests may use some checks.
  init(checks: [any Check.Type]) { self.checks = checks }

  /// The layers, the fixture's own first.
  mutating func layers(from first: ManifestPlace) -> [ManifestLayer] {
    var layers: [ManifestLayer] = []
    var seen: [(folder: String, fixture: String)] = []
    var place = first
    var reference: PathReference?
    let root = WorkTree.root(of: first.directory)
    while true {
      if let reference {
        let folder = WorkTree.real(place.directory)
        if let start = seen.firstIndex(where: { $0.folder == folder }) {
          let circle = (seen[start...].map(\.fixture) + [seen[start].fixture]).joined(separator: " → ")
          errors.append(ManifestError("'extends' goes in a circle: \(circle)", at: reference.location))
          return layers
        }
        guard layers.count < ManifestLimits.layers else {
          errors.append(
            ManifestError(
              "fixtures extend one another more than \(ManifestLimits.layers) deep", at: reference.location))
          return layers
        }
        guard WorkTree.contains(root, folder) else {
          errors.append(WorkTree.escape(reference, root: root))
          return layers
        }
        if let fault = place.fault {
          errors.append(
            ManifestError(
              "the manifest needs 'extends', the folder of another fixture; \(fault.message) "
                + "in \(MessageText.quoted(reference.text))", at: reference.location))
          return layers
        }
      } else if let fault = place.fault {
        files.append(place.file)
        errors.append(fault)
        return layers
      }
      files.append(place.file)
      guard let layer = read(place) else { return layers }
      layers.append(layer)
      seen.append((WorkTree.real(place.directory), layer.fixture))
      guard let next = layer.extends else {
        // A reference that could not be read is a fault already, and leaves the chain without its end.
        isComplete = !layer.hasExtends
        return layers
      }
      reference = next
      place = ManifestPlace(ManifestPlace.join(layer.directory, next.text))
    }
  }

  private mutating func read(_ place: ManifestPlace) -> ManifestLayer? {
    do throws(ManifestError) {
      let text = try ManifestText(contentsOf: place.path, file: place.file)
      var reader = ManifestLayerReader(checks: checks)
      let layer = reader.layer(text, directory: place.directory)
      errors += reader.errors
      return layer
    } catch {
      errors.append(error)
      return nil
    }
  }
}
