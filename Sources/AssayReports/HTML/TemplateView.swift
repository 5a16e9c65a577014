import Mustache

/// Something that a template shows: its stored properties by name, and `hasNames` for a list `names` that is not empty.
protocol TemplateView: MustacheParent {}

extension TemplateView {
  /// The property of a name; nil when there is none, or when it is nil.
  func child(named name: String) -> Any? {
    if let value = property(name) { return value }
    guard name.hasPrefix("has"), let first = name.dropFirst(3).first else { return nil }
    let list = property(first.lowercased() + name.dropFirst(4))
    return (list as? any Collection).map { !$0.isEmpty }
  }

  private func property(_ name: String) -> Any? {
    guard let child = Mirror(reflecting: self).children.first(where: { $0.label == name }) else { return nil }
    let mirror = Mirror(reflecting: child.value)
    return mirror.displayStyle == .optional ? mirror.children.first?.value : child.value
  }
}
