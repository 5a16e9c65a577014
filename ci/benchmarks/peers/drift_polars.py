"""Drift of all columns by hand: polars reads and counts, SciPy tests. usage: drift_polars.py REFERENCE CURRENT RESULT"""
import json
import sys

import numpy as np
import polars as pl
from scipy.stats import chi2_contingency, ks_2samp

reference, current, result = sys.argv[1:4]
before, today = pl.read_parquet(reference), pl.read_parquet(current)
found = {}
for name, type in before.schema.items():
    old, new = before[name], today[name]
    if type.is_numeric():
        test = ks_2samp(old.drop_nulls().to_numpy(), new.drop_nulls().to_numpy(), method="asymp")
    elif type in (pl.String, pl.Boolean):
        counts = (
            old.value_counts(name="old")
            .join(new.value_counts(name="new"), on=name, how="full", coalesce=True)
            .fill_null(0)
        )
        test = chi2_contingency(np.array([counts["old"], counts["new"]]))
    else:
        continue
    found[name] = {
        "statistic": float(test.statistic), "p": float(test.pvalue), "nulls": [old.null_count(), new.null_count()],
    }
assert len(found) == 21, len(found)
with open(result, "w") as file:
    json.dump(found, file)
