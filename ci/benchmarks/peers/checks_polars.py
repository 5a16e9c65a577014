"""The forty checks as one hand-written polars query. usage: checks_polars.py TABLE RESULT"""
import json
import sys

import polars as pl

table, result = sys.argv[1:3]


def levels(column, count):
    return [f"{column}_{i:04d}" for i in range(count)]


def outside(column, low, high):
    return ((pl.col(column) < low) | (pl.col(column) > high)).sum()


expressions = [pl.len()]
expressions += [pl.col(c).null_count() for c in "c0 c1 c2 c3 i0 i1 i2 i3 ts b0".split()]
expressions += [outside(c, -10, 30) for c in "f0 f1 f2 f3 f4 f5".split()]
expressions += [outside(c, 0, 1000) for c in "f6 f7 f8 f9 f10 f11".split()]
expressions += [outside("i0", 0, 99), outside("i1", 0, 200), outside("i3", -1000000, 1000000)]
expressions += [(~pl.col(c).is_in(levels(c, count))).sum() for c, count in [("c0", 5), ("c1", 20), ("c2", 200)]]
expressions += [pl.col("i2").count() - pl.col("i2").n_unique()]
expressions += [(~pl.col(c).str.contains(rf"^{c}_\d{{4}}$")).sum() for c in ("c2", "c3")]
expressions += [pl.col(c).mean() for c in ("f0", "f1", "f6", "f7")]
expressions += [pl.col("f2").quantile(0.5, "linear"), pl.col("f8").quantile(0.95, "linear")]
expressions += [pl.col(c).null_count() / pl.len() for c in ("f0", "f1")]
frame = pl.scan_parquet(table).select([e.alias(str(i)) for i, e in enumerate(expressions)]).collect()
values = frame.row(0)

rows = values[0]
verdicts = [rows > 0] + [v == 0 for v in values[1:32]]
for value, (low, high) in zip(
    values[32:], [(9.5, 10.5)] * 2 + [(2.5, 4)] * 2 + [(9.9, 10.1), (5, 8)] + [(0, 0.05)] * 2
):
    verdicts.append(low <= value <= high)
assert len(verdicts) == 40, len(verdicts)
with open(result, "w") as file:
    json.dump({"values": values, "verdicts": verdicts}, file)
