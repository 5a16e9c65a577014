"""Writes tests.json: what distributions and two-sample tests must equal.

Needs numpy, scipy and mpmath; run it as `python3 make_tests.py`; takes a few minutes.

Distributions are evaluated with 50 digits or more from their definitions. p-values are evaluated the same way from the
formula that the test's documentation names; where SciPy has the same test, the script compares both and fails when they
differ by more than SciPy's own approximation explains.
"""
import itertools, json, math, os
from fractions import Fraction
import mpmath as mp
import numpy as np
import scipy
from scipy import stats

mp.mp.dps = 50
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261107)
out = {"madeWith": dict(numpy=np.__version__, scipy=scipy.__version__, mpmath=mp.__version__)}
F = mp.mpf
inf = math.inf


def near(a, b, tolerance):
    a, b = float(a), float(b)
    assert a == b or abs(a - b) <= tolerance * abs(b), (a, b)


# Distributions -------------------------------------------------------------------------------------------------------
def nsf(z): return mp.erfc(F(z) / mp.sqrt(2)) / 2
out["normalSurvival"] = [[z, float(nsf(z))] for z in
    [-37.0, -8.5, -1.25, -1e-300, 0.5, 1.0, 2.5, 4.75, 7.1, 9.9, 14.2, 19.3, 25.7, 31.4, 35.5, 36.9, 37.04]]
def nquant(q):
    q = F(q)
    z = F(stats.norm.isf(float(q)))
    for _ in range(8): z += (nsf(z) - q) / mp.npdf(z)
    return z
out["normalQuantile"] = [[q, float(nquant(q))] for q in
    [1e-300, 1e-250, 1e-150, 1e-77, 3e-33, 1e-15, 1e-9, 0.0007, 0.033, 0.2, 0.31, 0.45, 0.4999, 0.6, 0.9, 0.9999]]

out["logGamma"] = [[x, float(mp.loggamma(F(x)))] for x in
    [1e-300, 1e-10, 0.1, 0.5, 0.999999, 1.0000001, 1.5, 1.9999, 2.00001, 3.7, 12.5, 171.3, 1e5, 1e10, 1e15, 1e300]]

def gammas(a, x):
    a, x = F(a), F(x)
    with mp.workdps(60):
        if x > a:  # the upper tail by its continued fraction from the far end
            steps = 400 + int(40 * mp.sqrt(a)) + int(4000 / (1 + x))
            f = F(0)
            for k in range(steps, 0, -1): f = -k * (k - a) / (x + 2 * k + 1 - a + f)
            q = mp.exp(a * mp.log(x) - x - mp.loggamma(a)) / (x + 1 - a + f)
            return 1 - q, q
        term = total = 1 / a; k = a
        while term > total * F(10) ** -45:
            k += 1; term *= x / k; total += term
        p = mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * total
        return p, 1 - p
gcases = [(0.01, 1e-5), (0.01, 0.9), (0.01, 3.0), (0.1, 1.0), (0.5, 1e-300), (0.5, 0.2), (0.5, 1.4), (0.5, 1.6), (0.5, 680.0), (1.0, 690.0), (1.0, 1e-200),
    (1.5, 2.4), (1.5, 2.6), (2.5, 600.0), (10.0, 1e-30), (10.0, 3.3), (10.0, 11.5), (10.0, 700.0), (50.0, 0.001), (100.0, 3.0), (100.0, 90.0), (100.0, 101.5),
    (100.0, 900.0), (1000.0, 250.0), (1000.0, 990.0), (1000.0, 1001.5), (1000.0, 2400.0), (1e5, 90000.0), (1e5, 99900.0), (1e5, 1.1e5), (1e6, 1.0005e6), (1e6, 0.97e6), (1e6, 1.036e6)]
out["gamma"] = []
for a, x in gcases:
    p, q = gammas(a, x)
    if a < 200 and x < 200: near(p, mp.gammainc(F(a), 0, F(x), regularized=True), 1e-15)
    out["gamma"].append([a, x, float(p), float(q)])

def betas(x, a, b):
    """I_x(a, b) and its complement by the classical continued fraction, evaluated from its far end."""
    with mp.workdps(60):
        x, a, b = F(x), F(a), F(b)
        def lower(x, y, a, b):
            steps = 300 + int(30 * mp.sqrt(max(a, b)))
            f = F(1)
            for m in range(steps, 0, -1):
                f = 1 + m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) / f
                f = 1 - (a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1)) / f
            return mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)) / (a * f)
        if x < (a + 1) / (a + b + 2):
            p = lower(x, 1 - x, a, b); return p, 1 - p
        q = lower(1 - x, x, b, a); return 1 - q, q
