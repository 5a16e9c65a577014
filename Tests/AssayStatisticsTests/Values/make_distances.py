"""Writes distances.json: what distances, histograms, named definitions, corrections, bootstrap and power must equal.

Needs numpy, scipy and mpmath; run it as `python3 make_distances.py`. Distances over cells and plain sample distances are
evaluated with many digits from their definitions, and checked against SciPy; the named definitions are written out with
NumPy and SciPy the way each tool computes them.
"""
import json, math, os, warnings
from collections import Counter
from fractions import Fraction
import mpmath as mp
import numpy as np
import scipy
from scipy import stats
from scipy.spatial import distance
from scipy.special import rel_entr

mp.mp.dps = 50
warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(4002)
out = {}

# Samples -------------------------------------------------------------------------------------------------------------
def ints(v): return [int(x) for x in v]
pairs = [
    ("two values", [1.0], [2.0], False), ("one against two", [1.0, 2.0], [1.5], False),
    ("equal", [1.0, 2.0, 3.0], [3.0, 1.0, 2.0], False), ("constants", [5.0] * 12, [5.0] * 11, False),
    ("apart", [5.0] * 12, [7.0] * 15, False), ("signed zeros", [0.0, -0.0, 1.0], [-0.0, 1.0, 1.0], False),
    ("normal", list(rng.standard_normal(60)), list(rng.standard_normal(45) + 0.4), False),
    ("skewed", list(rng.exponential(2.0, 70)), list(rng.exponential(2.5, 64)), False),
    ("rounded", list(np.round(rng.standard_normal(80) * 3, 1)), list(np.round(rng.standard_normal(50) * 3, 1)), False),
    ("few integers", ints(rng.integers(0, 8, 64)), ints(rng.integers(1, 9, 40)), True),
    ("many integers", ints(rng.integers(0, 24, 128)), ints(rng.integers(0, 26, 90)), True),
    ("wide integers", ints(rng.integers(-1000, 1000, 100)), ints(rng.integers(-900, 1200, 100)), True),
    ("huge", list(rng.standard_normal(30) * 1e300), list(rng.standard_normal(30) * 1e300), False),
    ("tiny", list(rng.random(30) * 1e-300), list(rng.random(25) * 1e-300), False),
    ("near a large value", list(1e9 + rng.random(40)), list(1e9 + rng.random(40) * 1.2), False),
    ("power of two", list(np.arange(64) ** 2 / 7), list(np.arange(64) ** 2 / 6.5 + 0.3), False),
    ("outlier", list(rng.standard_normal(50)) + [1e4], list(rng.standard_normal(50)), False),
]

def exact_sweep(a, b):
    fa = sorted(Fraction(float(v)) for v in a); fb = sorted(Fraction(float(v)) for v in b)
    points = sorted(set(fa) | set(fb)); w = Fraction(0); e = Fraction(0); variance = Fraction(0); spread = mp.mpf(0)
    n, m = len(fa), len(fb); i = j = 0
    for x, y in zip(points, points[1:]):
        while i < n and fa[i] <= x: i += 1
        while j < m and fb[j] <= x: j += 1
        d = Fraction(i, n) - Fraction(j, m); h = Fraction(i + j, n + m)
        w += abs(d) * (y - x); e += d * d * (y - x); variance += h * (1 - h) * (y - x)
        v = h * (1 - h); spread += mp.sqrt(mp.mpf(v.numerator) / v.denominator) * mp.mpf((y - x).numerator) / (y - x).denominator
    real = lambda f: mp.mpf(f.numerator) / f.denominator
    inverse = mp.mpf(1) / n + mp.mpf(1) / m
    return dict(wasserstein=float(real(w)), energy=float(mp.sqrt(2 * real(e))),
                wassersteinNoise=float(mp.sqrt(2 / mp.pi) * mp.sqrt(inverse) * spread),
                energyNoise=float(mp.sqrt(2 * inverse * mp.mpf(n + m) / (n + m - 1) * real(variance))))

# Named definitions on numbers ----------------------------------------------------------------------------------------
def evidently_fill(p):
    p = p.copy(); low = min(p[p != 0]); p[p == 0] = low / 10**6 if low <= 0.0001 else 0.0001
    return p
