"""Makes the tables of the benchmarks: a reference and a current one, 22 columns, as Parquet files.

usage: tables.py ROWS FOLDER

    f0-f5    normal, mean 10, standard deviation 2; 2 % null
    f6-f11   lognormal, mean 1 and standard deviation 0.5 of the logarithm; 2 % null
    i0       0 to 99      i1  Poisson, mean 30      i2  a number of its own for each row      i3  within one million
    c0-c3    texts of 5, 20, 200 and 5,000 levels whose frequencies fall like 1 / rank^0.7
    ts       30 days in even steps of microseconds      b0  true in 30 %

In the current table f0 and f6 are shifted by 0.05 standard deviations (f6 in the logarithm), the first level of c1 is
10 % more frequent, and ts is the next month. Files are compressed with zstd, in row groups of 250,000.
"""
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

LEVELS = [5, 20, 200, 5000]
MONTH = 30 * 86400 * 1_000_000
START = 1_700_000_000_000_000
ROW_GROUP = 250_000


def frequencies(levels, favoured):
    share = 1.0 / np.arange(1, levels + 1) ** 0.7
    share /= share.sum()
    if favoured:
        share[0] *= 1.10
        share /= share.sum()
    return share


def part(random, first, count, rows, current):
    columns = {}
    for number in range(12):
        deviate = random.standard_normal(count)
        if current and number in (0, 6):
            deviate += 0.05
        values = 10.0 + 2.0 * deviate if number < 6 else np.exp(1.0 + 0.5 * deviate)
        columns[f"f{number}"] = pa.array(values, mask=random.random(count) < 0.02)
    columns["i0"] = pa.array(random.integers(0, 100, count))
    columns["i1"] = pa.array(random.poisson(30, count))
    columns["i2"] = pa.array(np.arange(first, first + count, dtype=np.int64))
    columns["i3"] = pa.array(random.integers(-1_000_000, 1_000_000, count))
    for number, levels in enumerate(LEVELS):
        edges = np.cumsum(frequencies(levels, current and number == 1))
        places = np.searchsorted(edges, random.random(count)).clip(0, levels - 1)
        names = pa.array([f"c{number}_{level:04d}" for level in range(levels)])
        columns[f"c{number}"] = names.take(pa.array(places))
    times = START + (MONTH if current else 0) + np.arange(first, first + count, dtype=np.int64) * (MONTH // rows)
    columns["ts"] = pa.array(times, type=pa.timestamp("us"))
    columns["b0"] = pa.array(random.random(count) < 0.3)
    return pa.table(columns)


def write(path, rows, current):
    random = np.random.default_rng(8 if current else 7)
    writer = None
    for first in range(0, rows, 2 * ROW_GROUP):
        table = part(random, first, min(2 * ROW_GROUP, rows - first), rows, current)
        writer = writer or pq.ParquetWriter(path + ".part", table.schema, compression="zstd")
        writer.write_table(table, row_group_size=ROW_GROUP)
    writer.close()
    # Only a file that is complete has its name.
    os.replace(path + ".part", path)


def paths(folder, rows):
    return os.path.join(folder, f"reference-{rows}.parquet"), os.path.join(folder, f"current-{rows}.parquet")


if __name__ == "__main__":
    rows, folder = int(sys.argv[1]), sys.argv[2]
    for path, current in zip(paths(folder, rows), (False, True)):
        if not os.path.exists(path):
            write(path, rows, current)