out["beta"] = []
for x, a, b in [(0.25, 0.01, 0.02), (0.5, 0.5, 0.5), (1e-300, 0.5, 3.0), (1e-200, 1.5, 0.5), (0.9, 0.5, 40.0), (0.999999, 30.0, 0.5), (0.3, 2.5, 7.5),
    (1e-12, 20.0, 3.0), (0.75, 3.0, 500.0), (0.2, 400.0, 300.0), (0.07, 250.0, 30.0), (0.5, 1000.0, 1001.0), (0.3, 1000.0, 1500.0), (0.02, 1000.0, 9000.0),
    (0.045, 1000.0, 9000.0), (0.1, 1000.0, 9000.0), (0.1004, 1000.0, 9000.0), (0.21, 1000.0, 9000.0), (0.4999, 5e5, 5e5), (0.481, 5e5, 5e5), (0.519, 5e5, 5e5),
    (3e-7, 2.0, 1e6), (2.5e-5, 2.0, 1e6), (6e-4, 2.0, 1e6), (0.001, 900.0, 1e6), (0.0012, 900.0, 1e6)]:
    p, q = betas(x, a, b)
    if max(a, b) < 200: near(p, mp.betainc(F(a), F(b), 0, F(x), regularized=True), 1e-15)
    out["beta"].append([x, a, b, float(p), float(q)])

def student(t, v):
    t, v = F(t), F(v)
    x = v / (v + t * t)
    if x == 1: return F(1) / 2
    if v > 1000 or x < F(10) ** -30:
        p = betas(x, v / 2, F(1) / 2)[0] / 2
    else:
        p = mp.betainc(v / 2, F(1) / 2, 0, x, regularized=True) / 2
    return p if t >= 0 else 1 - p
# Whole degrees of freedom have finite sums; one of them checks the way the others were computed
near(student(2.0, 1), F(1) / 2 - mp.atan(2) / mp.pi, 1e-15)
near(student(2.0, 2), (1 - F(2) / mp.sqrt(6)) / 2, 1e-15)
out["student"] = [[t, v, float(student(t, v))] for t, v in
    [(0.0, 3.0), (1e-9, 2.0), (0.5, 1.0), (-2.5, 1.0), (40.0, 1.0), (1e150, 1.0), (1e299, 1.0), (1e100, 3.0), (1e148, 2.0), (3.3, 2.0), (1.9, 2.37), (2.2, 5.5), (1e7, 33.3), (12.0, 10.0), (1e29, 10.0),
     (0.01, 30.0), (-6.0, 30.0), (60.0, 30.0), (1.0, 100.0), (38.0, 898.0), (0.58, 898.0), (45.0, 1234.5), (1.7, 1e4), (37.5, 1e4), (1.2, 1e6), (37.1, 1e6), (2.3, 1e10), (37.0, 1e10)]]

out["binomial"] = []
for k, n, p in [(0, 1, 0.5), (3, 10, 0.5), (9, 10, 0.1), (0, 1000, 0.5), (400, 1000, 0.5), (500, 1000, 0.5), (990, 1000, 0.5), (150, 2000, 0.11), (1, 100000, 1e-9), (20, 5000, 0.0001), (4000, 5000, 0.5)]:
    P = F(p)
    mass = [mp.binomial(n, j) * P ** j * (1 - P) ** (n - j) for j in (k,)][0]
    lo = F(0); term = mass
    for j in range(k, -1, -1):
        lo += term
        if j: term *= F(j) / (n - j + 1) * (1 - P) / P
        if term < lo * F(10) ** -45: break
    hi = F(0); term = mass
    for j in range(k, n):
        term *= F(n - j) / (j + 1) * P / (1 - P); hi += term
        if term < hi * F(10) ** -45: break
    near(lo + hi, 1, 1e-20)
    out["binomial"].append([k, n, p, float(mass), float(lo), float(hi)])

def hyper(N, K, n):
    """Whole-number weights of the support."""
    lo, hi = max(0, n - (N - K)), min(n, K)
    if N <= 3000:
        w = [math.comb(K, j) * math.comb(N - K, n - j) for j in range(lo, hi + 1)]
    else:
        w = [Fraction(1)] * 0
        w = [math.comb(K, lo) * math.comb(N - K, n - lo)]
        for j in range(lo, hi): w.append(w[-1] * (K - j) * (n - j) // ((j + 1) * (N - K - n + j + 1)))
    return lo, w
out["hypergeometric"] = []
for N, K, n, k in [(10, 4, 3, 1), (20, 10, 10, 10), (20, 10, 10, 5), (900, 500, 246, 130), (900, 500, 246, 246), (2000, 1000, 1000, 620), (2500, 20, 2400, 20), (2500, 20, 2400, 15), (40000, 300, 20000, 10), (1, 1, 0, 0), (7, 0, 3, 0)]:
    lo, w = hyper(N, K, n); total = sum(w); i = k - lo
    q = lambda v: float(F(v) / F(total))
    two = sum(x for x in w if x <= w[i])
    out["hypergeometric"].append([N, K, n, k, q(w[i]), q(sum(w[:i + 1])), q(sum(w[i + 1:])), q(two)])
    if N < 3000 and q(two) > 1e-290 and N > 1:
        near(stats.fisher_exact([[k, K - k], [n - k, N - K - n + k]]).pvalue, q(two), 1e-9)

def ksf(x):
    x = F(x)
    return 2 * sum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 400))
