"""How often levels that a sample must miss are taken for new ones, when nothing drifted.

usage: python simulate_new_levels.py        (NumPy and SciPy; some minutes)

Both samples come from one distribution over k levels. A row is new when its level does not occur in the reference. By
Good and Turing, the share of the reference's rows whose level occurs once (n1/n) is what to expect. The bound is the
square-and-add of Clopper-Pearson bounds of both shares at significance alpha. "n" takes n1 for a binomial count of n rows;
"n*n1/(n1+2*n2)" reduces the size by the variance of Good and Turing's estimate (Esty, 1983), which is what the rule does.
Printed: the frequency of a lower bound above 0, as a multiple of alpha (for each of the two sizes), and the frequency of one
above the default limit 0.05.
"""
import numpy as np
from scipy.stats import beta

random = np.random.default_rng(5)
ALPHAS = (0.1, 0.01, 0.002)


def clopper_pearson(successes, size, alpha):
    lower = np.where(successes <= 0, 0, beta.ppf(alpha / 2, successes, size - successes + 1))
    upper = np.where(successes >= size, 1, beta.ppf(1 - alpha / 2, successes + 1, size - successes))
    return np.nan_to_num(lower, nan=0.0), np.nan_to_num(upper, nan=1.0)


def simulate(shares, n, m, runs):
    reference = random.multinomial(n, shares, runs)
    current = random.multinomial(m, shares, runs)
    new = ((reference == 0) * current).sum(1)
    once, twice = (reference == 1).sum(1), (reference == 2).sum(1)
    found = []
    for size in (np.full(runs, float(n)), n * np.maximum(once, 1) / (np.maximum(once, 1) + 2 * twice)):
        for alpha in ALPHAS:
            _, upper = clopper_pearson(once / n * size, size, alpha)
            lower, _ = clopper_pearson(new, m, alpha)
            bound = (new / m - once / n) - np.hypot(new / m - lower, upper - once / n)
            found.append((np.mean(bound > 0) / alpha, np.mean(bound > 0.05)))
    return new.mean() / m, found


def zipf(levels, exponent=1.0):
    return 1 / np.arange(1, levels + 1) ** exponent


print("| levels | n x m | new rows | " + " | ".join(f"{s}, {a}" for s in ("n", "n*n1/(n1+2*n2)") for a in ALPHAS) + " |")
print("|" + " --- |" * 9)
for name, weights in (
    ("20 equal", np.ones(20)), ("200 equal", np.ones(200)), ("50 Zipf", zipf(50)), ("500 Zipf", zipf(500)),
    ("5,000 Zipf", zipf(5000)), ("500 Zipf squared", zipf(500, 2.0)),
):
    shares = weights / weights.sum()
    for n, m in ((100, 100), (1000, 100), (100, 1000), (1000, 1000), (1000, 10000)):
        new, found = simulate(shares, n, m, 20000 if len(shares) <= 500 and n + m <= 2000 else 4000)
        cells = " | ".join(f"{ratio:.2f} ({above:.4f})" for ratio, above in found)
        print(f"| {name} | {n:,} x {m:,} | {new:.3f} | {cells} |", flush=True)
