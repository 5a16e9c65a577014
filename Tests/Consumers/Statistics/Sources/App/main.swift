import AssayStatistics

let reference = (0..<1_000).map { Double($0) / 1_000 }
let distance = try KolmogorovSmirnov(reference: reference, current: reference.map { $0 + 0.5 })
let assessment = try DriftVerdictRule(limit: 0.1, significance: 0.005).assess(distance)
print(assessment.verdict, assessment.estimate)
