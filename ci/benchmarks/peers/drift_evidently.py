"""Drift of all columns by Evidently. usage: drift_evidently.py REFERENCE CURRENT RESULT [chosen]

By default its own choice of methods; with `chosen` the tests of the others, Kolmogorov-Smirnov and chi-squared.
"""
import sys

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

reference, current, result = sys.argv[1:4]
before, today = (pd.read_parquet(path).drop(columns="ts") for path in (reference, current))
chosen = {"num_method": "ks", "cat_method": "chisquare"} if sys.argv[4:] == ["chosen"] else {}
run = Report([DataDriftPreset(**chosen)]).run(today, before)
run.save_json(result)