def evidently_cells(a, b):
    if len(np.unique(a)) > 20:
        bins = np.histogram_bin_edges(np.concatenate([a, b]), bins="sturges")
        return np.histogram(a, bins)[0] / len(a), np.histogram(b, bins)[0] / len(b)
    keys = sorted(set(a) | set(b)); ca, cb = Counter(a), Counter(b)
    return np.array([ca[k] / len(a) for k in keys]), np.array([cb[k] / len(b) for k in keys])
def psi(p, q): return float(np.sum((p - q) * np.log(p / q)))
def nannyml_cells(a, b):
    bins = np.histogram_bin_edges(a.astype("float64"), bins="doane")
    p = np.histogram(a, bins=bins)[0] / len(a); counts = np.histogram(b, bins=bins)[0]
    rest = len(b) - int(counts.sum())
    return (np.append(p, 0), np.append(counts / len(b), rest / len(b))) if rest > 0 else (p, counts / len(b))
def hellinger(p, q): return float(np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2)) / np.sqrt(2))
def joint(a, b):
    low, high = min(a.min(), b.min()), max(a.max(), b.max())
    bins = np.linspace(low, high, 11)
    return np.histogram(a, bins)[0] / len(a), np.histogram(b, bins)[0] / len(b)
def fill(p, v): return np.where(p == 0, v, p)
def frouros_spread(a, b):
    ra = stats.rv_histogram(np.histogram(a, bins="auto")); rb = stats.rv_histogram(np.histogram(b, bins="auto"))
    both = np.concatenate([a, b]); points = np.linspace(both.min(), both.max(), 10)
    return np.diff(ra.cdf(points)), np.diff(rb.cdf(points))
def tfdv(a, b):
    """The standard histograms of both sides, aligned as anomalies/metrics.cc does it, with exact counts."""
    def histogram(v):
        if v.min() == v.max(): return [], {float(v.min()): len(v)}
        edges = np.linspace(v.min(), v.max(), 11)
        return list(zip(edges[:-1], edges[1:], np.histogram(v, edges)[0])), {}
    (ba, pa), (bb, pb) = histogram(a.astype(float)), histogram(b.astype(float))
    bounds = sorted({x for low, high, _ in ba + bb for x in (low, high)})
    def shares(buckets, points, rows):
        cells = [sum(count * (high - low) / (top - bottom) for bottom, top, count in buckets if bottom <= low and high <= top)
                 for low, high in zip(bounds, bounds[1:])]
        return np.array(cells + [points.get(k, 0) for k in sorted(set(pa) | set(pb))]) / rows
    return float(distance.jensenshannon(shares(ba, pa, len(a)), shares(bb, pb, len(b)), base=2) ** 2)
def deepchecks(a, b):
    def cut(v):
        low, high = np.quantile(v, [0.025, 1 - 0.025])
        return v[(high >= v) & (v >= low)]
    return minmax(cut(a), cut(b))
def minmax(a, b):
    low, high = min(a.min(), b.min()), max(a.max(), b.max())
    return 0.0 if low == high else float(stats.wasserstein_distance((a - low) / (high - low), (b - low) / (high - low)))
def quantile10(a, b):
    edges = np.unique(np.quantile(a, np.linspace(0, 1, 11))[1:-1])
    edges = np.concatenate([[-np.inf], edges, [np.inf]])
    return fill(np.histogram(a, edges)[0] / len(a), 1e-4), fill(np.histogram(b, edges)[0] / len(b), 1e-4)
def evidently_hellinger(a, b):
    keys = np.array(sorted(set(a) | set(b))); bins = np.histogram_bin_edges(keys, bins="sturges")
    h1 = np.histogram(a, bins=bins, density=True)[0]; h2 = np.histogram(b, bins=bins, density=True)[0]
    width = (bins.max() - bins.min()) / (len(bins) - 1)
    return math.sqrt(1 - min(1.0, float(np.sum(np.sqrt(h1 * h2)) * width)))