out["kolmogorov"] = [[x, float(ksf(x))] for x in [0.15, 0.4, 0.8, 0.999, 1.001, 1.1, 1.358, 2.2, 4.4, 9.9, 15.3, 18.5]]

def cvmsf(x):
    """1 − Csörgő and Faraway's formula 1.2, a series with Bessel's K of order 1/4."""
    x = F(x)
    with mp.workdps(420 if x > 3 else 60):
        total = F(0)
        for k in range(4000):
            y = F(4 * k + 1) ** 2 / (16 * x)
            c = mp.gamma(k + F(1) / 2) / (mp.gamma(F(1) / 2) * mp.factorial(k))
            term = c * mp.sqrt(4 * k + 1) * mp.exp(-y) * mp.besselk(F(1) / 4, y)
            total += term
            if k > 3 and term < F(10) ** -(mp.mp.dps - 10): break
        return 1 - total / (mp.pi * mp.sqrt(x))
out["cramerVonMises"] = [[x, float(cvmsf(x))] for x in
    [0.001, 0.0016, 0.003, 0.01, 0.02, 0.04, 0.1, 0.1666, 0.3, 0.46136, 0.74, 1.0, 1.9, 2.9, 5.0, 9.3, 20.0, 47.0, 90.0, 139.0]]

def adsf(x):
    """The characteristic function inverted: by the alternating integrals between its poles, with mpmath's quadrature."""
    x = F(x)
    with mp.workdps(30):
        total = F(0)
        for k in range(1, 4000):
            lo, hi = F(2 * k - 1) * (2 * k), F(2 * k) * (2 * k + 1)
            def f(th):
                # y from lo to hi by a substitution that takes the inverse roots at both ends away
                y = lo + (hi - lo) * mp.sin(th) ** 2
                s = mp.sqrt(1 + 4 * y)
                c = mp.fabs(mp.cos(mp.pi * s / 2))
                return mp.exp(-x * (y - 2) / 2) * mp.sqrt(mp.pi * y / c) / y * (hi - lo) * mp.sin(2 * th)
            cuts = sorted({F(0), mp.pi / 2} | {mp.asin(mp.sqrt(min(F(1), F(c) / (x * (hi - lo) + 1)))) for c in (1, 5, 20, 80)})
            part = mp.quad(f, cuts)
            total += -(-1) ** k * part
            if mp.fabs(part) < F(10) ** -22 * total: break
        return total * mp.exp(-x) / mp.pi
def adcdf(z):
    """Anderson and Darling's own series of 1954 for the distribution function, to check the inversion."""
    z = F(z); total = F(0)
    for j in range(12):
        c = mp.binomial(-F(1) / 2, j) * (4 * j + 1)
        t = (4 * j + 1) ** 2 * mp.pi ** 2 / (8 * z)
        total += c * mp.exp(-t) * mp.quad(lambda w: mp.exp(z / (8 * (w * w + 1)) - t * w * w), [0, 1, 4, 16, mp.inf])
    return mp.sqrt(2 * mp.pi) / z * total
out["andersonDarling"] = [[x, float(adsf(x))] for x in
    [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.77, 1.0, 1.61, 1.933, 2.492, 3.857, 6.0, 10.0, 25.0, 80.0, 250.0, 685.0]]
with mp.workdps(30):
    for x, sf in out["andersonDarling"]:
        if 0.05 < x < 4: near(1 - adcdf(x), sf, 1e-12)

def onesided(n, d):
    d = F(d)
    return d * sum(mp.binomial(n, j) * (d + F(j) / n) ** (j - 1) * (1 - d - F(j) / n) ** (n - j) for j in range(0, int(mp.floor(n * (1 - d))) + 1))
def durbin(n, d):
    """P(D < d) by exact fractions through Durbin's matrix."""
    d = Fraction(d); k = math.ceil(n * d); h = k - n * d; m = 2 * k - 1
    H = [[(Fraction(1, math.factorial(i - j + 1)) if i - j + 1 >= 0 else Fraction(0)) for j in range(m)] for i in range(m)]
    for i in range(m):
        H[i][0] = (1 - h ** (i + 1)) * Fraction(1, math.factorial(i + 1)); H[m - 1][m - 1 - i] = H[i][0]
    H[m - 1][0] = (1 - 2 * h ** m + (max(Fraction(0), 2 * h - 1)) ** m) * Fraction(1, math.factorial(m))
    H = mp.matrix([[F(v.numerator) / F(v.denominator) for v in row] for row in H])
    return (H ** n)[k - 1, k - 1] * mp.factorial(n) / F(n) ** n
