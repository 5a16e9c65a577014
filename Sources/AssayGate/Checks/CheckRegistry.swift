/// The checks that a manifest may name.
public enum CheckRegistry {
  /// All checks, in the order in which they are listed to users.
  public static let all: [any Check.Type] = [
    RowCountCheck.self, SchemaCheck.self,
    NullRateCheck.self, UniqueCheck.self, RangeCheck.self, AcceptedValuesCheck.self, MatchesCheck.self, SQLCheck.self,
    MeanCheck.self, QuantileCheck.self,
    RocAUCCheck.self, LogLossCheck.self, BrierCheck.self, AccuracyCheck.self, CalibrationBiasCheck.self,
    MeanAbsoluteErrorCheck.self, RootMeanSquaredErrorCheck.self, RSquaredCheck.self, MeanBiasErrorCheck.self,
    GoldenCheck.self, UnchangedCheck.self,
    DriftCheck.self, DomainClassifierCheck.self,
    ModeSpikeCheck.self, UnitChangeCheck.self, SwappedColumnsCheck.self, FrozenCheck.self, UnseenLevelsCheck.self,
    PredictionCollapseCheck.self, DuplicateRowsCheck.self, JoinFanOutCheck.self, OverlapCheck.self,
    TrainServeSkewCheck.self, LabelLeakageCheck.self, ConflictingLabelsCheck.self, TimeTravelCheck.self,
    TextVariantsCheck.self, DisguisedNullsCheck.self,
  ]

  /// The check of a name.
  public static func check(named name: String) -> (any Check.Type)? { all.first { $0.declaration.name == name } }
}
