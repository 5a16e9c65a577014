import Foundation

/// The reports that a command line names.
public struct JUnitFiles: Sendable, Hashable {
  /// One of them.
  public struct File: Sendable, Hashable {
    /// The path, as it was given or found.
    public var path: String
    /// It was found in a folder, where there may be XML that is no report.
    public var isFound: Bool
  }

  /// The files, in the order of the arguments; those of a folder by path.
  public var files: [File]
  /// Folders without any XML.
  public var emptyFolders: [String]

  /// Takes files as they are, and looks in folders, at any depth, for names that end in `.xml` and do not begin with a
  /// point.
  ///
  /// - Parameters:
  ///   - paths: files and folders; what is there twice is taken once.
  ///   - excluded: paths of files to leave out when they are found in a folder.
  public init(_ paths: [String], excluding excluded: (String) -> Bool = { _ in false }) {
    files = []
    emptyFolders = []
    var known: Set<String> = []
    let workingDirectory = FileManager.default.currentDirectoryPath
    func add(_ path: String, isFound: Bool) {
      if known.insert(JUnitFormat.absolutePath(path, workingDirectory: workingDirectory)).inserted {
        files.append(File(path: path, isFound: isFound))
      }
    }
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        add(path, isFound: false)
        continue
      }
      let root = path.hasSuffix("/") ? path : path + "/"
      var found: [String] = []
      // An enumerator goes into no link, also not into the one that it starts from.
      let target = URL(filePath: path).resolvingSymlinksInPath().path
      for case let name as String in FileManager.default.enumerator(atPath: target) ?? .init() {
        let file = name.split(separator: "/").last ?? ""
        if file.lowercased().hasSuffix(".xml"), !file.hasPrefix("."), !excluded(root + name) {
          found.append(root + name)
        }
      }
      if found.isEmpty { emptyFolders.append(path) }
      for name in found.sorted() { add(name, isFound: true) }
    }
  }
}