def pelzgood(n, d):
    z = mp.sqrt(n) * F(d); pi = mp.pi; s = lambda f: mp.nsum(lambda k: f(F(k)), [-40, 40], method="d")
    half = lambda k: k + F(1) / 2
    e = lambda q: mp.exp(-pi ** 2 * q ** 2 / (2 * z * z))
    k0 = mp.sqrt(2 * pi) / z * sum(e(half(k)) for k in range(0, 60))
    k1 = mp.sqrt(pi / 2) / (6 * z ** 4) * sum((pi ** 2 * half(k) ** 2 - z ** 2) * e(half(k)) for k in range(-60, 60))
    k2 = mp.sqrt(pi / 2) / (72 * z ** 7) * sum((6 * z ** 6 + 2 * z ** 4 + pi ** 2 * (2 * z ** 4 - 5 * z ** 2) * half(k) ** 2 + pi ** 4 * (1 - 2 * z ** 2) * half(k) ** 4) * e(half(k)) for k in range(-60, 60)) \
        - mp.sqrt(pi / 2) / (36 * z ** 3) * sum(pi ** 2 * F(k) ** 2 * e(F(k)) for k in range(-60, 60))
    k3 = mp.sqrt(pi / 2) / (6480 * z ** 10) * sum((pi ** 6 * half(k) ** 6 * (5 - 30 * z ** 2) + pi ** 4 * half(k) ** 4 * (-60 * z ** 2 + 212 * z ** 4) + pi ** 2 * half(k) ** 2 * (135 * z ** 4 - 96 * z ** 6) - 30 * z ** 6 - 90 * z ** 8) * e(half(k)) for k in range(-60, 60)) \
        + mp.sqrt(pi / 2) / (216 * z ** 6) * sum((3 * pi ** 2 * F(k) ** 2 * z ** 2 - pi ** 4 * F(k) ** 4) * e(F(k)) for k in range(-60, 60))
    return k0 + k1 / mp.sqrt(n) + k2 / n + k3 / n ** F("1.5")
def kstwo(n, d):
    t = n * d
    if d >= 1: return F(0)
    if t <= 0.5: return F(1)
    if t <= 1: return 1 - mp.factorial(n) * ((2 * F(n) * F(d) - 1) / n) ** n
    if t >= n - 1 or d >= 0.5 or t * d >= (4 if n <= 140 else 2.2): return 2 * onesided(n, d)
    if n <= 140 or (n <= 100000 and n * d ** 1.5 <= 1.4): return 1 - durbin(n, d)
    return 1 - pelzgood(n, d)
out["finiteKolmogorov"] = []
for n, d in [(1, 0.3), (1, 0.75), (2, 0.4), (2, 0.6), (5, 0.15), (5, 0.3), (5, 0.45), (5, 0.9), (30, 0.02), (30, 0.12), (30, 0.25), (30, 0.45), (140, 0.05), (140, 0.1), (140, 0.16), (140, 0.3), (140, 0.992),
             (141, 0.1), (222, 0.09), (222, 0.05), (222, 0.12), (222, 0.4), (1000, 0.02), (1000, 0.04), (1000, 0.06), (1000, 0.4), (5000, 0.0001), (5000, 0.001), (5000, 0.02)]:
    p = kstwo(n, d); out["finiteKolmogorov"].append([n, d, float(p)])
    if p > 1e-290: near(stats.kstwo.sf(d, n), p, 1e-7)

# Samples -------------------------------------------------------------------------------------------------------------
f = lambda v: [float(x) for x in v]
gold = (f([(i * 7919 % 10007) / 1000 for i in range(500)]), f([((i * 6007 + 101) % 10007 * 11) / 10000 for i in range(400)]))
pairs = [([1.0], [2.0]), ([1.0, 2.0], [0.5]), ([1.0, 3.0], [2.0, 4.0]), ([3.0, 4.0, 5.0], [1.0, 2.0]),
         (f(rng.standard_normal(8)), f(rng.standard_normal(8) + 1)), (f(rng.standard_normal(7)), f(rng.standard_normal(19) * 3)),
         (f(rng.standard_normal(20)), f(rng.standard_normal(20) + 2)), (f(rng.standard_normal(13)), f(rng.standard_normal(16) + 0.2)),
         (f(rng.integers(0, 6, 25)), f(rng.integers(1, 8, 33))), (f(rng.standard_normal(64)), f(rng.standard_normal(64) * 1.3 + 0.4)),
         (f(rng.exponential(1, 150)), f(rng.exponential(1.4, 90))), (f(rng.standard_normal(60)), f(rng.standard_normal(70) + 30)),
         (f(rng.integers(0, 2, 40)), f(rng.integers(0, 2, 30))), (f(1e9 + rng.standard_normal(50)), f(1e9 + 0.3 + rng.standard_normal(30))),
         (f(1e-200 * rng.standard_normal(30)), f(1e-200 * (1 + rng.standard_normal(30))))]
rankpairs = pairs + [([0.0, -0.0, 1.0, 2.0], [0.0, 1.0, 3.0]), ([-inf, 1.0, 2.0, inf], [-inf, 1.5, 3.0, inf, inf]), gold]
sides = ("two-sided", "less", "greater")

