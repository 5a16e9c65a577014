"""The forty checks as one hand-written DuckDB query. usage: checks_duckdb.py TABLE RESULT"""
import json
import sys

import duckdb

table, result = sys.argv[1:3]


def levels(column, count):
    return ", ".join(f"'{column}_{i:04d}'" for i in range(count))


expressions = ["count(*)"]
expressions += [f"count(*) - count({c})" for c in "c0 c1 c2 c3 i0 i1 i2 i3 ts b0".split()]
expressions += [f"count(*) FILTER ({c} < -10 OR {c} > 30)" for c in "f0 f1 f2 f3 f4 f5".split()]
expressions += [f"count(*) FILTER ({c} < 0 OR {c} > 1000)" for c in "f6 f7 f8 f9 f10 f11".split()]
expressions += [
    f"count(*) FILTER ({c} < {low} OR {c} > {high})"
    for c, low, high in [("i0", 0, 99), ("i1", 0, 200), ("i3", -1000000, 1000000)]
]
expressions += [
    f"count(*) FILTER ({c} NOT IN ({levels(c, count)}))" for c, count in [("c0", 5), ("c1", 20), ("c2", 200)]
]
expressions += ["count(i2) - count(DISTINCT i2)"]
expressions += [f"count(*) FILTER (NOT regexp_matches({c}, '^{c}_\\d{{4}}$'))" for c in ("c2", "c3")]
expressions += [f"avg({c})" for c in ("f0", "f1", "f6", "f7")]
expressions += ["quantile_cont(f2, 0.5)", "quantile_cont(f8, 0.95)"]
expressions += [f"1 - count({c}) / count(*)" for c in ("f0", "f1")]
values = duckdb.sql(f"SELECT {', '.join(expressions)} FROM read_parquet('{table}')").fetchone()

rows = values[0]
verdicts = [rows > 0] + [v == 0 for v in values[1:32]]
for value, (low, high) in zip(
    values[32:], [(9.5, 10.5)] * 2 + [(2.5, 4)] * 2 + [(9.9, 10.1), (5, 8)] + [(0, 0.05)] * 2
):
    verdicts.append(low <= value <= high)
assert len(verdicts) == 40, len(verdicts)
with open(result, "w") as file:
    json.dump({"values": values, "verdicts": verdicts}, file)
