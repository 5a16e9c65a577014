"""How often a bound of the difference of two proportions lies beyond the true difference, by full enumeration.

Prints, in units of alpha, the worst case over shares from 1e-5 to 1/2 for Newcombe's interval and for the same
construction from Clopper-Pearson bounds. Needs numpy and scipy; takes about a minute.
"""
import numpy as np
from scipy.stats import beta, binom, norm

def wilson(x, n, z):
    p = x / n
    center = (p + z * z / 2 / n) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    return center - half, center + half

def clopper_pearson(x, n, a):
    return np.where(x > 0, beta.ppf(a / 2, x, n - x + 1), 0), np.where(x < n, beta.ppf(1 - a / 2, x + 1, n - x), 1)

def furthest(first, second, p1, p2):
    (l1, u1), (l2, u2) = [v[:, None] for v in first], [v[None] for v in second]
    d = p2 - p1
    lower = d - np.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
    upper = d + np.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
    return np.maximum(np.maximum(lower, -upper), 0)

for alpha in (0.005, 5e-4, 1.25e-5):
    z = norm.isf(alpha / 2)
    for n, m in ((1000, 100), (1000, 1000), (200, 200), (5000, 50)):
        x1, x2 = np.arange(n + 1), np.arange(m + 1)
        p1, p2 = (x1 / n)[:, None], (x2 / m)[None]
        bounds = [furthest(wilson(x1, n, z), wilson(x2, m, z), p1, p2),
                  furthest(clopper_pearson(x1, n, alpha), clopper_pearson(x2, m, alpha), p1, p2)]
        for theta in (0, 0.001, 0.01, 0.1):
            worst = [0.0, 0.0]
            for p in np.geomspace(1e-5, 0.5, 40):
                for a, b in ((p, p + theta), (p + theta, p)):
                    weight = binom.pmf(x1, n, a)[:, None] * binom.pmf(x2, m, b)[None]
                    worst = [max(w, weight[bound > theta].sum()) for w, bound in zip(worst, bounds)]
            print(alpha, n, m, theta, *("%.2f" % (w / alpha) for w in worst), flush=True)
