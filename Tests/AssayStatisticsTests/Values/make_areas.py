"""Writes areas.json: what areas under the ROC curve, their variances and intervals must equal.

Needs numpy and scipy; run it as `python3 make_areas.py`.

Every pair of rows is compared, as the definitions of DeLong, DeLong and Clarke-Pearson (1988) and of Obuchowski (1997)
read; nothing is sorted.
"""
import json, math, os
import numpy as np
import scipy
from scipy import special, stats

rng = np.random.default_rng(20261123)


def kish(sizes): return sizes.sum() ** 2 / (sizes ** 2).sum()


def degrees(sizes):
    shares = sizes / sizes.sum()
    return (shares ** 2).sum() ** 2 / (shares ** 4).sum() - 1


def wilson(p, k, z):
    roots = np.roots([1 + z * z / k, -(2 * p + z * z / k), p * p])  # (p − θ)² = z² θ (1 − θ) / k
    roots = np.sort(roots.real)
    return [max(0.0, roots[0]), min(1.0, roots[1])]


def case(name, scores, labels, clusters=None):
    scores, labels = np.asarray(scores, float), np.asarray(labels, bool)
    groups = np.arange(len(scores)) if clusters is None else np.asarray(clusters)
    x, y = scores[labels], scores[~labels]
    m, n = len(x), len(y)
    psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    area = psi.mean()
    v10, v01 = psi.mean(axis=1), psi.mean(axis=0)
    ids = np.unique(groups)
    a = np.array([(v10[groups[labels] == g] - area).sum() for g in ids])
    b = np.array([(v01[groups[~labels] == g] - area).sum() for g in ids])
    sa = np.array([(groups[labels] == g).sum() for g in ids], float)
    sb = np.array([(groups[~labels] == g).sum() for g in ids], float)
    i10, i01 = (sa > 0).sum(), (sb > 0).sum()
    first = i10 / (i10 - 1) * (a ** 2).sum() / m ** 2
    second = i01 / (i01 - 1) * (b ** 2).sum() / n ** 2
    variance = max(0.0, first + second + 2 * (a * b).sum() / (m * n))
    da, db = degrees(sa[sa > 0]), degrees(sb[sb > 0])
    df = (first + second) ** 2 / (first ** 2 / max(1, da) + second ** 2 / max(1, db)) if first + second > 0 else None
    floor = min(kish(sa[sa > 0]), kish(sb[sb > 0]))
    intervals = []
    for alpha in [0.05, 0.0003]:
        best = wilson(area, floor, stats.norm.isf(alpha / 2))
        ways = special.gammaln(i10 + i01 + 1) - special.gammaln(i10 + 1) - special.gammaln(i01 + 1)
        if variance > 0 and ways > math.log(2 / alpha):
            k = min(max(area * (1 - area) / variance, floor), n + m)
            other = wilson(area, k, stats.t.isf(alpha / 2, df))
            if other[1] - other[0] < best[1] - best[0]: best = other
        intervals.append([alpha] + best)
    return dict(name=name, scores=scores.tolist(), labels=labels.tolist(),
        clusters=None if clusters is None else [int(c) for c in clusters], area=area, variance=variance,
        degreesOfFreedom=df, intervals=intervals)


cases = []
for name, m, n, shift, digits in [("balanced", 60, 60, 0.5, 6), ("tied", 80, 50, 0.3, 0), ("unbalanced", 9, 150, 1.0, 3),
        ("two of each", 2, 2, 0.0, 6), ("three against many", 3, 90, 0.8, 6), ("reversed", 40, 40, -1.0, 2)]:
    scores = np.round(np.concatenate([rng.normal(shift, 1, m), rng.normal(0, 1, n)]), digits)
    cases.append(case(name, scores, [True] * m + [False] * n))
cases.append(case("separated", list(range(40)), [False] * 20 + [True] * 20))
cases.append(case("all equal", [1.0] * 30, [True] * 12 + [False] * 18))
for name, count, shared in [("clusters of one class", 30, False), ("clusters of both classes", 24, True), ("few", 6, False)]:
    scores, labels, clusters = [], [], []
    for c in range(count):
        effect = rng.normal(0, 0.8)
        for _ in range(int(rng.integers(1, 9))):
            label = bool(rng.integers(0, 2)) if shared else c % 2 == 0
            scores.append(round(effect + rng.normal(0, 1) + 0.6 * label, 2))
            labels.append(label)
            clusters.append(c * 1000003)
    cases.append(case(name, scores, labels, clusters))

out = {"madeWith": dict(numpy=np.__version__, scipy=scipy.__version__), "cases": cases}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "areas.json")
with open(path, "w") as file: json.dump(out, file, indent=None, separators=(",", ":")); file.write("\n")
