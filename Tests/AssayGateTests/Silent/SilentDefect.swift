/// A defect that is put into the flights of April 2013 and that raises no error: in a column, in a join, in rows.
struct SilentDefect: Sendable {
  /// The name of the version that has it.
  var name: String
  /// What is wrong, for the table in the documentation.
  var meaning: String
  /// The check that must find it.
  var check: String
  /// The column that the check must name; `nil` for the table as a whole.
  var column: String?
  /// Words of the check's message.
  var says: String
  /// What columns become, by name, where the defect is.
  var columns: [String: String] = [:]
  /// Rows that come on top, or a condition that rows must meet.
  var rows: String = ""

  /// Every defect.
  static let all: [SilentDefect] = [
    SilentDefect(
      name: "sentinel", meaning: "missing ages of aircraft became -999", check: "mode_spike", column: "plane_age",
      says: "hold -999 in plane_age", columns: ["plane_age": "coalesce(plane_age, -999)"]),
    SilentDefect(
      name: "imputed", meaning: "missing pressures were filled with the standard one", check: "mode_spike",
      column: "pressure", says: "hold 1013.2", columns: ["pressure": "coalesce(pressure, 1013.25)"]),
    SilentDefect(
      name: "kilometres", meaning: "distances in kilometres, not miles", check: "unit_change", column: "distance",
      says: "miles to kilometres", columns: ["distance": "distance * 1.609344"]),
    SilentDefect(
      name: "seconds", meaning: "delays at departure in seconds, not minutes", check: "unit_change",
      column: "dep_delay", says: "minutes to seconds", columns: ["dep_delay": "dep_delay * 60"]),
    SilentDefect(
      name: "metric_wind", meaning: "wind in m/s, not mph", check: "unit_change", column: "wind_speed",
      says: "back from miles per hour to metres per second", columns: ["wind_speed": "wind_speed * 0.44704"]),
    SilentDefect(
      name: "swapped", meaning: "hour and day of the week have changed places", check: "swapped_columns",
      column: "hour", says: "hour and dow have changed places", columns: ["hour": "dow", "dow": "hour"]),
    SilentDefect(
      name: "rotated", meaning: "three features moved one place on", check: "swapped_columns", column: "minute",
      says: "3 columns were rotated", columns: ["hour": "minute", "minute": "distance", "distance": "hour"]),
    SilentDefect(
      name: "lower_case", meaning: "destinations of one airline in small letters", check: "unseen_levels",
      column: "dest", says: "that the reference does not have",
      columns: ["dest": "case when carrier = 'DL' then lower(dest) else dest end"]),
    SilentDefect(
      name: "spelling", meaning: "'ewr ' in a hundredth of the rows", check: "text_variants", column: "origin",
      says: "'ewr ' for 'EWR'",
      columns: ["origin": "case when origin = 'EWR' and flight % 40 = 0 then 'ewr ' else origin end"]),
    SilentDefect(
      name: "na_text", meaning: "missing tail numbers written as NA", check: "disguised_nulls", column: "tailnum",
      says: "'NA'", columns: ["tailnum": "coalesce(tailnum, 'NA')"]),
    SilentDefect(
      name: "read_twice", meaning: "one day was read twice", check: "duplicate_rows", column: nil,
      says: "repeat an earlier one", rows: "union all select * from clean where day = '2013-04-09'"),
    SilentDefect(
      name: "fan_out", meaning: "a join found two reports of the weather at noon", check: "join_fan_out", column: nil,
      says: "are more, or fewer, than a key of",
      rows: "union all select * replace (temp + 1 as temp) from clean where hour = 12"),
    SilentDefect(
      name: "lost", meaning: "an inner join dropped aircraft that are not in the register", check: "join_fan_out",
      column: nil, says: "are more, or fewer, than a key of", rows: "where seats is not null"),
    SilentDefect(
      name: "training_rows", meaning: "300 rows of the training data", check: "overlap", column: nil,
      says: "300 rows (1.05 %) occur in the reference"),
    SilentDefect(
      name: "noisy_label", meaning: "a day's flights came again with the other label", check: "conflicting_labels",
      column: nil, says: "contradicts",
      rows: "union all select * replace (1 - late as late) from clean where day = '2013-04-09' or day = '2013-04-10'"),
    SilentDefect(
      name: "leak", meaning: "a feature was computed from the arrival", check: "label_leakage", column: "visib",
      says: "visib alone tells late", columns: ["visib": "arr_delay - dep_delay / 2"]),
    SilentDefect(
      name: "leak_category", meaning: "a code that only late flights get", check: "label_leakage", column: "carrier",
      says: "carrier alone tells late", columns: ["carrier": "case when late = 1 then 'XX' else carrier end"]),
    SilentDefect(
      name: "next_year", meaning: "a source's clock is a year ahead", check: "time_travel", column: "time_hour",
      says: "at or after 2014-01-02",
      columns: ["time_hour": "case when carrier = 'HA' then replace(time_hour, '2013-', '2014-') else time_hour end"]),
    SilentDefect(
      name: "tomorrow", meaning: "rows were joined to the day after", check: "time_travel", column: "day",
      says: "has day after time_hour|have day after time_hour", columns: ["day": "(day + interval 1 day)::date"]),
    SilentDefect(
      name: "collapsed", meaning: "the model answers nearly the same to everyone", check: "prediction_collapse",
      column: "p_late", says: "has collapsed"),
    SilentDefect(
      name: "served_zero", meaning: "serving fills missing ages with 0", check: "train_serve_skew",
      column: "plane_age", says: "in plane_age from table 'served'"),
    SilentDefect(
      name: "stale", meaning: "the data of January to March were delivered again", check: "frozen",
      column: "departures", says: "hold the departures that they had in the reference"),
  ]

  private static let mark = "(select min(defect) from flights)"

  /// The query of the features with every defect in it, each only where the version's name is its own.
  static func features(_ clean: String) -> String {
    var columns: [String: [String]] = [:]
    for defect in all {
      for (column, expression) in defect.columns {
        columns[column, default: []].append("when '\(defect.name)' then \(expression)")
      }
    }
    let replaced = columns.sorted { $0.key < $1.key }.map {
      "case \(mark) \($1.joined(separator: " ")) else \($0) end as \($0)"
    }
    let changed = "select * replace (\(replaced.joined(separator: ", "))) from clean"
    let kept = all.filter { $0.rows.hasPrefix("where") }
      .map { "and (\(mark) <> '\($0.name)' or \($0.rows.dropFirst("where ".count)))" }
    let added = all.filter { $0.rows.hasPrefix("union all ") }.map { defect in
      "union all select * from (\(defect.rows.dropFirst("union all ".count))) where \(mark) = '\(defect.name)'"
    }
    return
      "with clean as (\n\(clean)\n)\n\(changed) where true \(kept.joined(separator: " "))\n"
      + added.joined(separator: "\n")
  }

  /// The query of what is served.
  static func served(_ clean: String) -> String {
    """
    select * replace (case \(mark) when 'served_zero' then coalesce(plane_age, 0) else plane_age end as plane_age)
    from (\(clean))
    """
  }

  /// The query of the answers.
  static let answers = """
    select * replace (case \(mark) when 'collapsed' then 0.2 + p_late / 1000 else p_late end as p_late) from score
    """
}
