"""Writes values.json: what the statistics must equal.

Needs numpy, scipy, mpmath and scikit-learn in the versions of ci/peers.txt (ci/setup --with peers); run it as
`python3 make_values.py`. The same versions write the same file.
An optional argument names a folder with a month's sample of the flights fixture (CSV with `late`, and its
`.pred.csv` with `p_bits`); without it the stored flights rows of values.json are kept.
"""
import csv, json, math, os, sys
from fractions import Fraction
import mpmath as mp
import numpy as np
from scipy import stats
import sklearn
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, roc_auc_score

mp.mp.dps = 60
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20130101)
out = {}

# Special functions: [arguments..., value]
ncdf = lambda z: mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2
zs = [-38.0, -37.5, -30.1, -20.3, -10.7, -8.0, -5.5, -3.3, -2.0, -1.1, -0.3, -1e-9, 0.0, 1e-9, 0.7, 1.5, 3.0, 6.0, 8.2]
out["normalCumulative"] = [[z, float(ncdf(z))] for z in zs]
ps = [1e-300, 1e-100, 1e-20, 2.5e-6, 1.25e-5, 0.001, 0.0249, 0.1, 0.24, 0.25, 0.2500001, 0.4, 0.499999, 0.5,
      0.5000000001, 0.6, 0.74, 0.76, 0.8, 0.975, 0.999999]
def nquant(p):
    p = mp.mpf(p)
    if p == 0.5: return 0.0
    z = mp.mpf(float(stats.norm.ppf(float(p))))
    for _ in range(8): z -= (ncdf(z) - p) / mp.npdf(z)
    return float(z)
out["normalQuantile"] = [[p, nquant(p)] for p in ps]

def chisf(x, df): return float(mp.gammainc(mp.mpf(df) / 2, mp.mpf(x) / 2, mp.inf, regularized=True))
out["chiSquaredSurvival"] = [[x, df, chisf(x, df)] for x, df in [
    (0.0, 1), (1e-10, 1), (0.3, 1), (1.0, 1), (3.841458820694124, 1), (10.0, 1), (100.0, 1), (1000.0, 1), (0.5, 2),
    (40.0, 2), (2.5, 3), (76.25, 4), (20.04, 3), (5.0, 10), (10.0, 10), (30.0, 10), (200.0, 10), (99.0, 100),
    (150.0, 100), (300.0, 100), (999.5, 1000), (1200.0, 1000), (1500.0, 1000), (1e6, 1000000), (1.01e6, 1000000)]]

def bcdf(x, a, b):
    n = a + b
    if n > 500:  # a sum of binomial probabilities for whole parameters
        a, b = int(a), int(b); N = a + b - 1; x = mp.mpf(x)
        term = mp.binomial(N, a) * x ** a * (1 - x) ** (N - a); total = term
        for k in range(a + 1, N + 1):
            term *= mp.mpf(N - k + 1) / k * x / (1 - x); total += term
            if term < total * mp.mpf(10) ** -40: break
        return float(total)
    return float(mp.betainc(mp.mpf(a), mp.mpf(b), 0, mp.mpf(x), regularized=True))
out["betaCumulative"] = [[x, a, b, bcdf(x, a, b)] for x, a, b in [
    (0.5, 0.5, 0.5), (0.1, 0.5, 3.0), (1e-8, 2.0, 3.0), (0.3, 2.5, 7.5), (0.7, 2.5, 7.5), (0.999, 10.0, 1.0),
    (0.01, 5.0, 100.0), (0.2, 5.0, 100.0), (0.5, 50.0, 50.0), (0.3, 50.0, 50.0), (0.9, 90.0, 12.0), (0.001, 1.0, 200.0),
    (0.1, 100.0, 901.0), (0.08, 100.0, 901.0), (0.15, 100.0, 901.0), (0.5, 5000.0, 5001.0), (0.48, 5000.0, 5001.0)]]

def ksurv(x):
    x = mp.mpf(x)
    return float(2 * mp.nsum(lambda k: (-1) ** (int(k) - 1) * mp.exp(-2 * k * k * x * x), [1, 200])) if x > 0.05 else 1.0
def ksurv_sum(x):
    x = mp.mpf(x); return float(2 * sum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 400)))
out["kolmogorovSurvival"] = [[x, ksurv_sum(x)] for x in
    [0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0, 1.01, 1.2, 1.36, 1.63, 2.0, 3.0, 5.0, 10.0, 18.0]]

