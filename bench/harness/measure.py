"""Times and errors."""

import time

import numpy as np

# One sample lasts at least this long, so that the clock and the loop do not count.
SAMPLE_NS = 200_000


class Timed:
    """One rival at work on one array."""

    def __init__(self, name, run, before=None):
        self.name, self.run, self.before = name, run, before or (lambda: None)
        self.before()
        self.run()
        start = time.perf_counter_ns()
        self.run()
        self.repeats = max(1, SAMPLE_NS // max(1, time.perf_counter_ns() - start))
        self.samples = []

    def sample(self):
        """One more time, in nanoseconds for one call."""
        self.before()
        start = time.perf_counter_ns()
        for _ in range(self.repeats):
            self.run()
        self.samples.append((time.perf_counter_ns() - start) / self.repeats)

    def summary(self, elements):
        """Nanoseconds per element, and the spread: the middle half of the samples against their median."""
        first, median, third = np.percentile(self.samples, [25, 50, 75])
        return {
            "minimum": round(min(self.samples) / elements, 5),
            "median": round(float(median) / elements, 5),
            "spread": round(float((third - first) / median), 3),
            "samples": len(self.samples),
        }


def interleaved(timed, rounds, budget_s):
    """Samples of all rivals in turn, so that what disturbs the machine disturbs all of them."""
    start = time.perf_counter()
    for number in range(rounds):
        for rival in timed:
            rival.sample()
        if number >= 4 and time.perf_counter() - start > budget_s:
            break


def error(ours, theirs):
    """Their largest error in units of the last place against ours, and the share of results that differ.

    NaN counts as equal to NaN only; a NaN or an infinity where there is none is an infinite error.
    """
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if theirs.dtype != ours.dtype:
        raise TypeError(f"results are {theirs.dtype}")
    wrong = ~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs)))
    if not wrong.any():
        return {"max_ulp": 0, "differing": 0.0}
    a, b = ours[wrong], theirs[wrong]
    broken = bool((~np.isfinite(b.astype(np.float64)) | ~np.isfinite(a.astype(np.float64))).any())
    distance = np.abs(order(a) - order(b)).max()
    share = float(wrong.mean())
    return {"max_ulp": "inf" if broken else int(distance), "differing": float(f"{share:.3g}")}


def order(x):
    """Integers in the order of the numbers, neighbours one apart; exact for differences below 2^53."""
    bits = x.view(np.dtype(f"i{x.itemsize}")).astype(np.int64)
    lowest = np.int64(-1) << np.int64(8 * x.itemsize - 1)
    return np.where(bits < 0, lowest - bits, bits)
