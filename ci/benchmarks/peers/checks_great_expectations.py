"""The forty checks by Great Expectations. usage: checks_great_expectations.py TABLE RESULT"""
import json
import sys

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
import pyarrow.parquet as pq

table, result = sys.argv[1:3]
frame = pd.read_parquet(table)
rows = pq.read_metadata(table).num_rows


def levels(column, count):
    return [f"{column}_{level:04d}" for level in range(count)]


def within(column, low, high):
    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high)


expectations = [gxe.ExpectColumnValuesToNotBeNull(column=c) for c in "c0 c1 c2 c3 i0 i1 i2 i3 ts b0".split()]
expectations += [within(f"f{n}", -10, 30) for n in range(6)] + [within(f"f{n}", 0, 1000) for n in range(6, 12)]
expectations += [within("i0", 0, 99), within("i1", 0, 200), within("i3", -1_000_000, 1_000_000)]
expectations += [
    gxe.ExpectColumnValuesToBeInSet(column=c, value_set=levels(c, count)) for c, count in [("c0", 5), ("c1", 20), ("c2", 200)]
]
expectations += [gxe.ExpectColumnValuesToBeUnique(column="i2")]
expectations += [gxe.ExpectColumnValuesToMatchRegex(column=c, regex=rf"^{c}_\d{{4}}$") for c in ("c2", "c3")]
expectations += [
    gxe.ExpectColumnMeanToBeBetween(column=c, min_value=low, max_value=high)
    for c, low, high in [("f0", 9.5, 10.5), ("f1", 9.5, 10.5), ("f6", 2.5, 4), ("f7", 2.5, 4)]
]
expectations += [
    gxe.ExpectColumnMedianToBeBetween(column="f2", min_value=9.9, max_value=10.1),
    gxe.ExpectColumnQuantileValuesToBeBetween(
        column="f8", quantile_ranges={"quantiles": [0.95], "value_ranges": [[5, 8]]}
    ),
    gxe.ExpectTableRowCountToEqual(value=rows),
]
expectations += [gxe.ExpectColumnValuesToNotBeNull(column=c, mostly=0.95) for c in ("f0", "f1")]
assert len(expectations) == 40, len(expectations)
context = gx.get_context(mode="ephemeral")
asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
found = batch.validate(gx.ExpectationSuite("checks", expectations=expectations))
assert found.success
with open(result, "w") as file:
    json.dump(found.to_json_dict(), file, default=str)