def exact_u(n, m):
    """How many orders of n + m different values have each U, in whole numbers."""
    table = {}
    for j in range(m + 1): table[0, j] = [1]
    for i in range(1, n + 1):
        table[i, 0] = [1]
        for j in range(1, m + 1):
            w = [0] * (i * j + 1)
            for u, c in enumerate(table[i - 1, j]): w[u + j] += c
            for u, c in enumerate(table[i, j - 1]): w[u] += c
            table[i, j] = w
    return table[n, m]
out["mannWhitney"] = []
for a, b in rankpairs:
    n, m = len(a), len(b)
    greater = sum(Fraction(int(x > y) * 2 + int(x == y), 2) for x in a for y in b)
    _, t = np.unique(np.array(a + b) + 0.0, return_counts=True); ties = sum(int(v) ** 3 - int(v) for v in t)
    N = n + m; var = F(n * m) / 12 * (N + 1 - F(ties) / (N * (N - 1)))
    row = dict(a=a, b=b, statistic=float(greater), ties=bool(ties))
    near(stats.mannwhitneyu(a, b).statistic, greater, 0)
    for name, u in (("less", n * m - greater), ("greater", greater)):
        for cc in (True, False):
            z = (F(u.numerator) / u.denominator - F(n * m) / 2 - (F(1) / 2 if cc else 0)) / mp.sqrt(var)
            row[f"{name}{'Corrected' if cc else 'Plain'}"] = float(nsf(z))
            near(stats.mannwhitneyu(a, b, alternative=name, method="asymptotic", use_continuity=cc).pvalue, nsf(z), 1e-9)
    if not ties and n * m <= 4096:
        w = exact_u(n, m); total = math.comb(N, n); u = int(greater)
        less, more = Fraction(sum(w[:u + 1]), total), Fraction(sum(w[u:]), total)
        row["exact"] = [float(min(1, 2 * min(less, more))), float(less), float(more)]
        for side, p in zip(sides, row["exact"]): near(stats.mannwhitneyu(a, b, alternative=side, method="exact").pvalue, p, 1e-9)
    out["mannWhitney"].append(row)

def midranks(values):
    v = np.array(values) + 0.0
    return [Fraction(int(np.sum(v < x)) * 2 + int(np.sum(v == x)) + 1, 2) for x in v]
def cvm_exact(n, m, target):
    """The share of orders with at least the rank sum U, all of them counted."""
    reach = Fraction(0)
    table = {(0, 0): {0: 1}}
    for u in range(n + 1):
        for v in range(m + 1):
            if (u, v) == (0, 0): continue
            cell = {}
            for w in ((u - 1, v), (u, v - 1)):
                for s, c in table.get(w, {}).items():
                    s += (m * u - n * v) ** 2; cell[s] = cell.get(s, 0) + c
            table[u, v] = cell
    # T = Σ (m·u − n·v)²/(n·m·(n + m)²) over all points of the path
    final = table[n, m]; assert sum(final.values()) == math.comb(n + m, n)
    return Fraction(sum(c for s, c in final.items() if Fraction(s, n * m * (n + m) ** 2) >= target), math.comb(n + m, n))
out["cramerVonMisesTest"] = []
for a, b in rankpairs:
    n, m = len(a), len(b); N = n + m
    sa, sb = sorted(a), sorted(b); r = midranks(sa + sb)
    U = n * sum((r[i] - i - 1) ** 2 for i in range(n)) + m * sum((r[n + j] - j - 1) ** 2 for j in range(m))
    T = U / (n * m * N) - Fraction(4 * n * m - 1, 6 * N)
    q = lambda v: F(v.numerator) / v.denominator
    # From the two distribution functions; the same number without ties
    count = lambda s, z: sum(x <= z for x in s)
    E = Fraction(n * m, N * N) * sum((Fraction(count(a, z), n) - Fraction(count(b, z), m)) ** 2 for z in a + b)
    mean = (1 + Fraction(1, N)) / 6
    var = Fraction((N + 1) * (4 * n * m * N - 3 * (n * n + m * m) - 2 * n * m), 45 * N * N * 4 * n * m)
    row = dict(a=a, b=b, statistic=float(E), midrank=float(T), ties=bool(len(set(np.array(a + b) + 0.0)) < N))
    assert row["ties"] or E == T
    for name, t in (("asymptotic", E), ("midrankP", T)):
        x = F(1) / 6 + (q(t) - q(mean)) / mp.sqrt(45 * q(var)) if var > 0 else F(0)
        row[name] = float(cvmsf(x)) if x > 0.0015 else 1.0
    if min(n, m) > 1:
        s = stats.cramervonmises_2samp(a, b, method="asymptotic"); assert abs(s.statistic - float(T)) < 1e-12 * max(1, abs(float(T)))
        assert abs(s.pvalue - row["midrankP"]) < 1e-9, (s.pvalue, row["midrankP"])
    if not row["ties"] and max(n, m) <= 20:
        row["exact"] = float(cvm_exact(n, m, T))
        if min(n, m) > 1: near(stats.cramervonmises_2samp(a, b, method="exact").pvalue, row["exact"], 1e-9)
    out["cramerVonMisesTest"].append(row)