def definitions(a, b):
    r = {}; e = evidently_cells(a, b); n = nannyml_cells(a, b); t = joint(a, b)
    r["psi(evidently)"] = psi(evidently_fill(e[0]), evidently_fill(e[1]))
    r["kl(evidently)"] = float(stats.entropy(evidently_fill(e[0]), evidently_fill(e[1])))
    r["js(evidently)"] = float(distance.jensenshannon(*e))
    r["hellinger(evidently)"] = evidently_hellinger(a, b)
    r["wasserstein(evidently)"] = float(stats.wasserstein_distance(a, b)) / max(float(np.std(a)), 0.001)
    r["energy(evidently)"] = float(stats.energy_distance(a, b))
    r["js(nannyml)"] = float(distance.jensenshannon(*n, base=2)); r["hellinger(nannyml)"] = hellinger(*n)
    r["wasserstein(nannyml)"] = float(stats.wasserstein_distance(a, b))
    r["ks(nannyml)"] = float(stats.ks_2samp(a, b).statistic)
    r["wasserstein(giskard)"] = minmax(a, b)
    both = np.concatenate([a, b])
    if np.std(both) > 0: r["wasserstein(soda)"] = float(stats.wasserstein_distance(a, b) / np.std(both))
    r["psi(soda)"] = psi(fill(t[1], 1e-5), fill(t[0], 1e-5))
    tiny = 2.2250738585072014e-308
    r["psi(frouros)"] = psi(fill(t[0], tiny), fill(t[1], tiny)); r["hellinger(frouros)"] = hellinger(*t)
    r["bhattacharyya(frouros)"] = float(1 - np.sum(np.sqrt(t[0] * t[1])))
    r["intersection(frouros)"] = float(1 - np.sum(np.minimum(*t)))
    if both.max() > both.min():
        s = frouros_spread(a, b)
        r["kl(frouros)"] = float(np.sum(rel_entr(s[1], s[0]))); r["js(frouros)"] = float(distance.jensenshannon(*s))
    r["js(tfdv)"] = tfdv(a, b)
    r["psi(quantile10)"] = psi(*quantile10(a, b))
    if min(len(a), len(b)) >= 10: r["wasserstein(deepchecks)"] = deepchecks(a, b)
    r["linf(deequ)"] = max(0.0, r["ks(nannyml)"] - 1.8 * math.sqrt((len(a) + len(b)) / (len(a) * len(b))))
    return r

def text(v):
    return "inf" if v == math.inf else "nan" if v != v else v
def p_values(a, b):
    """What SciPy's tests give; left out where SciPy refuses, or counts exactly in spite of ties."""
    a = a.astype(float); b = b.astype(float); r = {}; ties = len(np.unique(np.concatenate([a, b]))) < len(a) + len(b)
    def take(name, f):
        try: v = float(f())
        except (ValueError, IndexError, np.linalg.LinAlgError): return
        if v == v: r[name] = v
    if not ties or len(a) > 1: take("ks(scipy)", lambda: stats.ks_2samp(a, b).pvalue)
    if max(len(a), len(b)) > 20 or not ties: take("cvm(frouros)", lambda: stats.cramervonmises_2samp(a, b).pvalue)
    take("ad(frouros)", lambda: stats.anderson_ksamp([a, b]).pvalue)
    take("mw(evidently)", lambda: stats.mannwhitneyu(a, b, alternative="less").pvalue)
    take("mw(frouros)", lambda: stats.mannwhitneyu(a, b).pvalue)
    # With all values far from 0, the rounding of SciPy's means decides its digits.
    if abs(np.mean(a)) > 1e6 * np.std(a) > 0: return r
    if np.std(a) + np.std(b) > 0:
        take("t(evidently)", lambda: stats.ttest_ind(a, b).pvalue)
        take("welch(frouros)", lambda: stats.ttest_ind(a, b, equal_var=False).pvalue)
    if min(len(a), len(b)) >= 5 and np.std(np.concatenate([a, b])) > 0: take("es(evidently)", lambda: stats.epps_singleton_2samp(a, b).pvalue)
    return r
