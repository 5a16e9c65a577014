"""Drift of all columns by Deepchecks. usage: drift_deepchecks.py REFERENCE CURRENT RESULT [all]

By default it compares samples of 100,000 rows; with `all` every row, as the others do.
"""
import json
import sys

import pandas as pd
from deepchecks.tabular import Dataset
from deepchecks.tabular.checks import FeatureDrift

reference, current, result = sys.argv[1:4]
before, today = (pd.read_parquet(path).drop(columns="ts") for path in (reference, current))
categories = ["c0", "c1", "c2", "c3", "b0"]
datasets = [Dataset(frame, cat_features=categories, label=None) for frame in (before, today)]
size = {"n_samples": len(before) + len(today)} if sys.argv[4:] == ["all"] else {}
found = FeatureDrift(**size).run(*datasets, with_display=False)
assert len(found.value) == len(before.columns), sorted(found.value)
with open(result, "w") as file:
    json.dump(found.value, file, default=str)
