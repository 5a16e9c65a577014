"""Drift of all columns by NannyML. usage: drift_nannyml.py REFERENCE CURRENT RESULT"""
import sys

import nannyml
import pandas as pd

reference, current, result = sys.argv[1:4]
before, today = pd.read_parquet(reference), pd.read_parquet(current)
names = [name for name in before.columns if name != "ts"]
calculator = nannyml.UnivariateDriftCalculator(
    column_names=names, treat_as_categorical=["b0"], continuous_methods=["kolmogorov_smirnov"],
    categorical_methods=["chi2"], chunk_number=1,
)
calculator.fit(before)
calculator.calculate(today).to_df().to_json(result)