rows = []
for name, a, b, whole in pairs:
    x = np.array(a); y = np.array(b); exact = exact_sweep(a, b); row = dict(name=name, wholeNumbers=whole)
    if name not in ("huge", "tiny"):
        assert abs(exact["wasserstein"] - stats.wasserstein_distance(a, b)) <= 1e-12 * max(exact["wasserstein"], 1e-300), name
        assert abs(exact["energy"] - stats.energy_distance(a, b)) <= 1e-12 * max(exact["energy"], 1e-300), name
    row.update(reference=[float(v) for v in a], current=[float(v) for v in b], **exact)
    row["histograms"] = []
    for rule in ("sturges", "doane", "auto"):
        for kind in ("float", "int") if whole else ("float",):
            v = np.array(a, dtype=np.float64 if kind == "float" else np.int64)
            edges = np.histogram_bin_edges(v, bins=rule)
            row["histograms"].append(dict(rule=rule, wholeNumbers=kind == "int", edges=[float(e) for e in edges],
                reference=[int(c) for c in np.histogram(v, edges)[0]], current=[int(c) for c in np.histogram(np.array(b, dtype=v.dtype), edges)[0]],
                fast=[int(c) for c in np.histogram(v, bins=rule)[0]]))
            assert row["histograms"][-1]["reference"] == row["histograms"][-1]["fast"], (name, rule)
            del row["histograms"][-1]["fast"]
    row["definitions"] = {} if name in ("huge", "tiny") else {k: text(v) for k, v in definitions(x, y).items()}
    row["pValues"] = {} if name in ("huge", "tiny") else p_values(x, y)
    rows.append(row)
out["pairs"] = rows

# Permutations of the rows of levels, by many more of them than the definition draws
draws = np.random.default_rng(77)
def level_permutation(a, b):
    a, b = np.array(a), np.array(b); n, m = a.sum(), b.sum()
    r = draws.multivariate_hypergeometric(a + b, n, size=200_000)
    moved = np.abs(r * m - (a + b - r) * n).sum(axis=1)
    return dict(reference=ints(a), current=ints(b), statistic=float(np.abs(a / n - b / m).sum() / 2),
                p=float((moved >= np.abs(a * m - b * n).sum()).mean()))
out["levelPermutations"] = [level_permutation(a, b) for a, b in [
    ([50, 30, 20], [45, 35, 20]), ([20, 10, 5, 3, 2], [25, 10, 10, 5, 0]), ([8, 2], [4, 6]), ([1], [1]), ([1, 0], [0, 1]),
    ([300, 200, 100, 50, 25, 12, 6, 3], [280, 230, 90, 60, 20, 15, 3, 8]), ([166, 84, 167, 83], [160, 80, 80, 80])]]

# NannyML beyond 10,000 rows, on inputs any language can rebuild: whole numbers over a whole number
n, m = 10007, 1500
a = np.array([(i * i * 31 + 17 * i) % 100003 for i in range(n)]) / 1000
b = np.array([(i * i * 47 + 5 * i) % 120011 - 9000 for i in range(m)]) / 1000
bins = np.linspace(a.min(), a.max(), 10001)
fa = np.cumsum(np.histogram(a, bins)[0] / n); fb = len(b[b < bins[0]]) / m + np.cumsum(np.histogram(b, bins)[0] / m)
ks = float(np.max(np.abs(fa - fb)))
h, edges = np.histogram(a, bins=10000); width = edges[1] - edges[0]; low, high = edges[0], edges[-1]
def ecdf(v):
    x, c = np.unique(np.sort(v), return_counts=True); return x, np.cumsum(c) / len(v)
small, big = b[b < low], b[b > high]; term = 0; share = 0
if len(small):
    share = (len(small) + 1) / m; x, y = ecdf(np.concatenate((small, [low]))); term += np.sum(y[:-1] * np.diff(x)) * share
if len(big):
    x, y = ecdf(np.concatenate(([high], big))); term += np.sum((1 - y)[:-1] * np.diff(x)) * ((len(big) + 1) / m)
