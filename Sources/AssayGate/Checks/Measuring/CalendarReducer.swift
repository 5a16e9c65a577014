import AssayTable

/// Days of the week and hours of the day of a column.
final class CalendarReducer: Reducer {
  private let name: String
  private let clock: CalendarClock?
  private var counts: [CalendarCounts]

  init(column: String, type: DataType?, slices: Int) {
    name = column
    clock = type.flatMap(CalendarClock.init)
    counts = Array(repeating: CalendarCounts(), count: slices)
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    guard let clock else { return }
    let values = try batch.doubles(name)
    switch slices {
    case .all:
      for value in values { counts[0].add(value, clock) }
    case .indexed(let indices):
      for (value, slice) in zip(values, indices) where slice >= 0 { counts[Int(slice)].add(value, clock) }
    }
  }

  func result(slice: Int) -> Measured {
    guard clock != nil else { return .failed(CheckError("column '\(name)' holds neither dates nor times")) }
    return .calendar(counts[slice])
  }
}