# Exact sums: values and the nearest doubles of sum and mean
def exact(values):
    total = sum((Fraction(float(v)) for v in values), Fraction(0))
    def near(f):
        try: return float(f)
        except OverflowError: return math.inf if f > 0 else -math.inf
    mean = near(total / len(values))
    n = len(values); mu = total / n
    var = sum((Fraction(float(v)) - mu) ** 2 for v in values) / (n - 1) if n > 1 else None
    return dict(values=[float(v) for v in values], sum=near(total), mean=mean, variance=None if var is None else near(var))
lists = [[1e16, 1.0, -1e16], [1e308, 1e308, -1e308], [1.7976931348623157e308, 9.979201547673598e291],
         [1.7976931348623157e308, 9.97920154767359e291], [5e-324, 5e-324, 5e-324], [5e-324, -1e-323, 3e-308],
         [0.1] * 10, [10000000.2] + [10000000.1, 10000000.3] * 50, [1.0, 2.0 ** -53], [1.0, 2.0 ** -53, 5e-324],
         [-1.0, -(2.0 ** -53), -5e-324], [5e-324, 0.0], [1.5e-323, 0.0], [2.0 ** 1023, -(2.0 ** -1074)], [3.0], [1e200, -1e200, 3e200], [1e-200, 3e-200, -5e-200]]
lists.append(list(np.ldexp(rng.standard_normal(60), rng.integers(-1070, 1000, 60))))
lists.append(list(np.ldexp(rng.standard_normal(60), rng.integers(-60, 60, 60))))
lists.append(list(rng.standard_normal(60) + 1e9))
out["exactSums"] = [exact(l) for l in lists]

# Quantiles
qv = [3.5, -1.25, 0.0, 7.75, 7.75, 2.0, 1e-3, 100.0, -50.0, 2.0, 6.1]
out["quantiles"] = dict(values=qv, rows=[[p, float(np.quantile(qv, p)), float(np.quantile(qv, p, method="inverted_cdf"))]
    for p in [0.0, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.6, 0.75, 0.9, 0.99, 1.0]])

# Kolmogorov-Smirnov
inf = math.inf
pairs = [([1.0], [1.0]), ([1.0], [2.0]), ([1.0, 2.0], [1.0]), ([1.0, 2.0], [3.0, 4.0]), ([0.0, -0.0, 1.0], [0.0, 1.0, 1.0]),
         ([-inf, 1.0, 2.0, inf], [-inf, -inf, 1.0, 3.0, inf]), ([5.0] * 7, [5.0] * 3), ([5.0] * 7, [5.0, 6.0, 4.0]),
         (list(rng.integers(0, 5, 30)), list(rng.integers(1, 7, 17))), (list(rng.standard_normal(25)), list(rng.standard_normal(40) + 1)),
         (list(rng.standard_normal(50)), list(rng.standard_normal(50) + 4)), (list(rng.standard_normal(12)), list(rng.standard_normal(12)))]
rows = []
for a, b in pairs:
    a = [float(v) for v in a]; b = [float(v) for v in b]
    r = stats.ks_2samp(a, b, method="exact"); n, m = len(a), len(b)
    # The share of lattice paths that reach D, in whole numbers
    num = round(float(r.statistic) * n * m); paths = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            if abs(i * m - j * n) >= num and num > 0: continue
            paths[i][j] = 1 if i == j == 0 else (paths[i - 1][j] if i else 0) + (paths[i][j - 1] if j else 0)
    p = Fraction(1) if num == 0 else 1 - Fraction(paths[n][m], math.comb(n + m, n))
    assert abs(float(p) - r.pvalue) <= 1e-9 * max(float(p), 1e-6), (float(p), r.pvalue)
    rows.append(dict(a=a, b=b, numerator=num, p=float(p)))
out["kolmogorovSmirnov"] = rows

# Chi-squared
tables = [([10, 20, 30], [20, 20, 20]), ([166, 84, 167, 83], [160, 80, 80, 80]), ([166, 84, 167, 83, 0], [160, 40, 80, 80, 40]),
          ([5, 7], [9, 1]), ([1000000, 3], [999000, 1003]), ([1, 1], [1, 1])]
out["contingency"] = []
for a, b in tables:
    r = stats.chi2_contingency([a, b], correction=False); y = stats.chi2_contingency([a, b], correction=True)
    out["contingency"].append(dict(a=a, b=b, statistic=float(r.statistic), df=int(r.dof), p=float(r.pvalue), yates=float(y.statistic)))
fits = [([16, 18, 16, 14, 12, 12], [1, 1, 1, 1, 1, 1]), ([160, 80, 80, 80], [166, 84, 167, 83]), ([3, 0, 7], [0.25, 0.25, 0.5])]
out["goodnessOfFit"] = []
for o, e in fits:
    f = np.array(e, float) / np.sum(e) * np.sum(o); r = stats.chisquare(o, f)
    out["goodnessOfFit"].append(dict(observed=o, shares=[float(x) for x in e], statistic=float(r.statistic), p=float(r.pvalue)))