term += np.sum(np.abs(np.cumsum(h / n) - (np.cumsum(np.histogram(b, bins=edges)[0] / m) + share)) * width)
out["binned"] = dict(ks=ks, pValue=float(stats.ks_2samp(a[:10001], b + 4).pvalue), wasserstein=float(term), exact=float(stats.wasserstein_distance(a, b)), below=len(small), above=len(big))

# Tables --------------------------------------------------------------------------------------------------------------
tables = [([10, 20, 30], [20, 20, 20]), ([166, 84, 167, 83], [160, 80, 80, 80]), ([166, 84, 167, 83, 0], [160, 40, 80, 80, 40]),
          ([5, 7], [9, 1]), ([3, 0], [0, 4]), ([7, 0], [3, 0]), ([1000000, 999999, 3], [1000002, 999990, 10]), ([10**15, 10**15 + 1], [10**15 + 2, 10**15]),
          ([100, 100], [100, 100]), ([90, 5, 3, 1, 1], [80, 4, 9, 4, 3]), ([500] + [1] * 30, [480] + [2] * 25 + [0] * 5),
          (ints(rng.integers(5, 60, 26)), ints(rng.integers(5, 60, 26))), ([20, 30, 50], [25, 25, 50])]
def cells(a, b, rule):
    n, m = sum(a), sum(b); p = []; q = []
    keep = [(x, y) for x, y in zip(a, b) if x + y > 0]
    for side, total, index in ((p, n, 0), (q, m, 1)):
        share = [mp.mpf(c[index]) / total for c in keep]
        if rule == "evidently":
            low = min(s for s in share if s > 0); v = low / 10**6 if low <= mp.mpf(0.0001) else mp.mpf(0.0001)
            share = [v if s == 0 else s for s in share]
        elif rule.startswith("floor"): share = [max(s, mp.mpf(float(rule[5:]))) for s in share]
        elif rule.startswith("fill"): share = [mp.mpf(float(rule[4:])) if s == 0 else s for s in share]
        side.extend(share)
    return p, q
def mpsi(p, q): return mp.inf if any((x == 0) != (y == 0) for x, y in zip(p, q)) else sum((x - y) * mp.log(x / y) for x, y in zip(p, q))
def mkl(p, q):
    sp, sq = sum(p), sum(q); p = [x / sp for x in p]; q = [x / sq for x in q]
    return mp.inf if any(x > 0 and y == 0 for x, y in zip(p, q)) else sum(x * mp.log(x / y) for x, y in zip(p, q) if x > 0)
def mjs(p, q):
    t = mp.mpf(0)
    for x, y in zip(p, q):
        c = (x + y) / 2
        if x > 0: t += x * mp.log(x / c) / 2
        if y > 0: t += y * mp.log(y / c) / 2
    return t
def chi2(a, b, yates):
    keep = [(x, y) for x, y in zip(a, b) if x + y > 0]; n, m = sum(a), sum(b); t = mp.mpf(0)
    for x, y in keep:
        for o, total in ((x, n), (y, m)):
            e = mp.mpf(total) * (x + y) / (n + m); d = abs(o - e)
            if yates and len(keep) == 2: d -= min(d, mp.mpf(1) / 2)
            t += d * d / e
    return t, len(keep)
def cramer(a, b, yates):
    t, k = chi2(a, b, yates); N = mp.mpf(sum(a) + sum(b))
    if k == 1: return mp.mpf(0)
    phi = max(mp.mpf(0), t / N - (k - 1) / (N - 1)); kc = k - mp.mpf(k - 1) ** 2 / (N - 1); rc = 2 - 1 / (N - 1)
    return mp.sqrt(phi / min(kc - 1, rc - 1))
def deep_levels(a, b):
    n, m = sum(a), sum(b); x = []; y = []; oa = ob = 0
    for i, j in zip(a, b):
        if i < n * 0.01: oa += i; ob += j
        else: x.append(i); y.append(j)
    if oa > 0.01 * n or ob > 0.01 * m: x.append(oa); y.append(ob)
    return x, y
def balanced(a, b):
    n, m = sum(a), sum(b); a, b = np.array(a), np.array(b)
    if n > m: a = np.round(a * (m / n))
    elif m > n: b = np.round(b * (n / m))
    return [int(v) for v in a], [int(v) for v in b]
