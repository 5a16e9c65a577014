/// What the template of `report.html` shows. All text is plain: the template escapes it.
struct ReportPage: TemplateView {
  var css: String
  var title: String
  var verdict: Verdict
  var steps: [Step]
  /// What people should know though no verdict depends on it: approvals and suppressions that end soon.
  var notices: [String]
  /// What the run recorded, a line for each version.
  var recorded: [String]
  /// The counts of verdicts, each with its mark.
  var counts: [Count]
  var contents: [Link]
  var divergences: [Divergence]
  var comparison: Comparison?
  var problems: [String]
  /// What was not as it should be and changes no verdict.
  var remarks: [String]
  var sections: [CardSection]
  var inconclusive: InconclusiveSection?
  var drift: ChartSection?
  var model: ModelSection?
  var slices: SliceSection?
  var flows: [Flow]
  var checks: CheckSection?
  var provenance: Provenance

  struct Verdict: TemplateView {
    var tone: String
    var mark: String
    var word: String
    var headline: String
    /// What broke first, and since when; nil where nothing failed.
    var lead: String?
    var facts: String
  }

  struct Step: TemplateView {
    var text: String
    var code: String?
  }

  struct Count: TemplateView {
    var kind: String
    var mark: String
    var number: String
    var label: String
  }

  struct Link: TemplateView {
    var id: String
    var label: String
  }

  struct Divergence: TemplateView {
    var isFirst: Bool
    var subject: String
    var message: String
    var span: String
    /// What differs in the stage, column by column, where that is known.
    var differences: [String]
    /// The same as a table, where they can be one.
    var changes: DetailTable?
    var headings: [String]
    var rows: [[String]]
    /// What went into the stage.
    var inputs: [Input]
    /// The fewest rows that still show it, and the command that replays them.
    var smallest: Step?
    var carries: [String]
    var place: String
    var rerun: String
  }

  struct Input: TemplateView {
    var title: String
    var headings: [String]
    var rows: [[String]]
  }

  struct Comparison: TemplateView {
    var summary: String
    var notes: [String]
    var lists: [List]
    var metrics: [Metric]
    var cut: String?

    struct List: TemplateView {
      var title: String
      var items: [String]
      var cut: String?
    }

    struct Metric: TemplateView {
      var title: String
      var version: String
      var name: String
      var before: String
      var after: String
      var change: String
      var n: String
    }
  }

  struct CardSection: TemplateView {
    var id: String
    var title: String
    var intro: String
    var cards: [Card]
    var cut: String?
  }

  struct Card: TemplateView {
    var kind: String
    var mark: String
    var word: String
    var title: [String]
    var span: String
    var isOpen: Bool
    var message: String
    /// The message as a folded card shows it.
    var short: String
    var rows: [Row]
    var observed: Row?
    /// `By version: 9 failed`.
    var versions: String
    var strip: String
    var metric: String
    var cut: String?
    var details: String?
    /// Rows of the table.
    var table: DetailTable?
    var attachments: [String]
    var why: String?
    var place: String
    var rerun: String?

    struct Row: TemplateView {
      var version: String
      var kind: String
      var mark: String
      var word: String
      var value: String
      var interval: String
      var limit: String
      var n: String
      /// Whether the value has an interval.
      var isEstimate: Bool
    }
  }

  struct InconclusiveSection: TemplateView {
    var intro: String
    var bundles: [Bundle]
    var cut: String?

    struct Bundle: TemplateView {
      var title: String
      var extent: String
      var span: String
      var message: String
      var why: String?
      var place: String
      var rerun: String
    }
  }

  struct ChartSection: TemplateView {
    var charts: [Chart]
    var cut: String?
  }

  /// Two distributions.
  struct Chart: TemplateView {
    var kind: String
    var mark: String
    var word: String
    var title: String
    var number: String
    var spark: String
    var trend: String
    var columns: ColumnChart?
    var bars: BarChart?
    var description: String
    var id: String
    var notes: [String]
  }

  /// Upright bars over bins; x runs from 0 to 240, y from 0 (top) to 96.
  struct ColumnChart: TemplateView {
    var current: String
    var reference: String
    var missing: Missing?
    var ticks: [Tick]

    struct Missing: TemplateView {
      var current: String
      var reference: String
    }

    struct Tick: TemplateView {
      var x: String
      var label: String
      var anchor: String
    }
  }

  /// Bars for levels, one line each.
  struct BarChart: TemplateView {
    var height: String
    var lines: [Line]

    struct Line: TemplateView {
      var label: String
      var y: String
      var textY: String
      var tickY: String
      var tickHeight: String
      var width: String
      var referenceX: String
      var value: String
      var isMissing: Bool
      var flag: String?
    }
  }

  struct ModelSection: TemplateView {
    var curves: [Curve]
    var tables: [Confusion]
    var cut: String?
  }

  struct Curve: TemplateView {
    var title: String
    var caption: String
    var id: String
    var description: String
    var path: String
    var diagonal: Bool
    var points: [Point]
    var xLabel: String
    var yLabel: String
    /// Quantiles around a line, with an axis of their own.
    var bands: Bands?
    var low: String
    var high: String

    struct Point: TemplateView {
      var x: String
      var y: String
      var r: String
    }

    struct Bands: TemplateView {
      /// Nine tenths of the rows.
      var outer: String
      /// The middle half.
      var inner: String
      /// The height of no error.
      var zero: String
      var zeroText: String
      var top: String
      var bottom: String
    }
  }

  struct Confusion: TemplateView {
    var title: String
    var caption: String
    var truePositives: String
    var falsePositives: String
    var trueNegatives: String
    var falseNegatives: String
  }

  struct SliceSection: TemplateView {
    var rankings: [Ranking]
    var cut: String?

    struct Ranking: TemplateView {
      var title: String
      var metric: String
      var rows: [Row]
      var cut: String?
    }

    struct Row: TemplateView {
      var name: String
      var version: String
      var kind: String
      var mark: String
      var word: String
      var value: String
      var interval: String
      var limit: String
      var n: String
    }
  }

  struct Flow: TemplateView {
    var title: String
    var intro: String
    var stages: [Stage]
    var versions: [Version]
    var names: [String]
    var cut: String?

    struct Stage: TemplateView {
      var kind: String
      var name: String
      var type: String
      var rows: String
      var digest: String?
      /// `=`, `≠`, or nothing where there is no approved state.
      var sign: String
      var isDivergence: Bool
      var divergence: String
      var mark: String
      var verdicts: String
      var failure: String?
    }

    struct Version: TemplateView {
      var name: String
      var cells: [Cell]
    }

    struct Cell: TemplateView {
      var kind: String
      var mark: String
      var word: String
      var rows: String
    }
  }

  struct CheckSection: TemplateView {
    var summary: String
    var filters: [Filter]
    var rows: [Row]
    var cut: String?

    struct Filter: TemplateView {
      var id: String
      var label: String
      var isChecked: Bool
    }

    struct Row: TemplateView {
      var kinds: String
      var table: String
      var name: String
      var strip: String
      var words: String
      var value: String
      var limit: String
      var place: String
    }
  }

  struct Provenance: TemplateView {
    var facts: [Fact]
    var inputs: [Input]
    var inputSummary: String
    var cut: String?

    struct Fact: TemplateView {
      var label: String
      var value: String
    }

    struct Input: TemplateView {
      var address: String
      var size: String
      var digest: String
    }
  }
}