import warnings
out["andersonDarlingTest"] = []
for a, b in rankpairs:
    n, m = len(a), len(b); N = n + m
    if N < 4: continue
    va, vb = np.array(a) + 0.0, np.array(b) + 0.0
    total = Fraction(0)
    for z in sorted(set(va) | set(vb)):
        fa, fb = int(np.sum(va == z)), int(np.sum(vb == z)); l = fa + fb
        B = Fraction(2 * int(np.sum(va < z) + np.sum(vb < z)) + l, 2); M = Fraction(2 * int(np.sum(va < z)) + fa, 2)
        total += Fraction(l, N) * (N * M - B * n) ** 2 / (B * (N - B) - Fraction(N * l, 4))
    A2 = Fraction(N - 1, N) * total * (Fraction(1, n) + Fraction(1, m))
    q = lambda v: F(v.numerator) / v.denominator
    H = Fraction(1, n) + Fraction(1, m)
    h = sum(Fraction(1, i) for i in range(1, N)); g = sum(Fraction(1, (N - i) * j) for i in range(1, N - 1) for j in range(i + 1, N)) if N < 70 else \
        Fraction(0)
    hq = sum(F(1) / i for i in range(1, N))
    if N < 70: gq = q(g)
    else:
        tail = [F(0)] * (N + 1)
        for j in range(N - 1, 0, -1): tail[j] = tail[j + 1] + F(1) / j
        gq = sum(tail[i + 1] / (N - i) for i in range(1, N - 1))
    Hq = q(H); k = 2
    a_ = (4 * gq - 6) * (k - 1) + (10 - 6 * gq) * Hq; b_ = (2 * gq - 4) * k * k + 8 * hq * k + (2 * gq - 14 * hq - 4) * Hq - 8 * hq + 4 * gq - 6
    c_ = (6 * hq + 2 * gq - 2) * k * k + (4 * hq - 4 * gq + 6) * k + (2 * hq - 6) * Hq + 4 * hq; d_ = (2 * hq + 6) * k * k - 4 * hq * k
    sd = mp.sqrt((a_ * N ** 3 + b_ * N ** 2 + c_ * N + d_) / ((N - 1) * (N - 2) * (N - 3)))
    T = (q(A2) - 1) / sd
    x = 1 + T * mp.sqrt(2 * (mp.pi ** 2 - 9) / 3)
    row = dict(a=a, b=b, statistic=float(A2), standardized=float(T), asymptotic=float(adsf(x)) if x > 0.03 else 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try: s = stats.anderson_ksamp([a, b], variant="midrank")
        except TypeError: s = stats.anderson_ksamp([a, b])
    assert abs(s.statistic - float(T)) < 1e-11 * max(1, abs(float(T))), (s.statistic, float(T))
    p = float(getattr(s, "pvalue", None)); row["interpolated"] = p
    out["andersonDarlingTest"].append(row)

def mean_var(v):
    m = sum(map(Fraction, v)) / len(v)
    return m, (sum((Fraction(x) - m) ** 2 for x in v) / (len(v) - 1) if len(v) > 1 else Fraction(0))
out["t"] = []
for a, b in pairs[2:] + [gold]:
    n, m = len(a), len(b); (ma, va), (mb, vb) = mean_var(a), mean_var(b); q = lambda v: F(v.numerator) / F(v.denominator)
    row = dict(a=a, b=b)
    for name in ("student", "welch"):
        if name == "student":
            df = F(n + m - 2); se = mp.sqrt(q((va * (n - 1) + vb * (m - 1)) / (n + m - 2) * (Fraction(1, n) + Fraction(1, m))))
        else:
            x, y = va / n, vb / m; df = q((x + y) ** 2 / (x * x / (n - 1) + y * y / (m - 1))); se = mp.sqrt(q(x + y))
        t = q(ma - mb) / se; p = student(t, df)
        row[name] = [float(t), float(df), float(2 * min(p, 1 - p)) if mp.fabs(t) < 8 else float(2 * student(mp.fabs(t), df)), float(student(-t, df)), float(p)]
        if abs(ma) < 1e6 and va > 1e-300: near(stats.ttest_ind(a, b, equal_var=name == "student").statistic, t, 1e-9)
    out["t"].append(row)

out["brownForsythe"] = []
for a, b in pairs[3:13] + [gold]:
    s = stats.levene(a, b, center="median")
    out["brownForsythe"].append(dict(a=a, b=b, statistic=float(s.statistic), p=float(s.pvalue)))

out["eppsSingleton"] = []
for a, b in [p for p in pairs[4:12] if len(p[0]) >= 5] + [gold]:
    # From its definition: the covariance may be near to singular, which costs SciPy's W some of its digits
    n, m = len(a), len(b); N = n + m; v = sorted(map(Fraction, a + b))
    def quartile(k): h = Fraction((N - 1) * k, 4); i = int(h); return v[i] + (h - i) * (v[min(i + 1, N - 1)] - v[i])
    unit = (quartile(3) - quartile(1)) / 2; unit = F(unit.numerator) / F(unit.denominator)
    def features(x):
        G = [[g(F(t) / unit * F(y)) for y in x] for g, t in ((mp.cos, "0.4"), (mp.cos, "0.8"), (mp.sin, "0.4"), (mp.sin, "0.8"))]
        M = [sum(g) / len(x) for g in G]
        return M, mp.matrix([[sum((p - M[i]) * (q - M[j]) for p, q in zip(G[i], G[j])) / len(x) for j in range(4)] for i in range(4)])
    (ma, ca), (mb, cb) = features(a), features(b); d = mp.matrix([p - q for p, q in zip(ma, mb)])
    W = N * (d.T * mp.lu_solve(ca * (F(N) / n) + cb * (F(N) / m), d))[0]
    if max(n, m) < 25: W /= 1 + F(N) ** F("-0.45") + F("10.1") * (F(n) ** F("-1.7") + F(m) ** F("-1.7"))
    near(stats.epps_singleton_2samp(a, b).statistic, W, 1e-9)
    out["eppsSingleton"].append(dict(a=a, b=b, statistic=float(W), p=float(mp.gammainc(2, W / 2, mp.inf, regularized=True))))

# Tables --------------------------------------------------------------------------------------------------------------
out["tables"] = []
for a, n, b, m in [(1, 2, 1, 3), (3, 10, 8, 10), (0, 5, 5, 5), (0, 7, 0, 9), (5, 5, 9, 9), (0, 4, 3, 11), (167, 500, 100, 400), (12, 1000, 40, 900), (250, 500, 1, 400), (1200, 1500, 900, 1400), (7, 12, 5, 9)]:
    lo, w = hyper(n + m, n, a + b); total = sum(w); i = a - lo
    fisher = [Fraction(sum(x for x in w if x <= w[i]), total), Fraction(sum(w[:i + 1]), total), Fraction(sum(w[i:]), total)]
    fisher = [float(F(x.numerator) / F(x.denominator)) for x in fisher]
    for side, p in zip(sides, fisher):
        if p > 1e-290: near(stats.fisher_exact([[a, n - a], [b, m - b]], alternative=side).pvalue, p, 1e-9)
    s, r = a + b, n + m - a - b
    z = F(a * m - b * n) / mp.sqrt(F(s) * r * n * m / (n + m)) if s and r else F(0)
    proportion = [float(2 * nsf(mp.fabs(z))), float(nsf(-z)), float(nsf(z))]
    out["tables"].append(dict(counts=[a, n, b, m], fisher=fisher, z=float(z), proportion=proportion))
    if s and r: near(stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False).statistic, z * z, 1e-9)