def giskard_levels(a, b):
    if sum(1 for x, y in zip(a, b) if x + y) <= 20: return a, b
    order = sorted(range(len(a)), key=lambda i: (-a[i], i))[:20]
    x = [a[i] for i in order]; y = [b[i] for i in order]
    return x + [sum(a) - sum(x)], y + [sum(b) - sum(y)]
def nanny_levels(a, b):
    x = [i for i in a if i]; y = [j for i, j in zip(a, b) if i]
    return x + [0], y + [sum(b) - sum(y)]
out["tables"] = []
for a, b in tables:
    p, q = cells(a, b, "keep"); n, m = sum(a), sum(b); d = {}
    pe, qe = cells(a, b, "evidently"); dl = deep_levels(a, b); gl = giskard_levels(a, b); nl = nanny_levels(a, b)
    d["psi(evidently)"] = float(mpsi(pe, qe)); d["kl(evidently)"] = float(mkl(pe, qe)); d["js(evidently)"] = float(mp.sqrt(mjs(p, q)))
    if n < 10**6:
        # Against SciPy, which loses digits where shares are nearly equal
        fe = [np.array([float(v) for v in s]) for s in (pe, qe, p, q)]
        assert abs(float(mjs(p, q)) ** 0.5 - distance.jensenshannon(fe[2], fe[3])) < 1e-7 and abs(d["kl(evidently)"] - stats.entropy(fe[0], fe[1])) < 1e-12
    h = mp.sqrt(abs(1 - sum(mp.sqrt(x * y) for x, y in zip(p, q))))
    d["hellinger(evidently)"] = float(h)
    d["tvd(assay)"] = float(sum(abs(x - y) for x, y in zip(p, q)) / 2); d["linf(tfdv)"] = d["linf(nannyml)"] = float(max(abs(x - y) for x, y in zip(p, q)))
    d["linf(deequ)"] = float(max(mp.mpf(0), max(abs(x - y) for x, y in zip(p, q)) - mp.mpf(1.8) * mp.sqrt(mp.mpf(n + m) / (mp.mpf(n) * m))))
    d["js(tfdv)"] = float(mjs(p, q) / mp.log(2))
    np_, nq = cells(*nl, "keep"); d["js(nannyml)"] = float(mp.sqrt(mjs(np_, nq) / mp.log(2)))
    d["hellinger(nannyml)"] = float(mp.sqrt(abs(1 - sum(mp.sqrt(x * y) for x, y in zip(np_, nq)))))
    d["psi(giskard)"] = float(mpsi(*cells(*gl, "floor1e-4")))
    if min(n, m) >= 10:
        d["psi(deepchecks)"] = float(mpsi(*cells(*dl, "floor0.01"))); d["cramers_v(deepchecks)"] = float(cramer(*balanced(*dl), True))
    row = dict(reference=a, current=b, psi=text(float(mpsi(p, q))), kl=text(float(mkl(p, q))), cramersV=float(cramer(a, b, False)), definitions=d)
    keep = [(x, y) for x, y in zip(a, b) if x + y]
    tests = {}
    with np.errstate(all="ignore"):
        e = np.array([x for x, _ in keep]) * (m / n); o = np.array([y for _, y in keep]); k = len(keep)
        if k > 1 and n < 10**12:
            s = float(np.sum((o - e) ** 2 / e)); tests["chi2(evidently)"] = [text(s), float(stats.chi2.sf(s, k - 1))]
            c = stats.chi2_contingency(np.array(keep).T); tests["chi2(nannyml)"] = tests["chi2(alibi)"] = tests["chi2(frouros)"] = [float(c.statistic), float(c.pvalue)]
        ge = np.array(gl[0]) * (m / n); go = np.array(gl[1]); use = (ge > 0) | (go > 0); ge, go = ge[use], go[use]
        if len(ge) > 1 and n < 10**12:
            s = float(np.sum((go - ge) ** 2 / ge)); tests["chi2(giskard)"] = [text(s), float(stats.chi2.sf(s, len(ge) - 1))]
        se = np.array([round(x / n * m) for x, _ in keep])
        if k > 1 and n < 10**12 and min(se.min(), o.min()) >= 5:
            r = stats.chisquare(o + 1, (se + 1) * np.mean(o + 1) / np.mean(se + 1)); tests["chi2(soda)"] = [float(r.statistic), float(r.pvalue)]
        if n == m < 10**12 and k > 1 and all(x > 0 for x, _ in keep):
            r = stats.power_divergence(o, [x for x, _ in keep], lambda_="log-likelihood"); tests["g(evidently)"] = [float(r.statistic), float(r.pvalue)]
        if k == 2:
            x, y = keep[0]; pool = mp.mpf(x + y) / (n + m); z = (mp.mpf(x) / n - mp.mpf(y) / m) / mp.sqrt(pool * (1 - pool) * (mp.mpf(1) / n + mp.mpf(1) / m))
            tests["z(evidently)"] = [float(z), float(mp.erfc(abs(z) / mp.sqrt(2)))]
    row["tests"] = tests
    out["tables"].append(row)

