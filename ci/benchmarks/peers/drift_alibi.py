"""Drift of all columns by Alibi Detect. usage: drift_alibi.py REFERENCE CURRENT RESULT"""
import json
import sys

import numpy as np
import pandas as pd
from alibi_detect.cd import TabularDrift

reference, current, result = sys.argv[1:4]
before, today = pd.read_parquet(reference), pd.read_parquet(current)
names = [name for name in before.columns if name != "ts"]
categories = {}
tables = [np.empty((len(frame), len(names))) for frame in (before, today)]
for position, name in enumerate(names):
    if pd.api.types.is_numeric_dtype(before[name]) and name != "b0":
        # It takes no missing values: both sides get the same one, which by itself is no difference.
        mean = before[name].mean()
        for table, frame in zip(tables, (before, today)):
            table[:, position] = frame[name].fillna(mean)
    else:
        levels = pd.Index(pd.unique(pd.concat([before[name], today[name]])))
        categories[position] = len(levels)
        for table, frame in zip(tables, (before, today)):
            table[:, position] = levels.get_indexer(frame[name])
detector = TabularDrift(tables[0], p_val=0.05, categories_per_feature=categories)
found = detector.predict(tables[1], drift_type="feature")["data"]
with open(result, "w") as file:
    json.dump({name: float(p) for name, p in zip(names, found["p_val"])}, file)
