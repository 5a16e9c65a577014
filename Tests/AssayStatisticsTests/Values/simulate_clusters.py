"""How often the distance of two random halves of the days exceeds the half-width that days are estimated to be worth.

usage: python simulate_clusters.py FEATURES.csv [splits]        (NumPy; some minutes for 2,000 splits)

FEATURES.csv is the table `features` of Fixtures/flights for 2013, as DuckDB writes it with a header. Only January to March
are taken. For every column: the median and the largest D, the median of n_eff = 1/(4V) of one half, its rows, and for each
alpha the frequency of D > epsilon as a multiple of alpha.
"""
import csv
import sys

import numpy as np

COLUMNS = [
    "temp", "dewp", "pressure", "humid", "wind_speed", "wind_dir", "precip", "visib", "distance", "hour", "minute",
    "plane_age", "seats", "dep_delay", "flight",
]
ALPHAS = (0.2, 0.05, 0.01)
CUTS = 64
random = np.random.default_rng(1)
splits = int(sys.argv[2]) if len(sys.argv) > 2 else 2000

days, data = [], {name: [] for name in COLUMNS}
with open(sys.argv[1]) as file:
    for row in csv.DictReader(file):
        if int(row["month"]) > 3:
            continue
        days.append(row["day"])
        for name in COLUMNS:
            data[name].append(float(row[name]) if row[name] else np.nan)
day_names, day_of_row = np.unique(days, return_inverse=True)


def side(counts, sizes, cuts):
    n = sizes.sum()
    shares = counts.sum(0) / n
    clusters = len(sizes)
    odds = sizes / (n - sizes)
    own = counts[:, cuts] / sizes[:, None]
    variance = (clusters - 1) / clusters * ((odds[:, None] * (own - shares[cuts])) ** 2).sum(0)
    variance = np.maximum(variance, shares[cuts] * (1 - shares[cuts]) / n).max()
    weights = sizes / n
    degrees = (weights**2).sum() ** 2 / (weights**4).sum() - 1
    return shares, n, variance, degrees, 1 / (weights**2).sum()


for name in COLUMNS:
    values = np.array(data[name])
    present = ~np.isnan(values)
    unique, index = np.unique(values[present], return_inverse=True)
    counts = np.zeros((len(day_names), len(unique)))
    np.add.at(counts, (day_of_row[present], index), 1)
    counts = np.cumsum(counts, axis=1)
    shares = counts[:, -1].sum()
    cuts = np.unique(np.searchsorted(counts.sum(0) / shares, np.arange(1, CUTS) / CUTS))
    exceeded, distances, worth, rows = np.zeros(len(ALPHAS)), [], [], []
    for _ in range(splits):
        order = random.permutation(len(day_names))
        order = order[counts[order, -1] > 0]
        halves = order[: len(order) // 2], order[len(order) // 2 :]
        (f, n, v, df, kish), (g, m, w, dg, other) = (side(counts[half], counts[half, -1], cuts) for half in halves)
        distance = np.abs(f - g).max()
        degrees = (v + w) ** 2 / (v**2 / df + w**2 / dg)
        for number, alpha in enumerate(ALPHAS):
            estimated = np.sqrt(degrees * np.expm1(2 / degrees * np.log(2 / alpha)) * (v + w))
            guaranteed = np.sqrt(np.log(2 / alpha) / 2 * (1 / kish + 1 / other))
            exceeded[number] += distance > min(estimated, guaranteed)
        distances.append(distance)
        worth.append(1 / (4 * v))
        rows.append(n)
    multiples = " | ".join(f"{count / splits / alpha:.2f}" for count, alpha in zip(exceeded, ALPHAS))
    print(
        f"| {name} | {np.median(distances):.3f} | {np.max(distances):.3f} | {np.median(worth):,.0f} | "
        f"{np.median(rows):,.0f} | {multiples} |",
        flush=True,
    )