# Corrections ---------------------------------------------------------------------------------------------------------
def holm(p, w):
    total = sum(map(Fraction, w)); order = sorted(range(len(p)), key=lambda i: (Fraction(p[i]) / Fraction(w[i]), i)); res = [0.0] * len(p); worst = Fraction(0)
    for r, i in enumerate(order):
        left = sum(Fraction(w[j]) for j in order[r:]); worst = max(worst, min(Fraction(1), Fraction(p[i]) / Fraction(w[i]) * left)); res[i] = float(worst)
    return res
lists = [[0.01], [0.04, 0.01, 0.03], [0.02, 0.02, 0.5, 1.0, 0.0], [1e-300, 0.2, 0.04, 0.04, 0.9, 0.001, 1.0], [float(v) for v in rng.random(40) ** 3]]
out["corrections"] = []
for p in lists:
    w = [float(v) for v in rng.integers(1, 6, len(p))]
    out["corrections"].append(dict(pValues=p, weights=w, bonferroni=[min(1.0, v * len(p)) for v in p],
        weightedBonferroni=[float(min(Fraction(1), Fraction(v) * sum(map(Fraction, w)) / Fraction(x))) for v, x in zip(p, w)],
        holm=holm(p, [1] * len(p)), weightedHolm=holm(p, w), benjaminiHochberg=[float(v) for v in stats.false_discovery_control(p)],
        benjaminiYekutieli=[float(v) for v in stats.false_discovery_control(p, method="by")]))

# Bootstrap bounds from given replicates ------------------------------------------------------------------------------
out["bootstrap"] = []
def difference(x, y, axis): return np.mean(x, axis=axis) - np.mean(y, axis=axis)
def third(x, axis): return np.mean(x ** 3, axis=axis)
one = np.round(rng.exponential(1.0, 25), 3); x = np.round(rng.exponential(1.0, 20), 3); y = np.round(rng.standard_normal(15), 3)
for kind, data, f in (("cubes", (one,), third), ("difference", (x, y), difference)):
    for alpha in (0.05, 0.2):
        r = stats.bootstrap(data, f, n_resamples=99, method="percentile", confidence_level=1 - alpha, rng=7)
        c = stats.bootstrap(data, f, n_resamples=0, method="BCa", confidence_level=1 - alpha, bootstrap_result=r)
        assert np.array_equal(c.bootstrap_distribution, r.bootstrap_distribution)
        out["bootstrap"].append(dict(statistic=kind, samples=[[float(v) for v in d] for d in data], significance=alpha,
            distribution=[float(v) for v in r.bootstrap_distribution], percentile=[float(v) for v in r.confidence_interval], bca=[float(v) for v in c.confidence_interval]))

# Power ---------------------------------------------------------------------------------------------------------------
def critical_t(alpha, nu):
    t0 = mp.mpf(float(stats.t.isf(alpha / 2, nu))); nu = mp.mpf(nu)
    tail = lambda t: mp.betainc(nu / 2, mp.mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) - mp.mpf(alpha)
    return mp.findroot(tail, (t0, t0 * (1 + mp.mpf(10) ** -6)))
