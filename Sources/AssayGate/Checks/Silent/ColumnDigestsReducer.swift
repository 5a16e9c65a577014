import AssayTable

/// The digests and profiles of some columns, as fingerprints have them, whichever checks want a fingerprint too.
final class ColumnDigestsReducer: Reducer {
  private let fingerprint: FingerprintReducer

  init(columns: [String], schema: Schema) {
    // Nothing of this is kept, so nothing needs to be hidden.
    fingerprint = FingerprintReducer(
      schema: Schema(schema.fields.filter { columns.contains($0.name) }), toleranceColumns: [], privateColumns: [])
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    try fingerprint.add(batch, slices: slices)
  }

  func result(slice: Int) -> Measured {
    guard case .fingerprint(let digests) = fingerprint.result(slice: slice) else {
      return .failed(CheckError("internal error: the digests of columns are no fingerprint"))
    }
    return .columnDigests(digests)
  }
}