out["gTest"] = []
for a, b in [([10, 20, 30], [20, 20, 20]), ([166, 84, 167, 83], [160, 80, 80, 80]), ([166, 84, 167, 83, 0], [160, 40, 80, 80, 40]), ([5, 7], [9, 1]), ([1000000, 3], [999000, 1003]), ([500000, 500001], [500001, 500000])]:
    N = sum(a) + sum(b); G = 2 * sum(F(c) * mp.log(F(c) * N / ((x + y) * sum(side))) for x, y in zip(a, b) for c, side in ((x, a), (y, b)) if c)
    df = len(a) - 1
    s = stats.chi2_contingency([a, b], correction=False, lambda_="log-likelihood"); assert abs(s.statistic - float(G)) < 1e-8 * max(1, float(G))
    out["gTest"].append(dict(a=a, b=b, statistic=float(G), p=float(mp.gammainc(F(df) / 2, G / 2, mp.inf, regularized=True))))

# Paired --------------------------------------------------------------------------------------------------------------
out["mcNemar"] = []
for b, c in [(0, 0), (1, 0), (0, 6), (3, 3), (4, 9), (59, 6), (121, 59), (1000, 900), (5000, 2000), (100000, 100400)]:
    n = b + c
    def low(k): return F(sum(math.comb(n, j) for j in range(k + 1))) / F(2) ** n if n < 3000 else betas(0.5, n - k, k + 1)[0]
    exact = [float(min(F(1), 2 * min(low(b), low(c)))), float(low(b)), float(low(c))]
    chi = [F(max(0, abs(b - c) - k)) ** 2 / n if n else F(0) for k in (1, 0)]
    out["mcNemar"].append(dict(b=b, c=c, exact=exact, chi=[float(x) for x in chi], asymptotic=[float(mp.erfc(mp.sqrt(x / 2))) for x in chi]))