def power_means(d, n, m, alpha):
    nu = n + m - 2; delta = mp.mpf(d) / mp.sqrt(mp.mpf(1) / n + mp.mpf(1) / m); t = critical_t(alpha, nu)
    k = mp.mpf(nu) / 2
    f = lambda s: 2 * k ** k / mp.gamma(k) * s ** (nu - 1) * mp.exp(-k * s * s) * (mp.ncdf(delta - t * s) + mp.ncdf(-delta - t * s))
    w = 1 / mp.sqrt(2 * mp.mpf(nu)); points = [mp.mpf(0)] + [max(mp.mpf(0), 1 + i * w) for i in range(-9, 10, 1) if 1 + i * w > 0] + [1 + 14 * w, 1 + 30 * w]
    return float(mp.quad(f, points))
mp.mp.dps = 25
out["powerOfMeans"] = []
for d, n, m, alpha in [(0.5, 64, 64, 0.05), (0.0, 10, 12, 0.05), (0.2, 393, 393, 0.05), (1.0, 2, 1, 0.05), (3.0, 2, 2, 0.01), (0.1, 1000, 5000, 1e-4), (0.8, 26, 26, 0.05), (2.0, 5, 9, 1.25e-5)]:
    v = power_means(d, n, m, alpha); nu = n + m - 2; delta = d / math.sqrt(1 / n + 1 / m); t = stats.t.isf(alpha / 2, nu)
    s = stats.nct.sf(t, nu, delta) + stats.nct.cdf(-t, nu, delta)
    assert abs(v - s) < 1e-7, (d, n, m, v, s)
    out["powerOfMeans"].append([d, n, m, alpha, v])
out["criticalT"] = [[alpha, nu, float(critical_t(alpha, nu))] for alpha, nu in [(0.05, 1), (1.25e-5, 1), (0.05, 10), (1e-9, 7), (0.05, 10000), (0.9, 3), (0.05, 3e8), (1.25e-5, 1e14)]]
out["powerOfProportions"] = []
for p, q, n, m, alpha in [(0.5, 0.6, 388, 388, 0.05), (0.01, 0.02, 1000, 5000, 0.001), (0.3, 0.3, 50, 60, 0.05), (0.9, 0.5, 20, 20, 0.05), (0.0, 0.1, 100, 100, 0.05)]:
    a, b = mp.mpf(p), mp.mpf(q); r = (n * a + m * b) / (n + m); inv = mp.mpf(1) / n + mp.mpf(1) / m
    z = mp.sqrt(2) * mp.erfinv(1 - mp.mpf(alpha))
    out["powerOfProportions"].append([p, q, n, m, alpha, float(mp.ncdf((abs(a - b) - z * mp.sqrt(r * (1 - r) * inv)) / mp.sqrt(a * (1 - a) / n + b * (1 - b) / m)))])
def kolmogorov(x): return 2 * mp.nsum(lambda k: (-1) ** (int(k) - 1) * mp.exp(-2 * k * k * x * x), [1, 60])
out["kolmogorovCritical"] = [[alpha, float(mp.findroot(lambda x: kolmogorov(x) - mp.mpf(alpha), (mp.mpf(float(stats.kstwobign.isf(alpha))), mp.mpf(float(stats.kstwobign.isf(alpha))) * (1 + mp.mpf(10) ** -6))))] for alpha in (0.5, 0.05, 0.01, 1e-4, 1.25e-5, 1e-12)]
out["divergenceBound"] = [[1, 0.05], [3, 0.01], [9, 1e-4], [100, 0.05], [4999, 0.5]]
out["divergenceBound"] = [[k, a, float(stats.chi2.isf(a, k)), float(mp.sqrt(2) * mp.gamma(mp.mpf(k + 1) / 2) / mp.gamma(mp.mpf(k) / 2))] for k, a in out["divergenceBound"]]
out["madeWith"] = dict(numpy=np.__version__, scipy=scipy.__version__, mpmath=mp.__version__)
json.dump(out, open(f"{HERE}/distances.json", "w"), indent=1, default=lambda v: v.item())
