/// A line of Swift Testing's event stream, version 6.3: the fields that a report needs.
///
/// Fields with an underscore are there when `SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED` is 1, and may change; without
/// them the cases of a parameterised test cannot be told apart, and it is reported as one.
struct EventRecord: Decodable {
  var kind: String
  var payload: Payload

  struct Payload: Decodable {
    var kind: String
    var id: String?
    var name: String?
    var displayName: String?
    var isParameterized: Bool?
    var sourceLocation: Location?
    var testID: String?
    var instant: Instant?
    var messages: [Message]?
    var issue: Issue?
    var attachment: Attachment?
    var _testCase: Case?
    var _testCases: [Case]?
    var _tags: [String]?
    var _comments: [String]?
  }

  struct Location: Decodable, Hashable {
    var filePath: String?
    var _filePath: String?
    var line: Int?

    var path: String? { filePath ?? _filePath }
  }

  struct Instant: Decodable {
    var absolute: Double
  }

  struct Message: Decodable {
    var text: String
  }

  struct Issue: Decodable {
    var isKnown: Bool
    var isFailure: Bool?
    var severity: String?
    var sourceLocation: Location?
  }

  struct Attachment: Decodable {
    var path: String?
    var _preferredName: String?
  }

  struct Case: Decodable, Hashable {
    var id: String
    var displayName: String?
  }
}
