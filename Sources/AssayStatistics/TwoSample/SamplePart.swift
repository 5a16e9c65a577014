/// What the first pass over a sample keeps of it: its size, values at regular distances, its shape, and all of its values
/// while they are few different ones.
struct SamplePart {
  /// Values at regular distances, 65,536 at the most.
  private(set) var values: [Double] = []
  /// How many values there were.
  private(set) var count = 0
  private var stride: Int
  private var next = 0
  private var fewKeys: [UInt64] = []
  private var fewCounts: [Int] = []
  private var isFew = true
  /// The shape of the values, once they have all been taken.
  private(set) var outline = DistributionOutline()
  private var outlineBuilder: DistributionOutline.Builder? = DistributionOutline.Builder()

  private static let wantedValues = 32_768

  /// - Parameter expected: how many values there will be, about.
  init(expected: Int) { stride = max(1, expected / Self.wantedValues) }

  /// All values in order with how often each occurs; nil when there are more different ones than
  /// `SampleChange.fewValues`.
  var few: ValueRuns? {
    guard isFew else { return nil }
    let order = fewKeys.indices.sorted { fewKeys[$0] < fewKeys[$1] }
    return ValueRuns(keys: order.map { fewKeys[$0] }, counts: order.map { fewCounts[$0] })
  }

  /// Takes the next values.
  mutating func add(_ buffer: UnsafeBufferPointer<Double>) {
    while next < count + buffer.count {
      values.append(buffer[next - count])
      next += stride
      if values.count == 2 * Self.wantedValues { thin() }
    }
    count += buffer.count
    outlineBuilder?.add(buffer)
    if isFew { countFew(buffer) }
  }

  /// Ends the pass: no more values come. Gives back the memory that only counting takes.
  mutating func finish() {
    outline = outlineBuilder?.outline ?? outline
    outlineBuilder = nil
  }

  /// Gives back the memory of `values`.
  mutating func forgetValues() { values = [] }

  /// Keeps every second value.
  private mutating func thin() {
    values = values.indices.compactMap { $0 % 2 == 0 ? values[$0] : nil }
    stride *= 2
    next = values.count * stride
  }

  private mutating func countFew(_ buffer: UnsafeBufferPointer<Double>) {
    var last = 0
    for value in buffer {
      let key = BucketMap.key(value)
      if last >= fewKeys.count || fewKeys[last] != key {
        if let index = fewKeys.firstIndex(of: key) {
          last = index
        } else if fewKeys.count == SampleChange.fewValues {
          isFew = false
          (fewKeys, fewCounts) = ([], [])
          return
        } else {
          fewKeys.append(key)
          fewCounts.append(0)
          last = fewKeys.count - 1
        }
      }
      fewCounts[last] += 1
    }
  }
}
