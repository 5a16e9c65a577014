"""Drift of all columns by Frouros. usage: drift_frouros.py REFERENCE CURRENT RESULT"""
import json
import sys

import pandas as pd
from frouros.detectors.data_drift import ChiSquareTest, KSTest

reference, current, result = sys.argv[1:4]
before, today = pd.read_parquet(reference), pd.read_parquet(current)
found = {}
for name in before.columns:
    old, new = before[name].dropna(), today[name].dropna()
    if pd.api.types.is_bool_dtype(old) or not pd.api.types.is_numeric_dtype(old):
        if pd.api.types.is_datetime64_any_dtype(old):
            continue
        detector = ChiSquareTest()
        old, new = old.astype(str), new.astype(str)
    else:
        detector = KSTest()
    detector.fit(X=old.to_numpy())
    test, _ = detector.compare(X=new.to_numpy())
    found[name] = {"statistic": float(test.statistic), "p": float(test.p_value)}
with open(result, "w") as file:
    json.dump(found, file)