out["wilcoxon"] = []
normal = rng.standard_normal(60)
for d in [[1.0], [-1.0, 2.0], [3.0, 1.0, -2.0], f(rng.standard_normal(12) + 0.4), f(rng.standard_normal(50) + 0.5), f(normal), f(rng.integers(-3, 6, 40)), f(rng.integers(-4, 5, 14)),
          [0.0, -0.0, 1.5, -2.5, 3.5, 4.5, 4.5, -6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 0.5], [-inf, 2.0, 3.0, inf, 5.0, -1.0, 0.5, 7.0, 8.0, 9.0, 11.0, 12.0, 13.0, 14.5, 0.1]]:
    row = dict(d=d)
    for name in ("wilcox", "pratt", "zsplit"):
        kept = [x for x in d if x != 0] if name == "wilcox" else d
        if not kept: continue
        zeros = sum(x == 0 for x in kept); r = midranks([abs(x) for x in kept])
        plus = sum(x for x, v in zip(r, kept) if v > 0); minus = sum(x for x, v in zip(r, kept) if v < 0)
        if name == "zsplit": half = Fraction(zeros * (zeros + 1), 4); plus += half; minus += half
        n = len(kept); _, t = np.unique(np.abs([x for x in kept if name != "pratt" or x != 0]), return_counts=True)
        var = Fraction(n * (n + 1) * (2 * n + 1) - (zeros * (zeros + 1) * (2 * zeros + 1) if name == "pratt" else 0)) - Fraction(sum(int(v) ** 3 - int(v) for v in t), 2)
        mean = Fraction(n * (n + 1) - (zeros * (zeros + 1) if name == "pratt" else 0), 4)
        q = lambda v: F(v.numerator) / v.denominator
        z = q(plus - mean) / mp.sqrt(q(var) / 24)
        p = [float(2 * nsf(mp.fabs(z))), float(nsf(-z)), float(nsf(z))]
        row[name] = dict(plus=float(plus), minus=float(minus), asymptotic=p)
        for side, v in zip(sides, p):
            if all(map(math.isfinite, d)): near(stats.wilcoxon(d, zero_method=name, alternative=side, method="asymptotic", correction=False).pvalue, v, 1e-9)
    absolute = [abs(x) for x in d]
    if len(set(absolute)) == len(d) and 0 not in absolute and len(d) <= 60:
        w = [1]
        for k in range(1, len(d) + 1):
            v = w + [0] * k
            for s, c in enumerate(w): v[s + k] += c
            w = v
        plus = int(row["wilcox"]["plus"]); total = 2 ** len(d)
        less, more = Fraction(sum(w[:plus + 1]), total), Fraction(sum(w[plus:]), total)
        row["exact"] = [float(min(1, 2 * min(less, more))), float(less), float(more)]
        if len(d) <= 50 and all(map(math.isfinite, d)):
            for side, v in zip(sides, row["exact"]): near(stats.wilcoxon(d, alternative=side, method="exact").pvalue, v, 1e-9)
    out["wilcoxon"].append(row)

# Permutations: all divisions counted ---------------------------------------------------------------------------------
out["permutation"] = []
for a, b in [([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]), ([0.1, 0.2, 0.3, 0.7], [0.3, 0.6, 0.9]), (f(rng.standard_normal(6)), f(rng.standard_normal(7) + 1))]:
    v = list(map(Fraction, a + b)); n = len(a); m = len(b)
    stat = lambda s: abs(sum(v[i] for i in s) / n - (sum(v) - sum(v[i] for i in s)) / m)
    found = stat(range(n)); all_ = [stat(s) for s in itertools.combinations(range(n + m), n)]
    out["permutation"].append(dict(a=a, b=b, statistic=float(found), p=sum(float(x) >= float(found) * (1 - 1e-12) for x in all_) / len(all_)))

# The exact Kolmogorov-Smirnov p-value of large samples: i/1501 against j/1400 + shift, lattice paths in whole numbers ----
out["kolmogorovSmirnovLarge"] = []
for shift in ("0.025", "0.1", "0.3"):
    n, m = 1501, 1400
    a = [i / n for i in range(n)]; b = [j / m + float(shift) for j in range(m)]
    events = sorted([(x, 0) for x in a] + [(y, 1) for y in b]); i = j = reach = 0
    assert len(set(a + b)) == n + m
    for _, side in events:
        i, j = i + (side == 0), j + (side == 1); reach = max(reach, abs(i * m - j * n))
    line = [1 if j * n < reach else 0 for j in range(m + 1)]
    for i in range(1, n + 1):
        for j in range(m + 1):
            line[j] = 0 if abs(i * m - j * n) >= reach else line[j] + (line[j - 1] if j else 0)
    p = F(math.comb(n + m, n) - line[m]) / math.comb(n + m, n)
    out["kolmogorovSmirnovLarge"].append([float(shift), reach, float(p)])
    near(stats.ks_2samp(a, b, method="exact").pvalue, p, 1e-7)

def clean(v):
    if isinstance(v, dict): return {k: clean(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)): return [clean(x) for x in v]
    if isinstance(v, (bool, np.bool_)): return bool(v)
    if isinstance(v, (int, np.integer)): return int(v)
    if isinstance(v, (float, np.floating)):
        v = float(v)
        return v if math.isfinite(v) else ("inf" if v > 0 else "-inf" if v < 0 else "nan")
    return v
with open(f"{HERE}/tests.json", "w") as file:
    file.write("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(clean(v), separators=(',', ':'))}" for k, v in out.items()) + "\n}\n")
