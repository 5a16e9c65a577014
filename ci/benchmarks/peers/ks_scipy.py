"""The Kolmogorov-Smirnov test of two columns: pyarrow reads, SciPy tests. usage: ks_scipy.py REFERENCE CURRENT RESULT"""
import json
import sys

import pyarrow.parquet as pq
from scipy.stats import ks_2samp

reference, current, result = sys.argv[1:4]
names = ["f0", "f1"]
before, today = (pq.read_table(path, columns=names) for path in (reference, current))
found = {}
for name in names:
    old, new = (table[name].drop_null().to_numpy() for table in (before, today))
    test = ks_2samp(old, new, method="asymp")
    found[name] = {"statistic": float(test.statistic), "p": float(test.pvalue)}
with open(result, "w") as file:
    json.dump(found, file)
