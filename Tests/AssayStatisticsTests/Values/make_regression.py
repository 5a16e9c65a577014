"""Writes regression.json: what the errors of predicted numbers must equal.

Needs numpy and scipy; run it as `python3 make_regression.py`. Measures follow the definitions that scikit-learn documents
for `mean_absolute_error`, `root_mean_squared_error` and `r2_score` (the first case is the example of its documentation);
R² and the bias are taken from whole fractions, since doubles lose digits far from 0; intervals are written out with numpy
and SciPy's Student t.
"""
import json, os
from fractions import Fraction
import numpy as np
from scipy import stats


def mean_absolute_error(y, p):
    return np.mean(np.abs(y - p))


def root_mean_squared_error(y, p):
    return np.sqrt(np.mean((y - p) ** 2))


def r2_score(y, p):
    return 1 - np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)


HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20130106)


def interval(values):
    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    return [float(np.mean(values) - half), float(np.mean(values) + half)]


def exact_r2(p, y):
    p, y = [Fraction(float(v)) for v in p], [Fraction(float(v)) for v in y]
    mean = sum(y) / len(y)
    # Errors are rounded once, as everyone takes them.
    residual = sum(Fraction(float(a) - float(b)) ** 2 for a, b in zip(p, y))
    return float(1 - residual / sum((v - mean) ** 2 for v in y))


cases = []
for name, p, y in [
    ("documentation", [2.5, 0.0, 2, 8], [3, -0.5, 2, 7]),
    ("two rows", [1.0, 5.0], [2.0, 3.0]),
    ("perfect", [1.0, 2.0, 4.0], [1.0, 2.0, 4.0]),
    ("normal", rng.normal(10, 3, 200), rng.normal(10, 3, 200)),
    ("good", *(lambda y: (y + rng.normal(0, 0.5, 300), y))(rng.gamma(2, 5, 300))),
    ("far from 0", *(lambda y: (y + rng.normal(0.1, 0.2, 100), y))(1e9 + rng.normal(0, 1, 100))),
    ("tiny", rng.normal(0, 1e-60, 50), rng.normal(0, 1e-60, 50)),
    ("huge", rng.normal(0, 1e60, 50), rng.normal(0, 1e60, 50)),
    ("one far error", np.append(np.zeros(40), 1e6), np.append(np.arange(40.0), 1.0)),
]:
    p, y = np.asarray(p, float), np.asarray(y, float)
    e = p - y
    exact = exact_r2(p, y)
    if name != "far from 0":
        assert abs(r2_score(y, p) - exact) <= 1e-12 * max(1, abs(exact)), name
    square = interval(e ** 2)
    cases.append(dict(
        name=name, predictions=p.tolist(), targets=y.tolist(), meanAbsoluteError=float(mean_absolute_error(y, p)),
        rootMeanSquaredError=float(root_mean_squared_error(y, p)), rSquared=exact,
        meanBiasError=float(sum(map(Fraction, e.tolist())) / len(e)),
        absoluteInterval=[max(0.0, interval(abs(e))[0]), interval(abs(e))[1]], biasInterval=interval(e),
        squareInterval=[float(np.sqrt(max(0.0, square[0]))), float(np.sqrt(square[1]))]))
with open(os.path.join(HERE, "regression.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
