// Results of earlier builds lack keys that came later: each has a default here. Keys that were there from the start are
// required, so that a file of something else is refused.

extension Results.Fixture {
  private enum Key: String, CodingKey {
    case budget, checksPerVersion, failures, firstDivergence, inputs, manifest, manifestDigest, name, notices, recorded,
      reference, replacedData, seconds, tally, versions
  }

  /// Reads a fixture; `inputs`, `notices` and `recorded` are empty where the file has none.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      budget: try values.decode(Double.self, forKey: .budget),
      checksPerVersion: try values.decode(Int.self, forKey: .checksPerVersion),
      failures: try values.decode([String].self, forKey: .failures),
      firstDivergence: try values.decodeIfPresent(Results.Divergence.self, forKey: .firstDivergence),
      inputs: try values.decodeIfPresent([Results.Input].self, forKey: .inputs) ?? [],
      manifest: try values.decode(String.self, forKey: .manifest),
      manifestDigest: try values.decode(String.self, forKey: .manifestDigest),
      name: try values.decode(String.self, forKey: .name),
      notices: try values.decodeIfPresent([String].self, forKey: .notices) ?? [],
      recorded: try values.decodeIfPresent([String].self, forKey: .recorded) ?? [],
      reference: try values.decodeIfPresent(String.self, forKey: .reference),
      replacedData: try values.decodeIfPresent([String].self, forKey: .replacedData),
      seconds: try values.decodeIfPresent(Double.self, forKey: .seconds),
      tally: try values.decode(Results.Tally.self, forKey: .tally),
      versions: try values.decode([Results.Version].self, forKey: .versions))
  }
}

extension Results.Version {
  private enum Key: String, CodingKey {
    case cases, comparedWith, rows, seconds, stages, verdictsCached, version
  }

  /// Reads a version; no verdicts were known before where the file does not say.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      cases: try values.decode([Results.Case].self, forKey: .cases),
      comparedWith: try values.decodeIfPresent(Results.Approval.self, forKey: .comparedWith),
      rows: try values.decodeIfPresent(Int.self, forKey: .rows),
      seconds: try values.decodeIfPresent(Double.self, forKey: .seconds),
      stages: try values.decode([Results.Stage].self, forKey: .stages),
      verdictsCached: try values.decodeIfPresent([String].self, forKey: .verdictsCached) ?? [],
      version: try values.decode(String.self, forKey: .version))
  }
}

extension Results.Stage {
  private enum Key: String, CodingKey {
    case alwaysRuns, cached, failure, inputs, kind, output, rows, seconds, skipped, stage
  }

  /// Reads a stage; it was replayed, and nothing is known of its inputs, where the file does not say.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      alwaysRuns: try values.decodeIfPresent(String.self, forKey: .alwaysRuns),
      cached: try values.decodeIfPresent(Bool.self, forKey: .cached) ?? false,
      failure: try values.decodeIfPresent(String.self, forKey: .failure),
      inputs: try values.decodeIfPresent([Results.StageInput].self, forKey: .inputs) ?? [],
      kind: try values.decode(String.self, forKey: .kind),
      output: try values.decodeIfPresent(String.self, forKey: .output),
      rows: try values.decodeIfPresent(Int.self, forKey: .rows),
      seconds: try values.decode(Double.self, forKey: .seconds),
      skipped: try values.decodeIfPresent(Bool.self, forKey: .skipped),
      stage: try values.decode(String.self, forKey: .stage))
  }
}
