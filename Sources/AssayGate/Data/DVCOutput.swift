/// A file or folder that DVC tracks, as a `.dvc` file or a `dvc.lock` says.
struct DVCOutput: Sendable, Hashable {
  /// The absolute path in the work tree.
  var path: String
  /// The MD5 in hexadecimal digits; of a folder that of its listing.
  var md5: String
  /// Whether the output is a folder.
  var isFolder: Bool
  /// How the MD5 is made: of the bytes, or by the rule of DVC before version 3.
  var rule: DigestAlgorithm
  /// The size in bytes, when the file says so.
  var size: Int?
  /// The absolute path of the file that says all this.
  var source: String
  /// Why the output cannot be used; another output of the same file can.
  var fault: InputError?
}

/// Reads `.dvc` files and `dvc.lock`.
enum DVCFile {
  /// The outputs of a file of either kind, in its order.
  ///
  /// Throws when it is no such file, or an output has no MD5.
  static func outputs(_ path: String) throws(InputError) -> [DVCOutput] {
    let root = try read(path)
    return path.hasSuffix(".dvc") ? try ofStage(root, path) : try ofLock(root, path)
  }

  private static func read(_ path: String) throws(InputError) -> YAMLNode {
    do throws(ManifestError) {
      let document = try YAMLReader.read(try ManifestText(contentsOf: path, file: Display.path(path)))
      if let error = document.errors.first { throw error }
      return document.root
    } catch {
      throw InputError("\(error.location): cannot be read as a file of DVC: \(error.message)")
    }
  }

  /// A `.dvc` file: `outs` and perhaps `wdir`.
  private static func ofStage(_ root: YAMLNode, _ path: String) throws(InputError) -> [DVCOutput] {
    guard let outs = root["outs"]?.items else {
      throw InputError("\(Display.path(path)) is no .dvc file: it has no 'outs'")
    }
    let folder = try folder(ManifestPlace.parent(path), root["wdir"], path)
    return try outs.map { node throws(InputError) in try output(node, in: folder, path) }
  }

  /// A `dvc.lock`: of schema 2.0, or of the first one, whose stages stand at the top.
  private static func ofLock(_ root: YAMLNode, _ path: String) throws(InputError) -> [DVCOutput] {
    var stages = root
    if let schema = root["schema"]?.scalar?.text {
      guard schema == "2.0" else {
        throw InputError(
          "\(Display.path(path)) has the schema '\(MessageText.shown(schema))'; Assay reads 2.0 and older")
      }
      guard let given = root["stages"] else { return [] }
      stages = given
    }
    guard let entries = stages.entries else {
      throw InputError("\(Display.path(path)) is no dvc.lock: its stages are no mapping")
    }
    let folders = try workingFolders(beside: path)
    var outputs: [DVCOutput] = []
    for (key, stage) in entries {
      // 'name@item' is made of the stage 'name' by foreach or matrix.
      let wdir = folders[key.name] ?? folders[String(key.name.prefix { $0 != "@" })]
      // Where a template names the folder, the lock does not tell where the outputs are.
      if let text = wdir?.scalar?.text, text.contains("${") { continue }
      let folder = try folder(ManifestPlace.parent(path), wdir, path)
      for node in stage["outs"]?.items ?? [] { outputs.append(try output(node, in: folder, path)) }
    }
    return outputs
  }

  /// The `wdir` of stages: the lock's paths start from there, and only `dvc.yaml` has it.
  private static func workingFolders(beside path: String) throws(InputError) -> [String: YAMLNode] {
    let file = ManifestPlace.join(ManifestPlace.parent(path), "dvc.yaml")
    guard FileHasher.stamp(file) != nil else { return [:] }
    var folders: [String: YAMLNode] = [:]
    for (key, stage) in try read(file)["stages"]?.entries ?? [] {
      folders[key.name] = stage["wdir"] ?? stage["do"]?["wdir"]
    }
    return folders
  }

  private static func folder(_ base: String, _ wdir: YAMLNode?, _ path: String) throws(InputError) -> String {
    guard let wdir else { return base }
    guard let text = wdir.scalar?.text, !text.isEmpty else {
      throw InputError("\(Display.path(path)): 'wdir' is a folder; found \(wdir.found)")
    }
    return ManifestPlace.absolute(text.hasPrefix("/") ? text : ManifestPlace.join(base, text))
  }

  private static func output(_ node: YAMLNode, in folder: String, _ path: String) throws(InputError) -> DVCOutput {
    guard let name = node["path"]?.scalar?.text, !name.isEmpty else {
      throw InputError("\(Display.path(path)):\(node.location.line): an output without 'path'")
    }
    var output = DVCOutput(
      path: ManifestPlace.absolute(name.hasPrefix("/") ? name : ManifestPlace.join(folder, name)), md5: "",
      isFolder: false, rule: .md5, size: node["size"]?.scalar.flatMap { Int($0.text) }, source: path)
    let place = "\(Display.path(path)):\(node.location.line): output \(MessageText.quoted(name))"
    guard let digest = node["md5"]?.scalar?.text else {
      output.fault = InputError(
        "\(place) has no 'md5', so its content cannot be verified; Assay reads what DVC keeps in its cache (dvc add, "
          + "dvc repro)")
      return output
    }
    output.isFolder = digest.hasSuffix(".dir")
    output.md5 = (output.isFolder ? String(digest.dropLast(4)) : digest).lowercased()
    if !DigestText.isHexadecimal(output.md5, count: 32) {
      output.fault = InputError("\(place) has the 'md5' \(MessageText.quoted(digest)), not 32 hexadecimal digits")
    }
    switch node["hash"]?.scalar?.text {
    case nil, "md5-dos2unix"?: output.rule = .md5Dos2unix
    case "md5"?: break
    case let other?:
      output.fault = InputError("\(place) is hashed by \(MessageText.quoted(other)); Assay reads md5")
    }
    return output
  }
}

extension YAMLNode {
  /// The value of a key, when this is a mapping that has it.
  subscript(key: String) -> YAMLNode? { entries?.first { $0.key.name == key }?.value }

  /// The items, when the value is a list.
  var items: [YAMLNode]? { if case .sequence(let items) = content { items } else { nil } }
}