# Intervals: successes, trials, alpha, Wilson, Clopper-Pearson
out["proportions"] = []
for k, n, a in [(0, 1, 0.05), (1, 1, 0.05), (1, 2, 0.05), (0, 10, 0.05), (10, 10, 0.01), (5, 10, 0.05), (81, 263, 0.05), (15, 148, 0.05),
                (1, 29, 0.05), (3, 1000, 5e-4), (997, 1000, 5e-4), (12345, 1000000, 1.25e-5), (2, 1000000, 1.25e-5)]:
    b = stats.binomtest(k, n); w = b.proportion_ci(1 - a, "wilson")
    z = nquant(mp.mpf(a) / 2); p = mp.mpf(k) / n
    c = (p + mp.mpf(z) ** 2 / 2 / n) / (1 + mp.mpf(z) ** 2 / n); h = -mp.mpf(z) / (1 + mp.mpf(z) ** 2 / n) * mp.sqrt(p * (1 - p) / n + mp.mpf(z) ** 2 / 4 / n / n)
    wl, wu = max(0.0, float(c - h)) if k else 0.0, float(c + h) if k < n else 1.0
    assert abs(wl - w.low) < 1e-9 and abs(wu - w.high) < 1e-9
    # Clopper-Pearson from the definition: binomial tails solved with many digits
    def tail(k, n, x):
        x = mp.mpf(x); t = mp.binomial(n, k) * x ** k * (1 - x) ** (n - k); s = t
        for i in range(k + 1, n + 1):
            t *= mp.mpf(n - i + 1) / i * x / (1 - x); s += t
            if t < s * mp.mpf(10) ** -30: break
        return s
    def lower(k, n):
        if k == 0: return mp.mpf(0)
        start = mp.mpf(float(stats.beta.ppf(a / 2, k, n - k + 1)))
        return mp.findroot(lambda x: mp.log(tail(k, n, x)) - mp.log(mp.mpf(a) / 2), (start, start * (1 + mp.mpf(10) ** -6)))
    out["proportions"].append([k, n, a, wl, wu, float(lower(k, n)), float(1 - lower(n - k, n))])

# Classification by scikit-learn
def quality(scores, labels):
    s = np.asarray(scores); y = np.asarray(labels).astype(int); s64 = s.astype(np.float64)
    return dict(auc=float(roc_auc_score(y, s)), brier=float(brier_score_loss(y, y_proba=s64)),
        logLoss=float(log_loss(y, s64)), logLossOwnType=float(log_loss(y, s)), brierOwnType=float(brier_score_loss(y, y_proba=s)),
        accuracy=float(accuracy_score(y, s > 0.5)), bias=float(math.fsum(s64) / len(s) - y.mean()))
cases = [([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), ([0.5, 0.5, 0.5], [1, 0, 1]), ([0.0, 1.0, 1.0, 0.0, 0.3], [0, 1, 0, 1, 1]),
         (list(np.round(rng.random(80), 2)), list((rng.random(80) < 0.3).astype(int)))]
cases[3] = (cases[3][0], [int(v) for v in cases[3][1]])
out["classification"] = [dict(scores=[float(v) for v in s], labels=[int(v) for v in l], **quality(np.array(s, np.float64), l)) for s, l in cases]
if len(sys.argv) > 1:
    base = sys.argv[1]
    late = [r["late"] for r in csv.DictReader(open(f"{base}/2013-04.csv"))]
    bits = [int(r["p_bits"]) for r in csv.DictReader(open(f"{base}/lgbm-2013-04.pred.csv"))]
    use = [i for i, l in enumerate(late) if l != ""][:600]
    flights = dict(bits=[bits[i] for i in use], labels=[int(float(late[i])) for i in use])
else:
    old = json.load(open(f"{HERE}/values.json"))["flights"]; flights = {k: old[k] for k in ("bits", "labels")}
flights.update(quality(np.array(flights["bits"], np.uint32).view(np.float32), flights["labels"]))
out["flights"] = flights
out["madeWith"] = dict(numpy=np.__version__, scipy=__import__("scipy").__version__, mpmath=mp.__version__, scikitLearn=sklearn.__version__)
def plain(v):
    """JSON has no word for infinities and NaN: they are written as text."""
    if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)): return [plain(x) for x in v]
    if hasattr(v, "item"): v = v.item()
    if v is None: return "nan"
    if isinstance(v, float) and not math.isfinite(v): return str(v)
    return v
for row in out["classification"] + [out["flights"]]: row["labels"] = [bool(x) for x in row["labels"]]
json.dump(plain(out), open(f"{HERE}/values.json", "w"), indent=1)
