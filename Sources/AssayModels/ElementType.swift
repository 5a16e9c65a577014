/// The type of a tensor's elements; the raw value is ONNX's own number.
enum ElementType: Int32, Sendable, CustomStringConvertible {
  case undefined = 0
  case float32
  case uint8
  case int8
  case uint16
  case int16
  case int32
  case int64
  case string
  case bool
  case float16
  case float64
  case uint32
  case uint64
  case complex64
  case complex128
  case bfloat16

  /// The type with a number, `undefined` for those that came later.
  init(number: Int32) { self = ElementType(rawValue: number) ?? .undefined }

  /// The name in NumPy's words.
  var description: String {
    switch self {
    case .undefined: "an unknown type"
    case .float32: "float32"
    case .uint8: "uint8"
    case .int8: "int8"
    case .uint16: "uint16"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .string: "text"
    case .bool: "boolean"
    case .float16: "float16"
    case .float64: "float64"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .complex64: "complex64"
    case .complex128: "complex128"
    case .bfloat16: "bfloat16"
    }
  }

  /// Whether a table's columns can feed it and hold it.
  var isSupported: Bool {
    switch self {
    case .float32, .float64, .int32, .int64, .bool, .string: true
    default: false
    }
  }
}
