"""Times and errors."""

import ctypes
import random
import time
from pathlib import Path

import numpy as np

# One sample lasts at least this long, so that the clock and the loop do not count.
SAMPLE_NS = 200_000
# A call that takes less than this runs once, untimed, before each sample: what another rival left in the caches, or
# took out of them, does not count.
WARM_UP_NS = 5_000_000
# From Linux's mman.h.
MADV_POPULATE_READ = 22
# Seconds for which pages that were read count as used.
RELOAD_S = 0.5
# No page is smaller.
PAGE = 4096


class Timed:
    """One rival at work on one array."""

    def __init__(self, key, run, before=None):
        self.key, self.run, self.before = key, run, before or (lambda: None)
        self.before()
        self.run()
        start = time.perf_counter_ns()
        self.run()
        self.call_ns = max(1, time.perf_counter_ns() - start)
        self.repeats = max(1, SAMPLE_NS // self.call_ns)
        self.samples, self.parallel = [], []

    def sample(self, settle):
        """One more time, in nanoseconds for one call; where threads must settle, also how many worked at once."""
        self.before()
        if self.call_ns < WARM_UP_NS:
            self.run()
        used, start = time.process_time_ns(), time.perf_counter_ns()
        for _ in range(self.repeats):
            self.run()
        taken = time.perf_counter_ns() - start
        self.samples.append(taken / self.repeats)
        if settle:
            self.parallel.append((time.process_time_ns() - used) / taken)
            wait_for_idle_threads()

    def summary(self, elements):
        """Nanoseconds per element, and the spread: the middle half of the samples against their median."""
        first, median, third = np.percentile(self.samples, [25, 50, 75])
        found = {
            "rival": self.key,
            "median": significant(median / elements),
            "minimum": significant(min(self.samples) / elements),
            "spread": round(float((third - first) / median), 3),
            "samples": len(self.samples),
        }
        return found | {"parallel": round(float(np.median(self.parallel)), 2)} if self.parallel else found


def significant(number):
    """Four significant digits."""
    return float(f"{number:.4g}")


def wait_for_idle_threads(limit_s=0.5):
    """Waits until no thread of this process computes.

    OpenMP's and other pools' threads spin for up to 0.2 s after their work, which would take time from the next rival.
    """
    end = time.perf_counter() + limit_s
    while time.perf_counter() < end:
        before = time.process_time_ns()
        time.sleep(0.002)
        if time.process_time_ns() - before < 300_000:
            return


def interleaved(timed, rounds, budget_s, settle):
    """Samples of all rivals in turn, in another order each round, so that what disturbs the machine disturbs all."""
    order = random.Random(48235)
    start = time.perf_counter()
    loaded = float("-inf")
    for number in range(rounds):
        if time.perf_counter() - loaded > RELOAD_S:
            load_libraries()
            loaded = time.perf_counter()
        for rival in order.sample(timed, len(timed)):
            rival.sample(settle)
        if number >= 4 and time.perf_counter() - start > budget_s:
            break


def load_libraries():
    """Reads one byte of all pages of the libraries' code and constants (Linux; elsewhere nothing).

    Some kernels read a constant under a mask that is nearly always empty. While the constant's page is not in memory,
    or not marked as used, each such read is slow (on AMD some 300 cycles), and as an empty mask raises no page fault
    and marks nothing, that stays so: PyTorch's f32 softplus then takes 6.5 ns instead of 1.5. Systems that look for
    idle pages take the marks away again, so that this belongs before every measurement.
    """
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
        madvise = ctypes.CDLL(None).madvise
    except (OSError, AttributeError):
        return
    for line in lines:
        if ".so" in line and " r" in line and " rw" not in line and "nvidia" not in line and "cuda" not in line:
            first, last = (int(number, 16) for number in line.split()[0].split("-"))
            # A page that cannot be had would end the process when it is read.
            if madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), MADV_POPULATE_READ) == 0:
                mapped = (ctypes.c_ubyte * (last - first)).from_address(first)
                np.ctypeslib.as_array(mapped)[::PAGE].max()


def working_threads(run, times=3):
    """How many threads of this process used the processor while `run` ran; None where the system does not tell."""
    before = thread_times()
    for _ in range(times):
        run()
    after = thread_times()
    if before is None or after is None:
        return None
    used = [after[thread] - before.get(thread, 0) for thread in after]
    return sum(time_ns > 0.05 * sum(used) for time_ns in used)


def thread_times():
    """Processor time of each thread of this process, in nanoseconds, or None."""
    folder = Path("/proc/self/task")
    try:
        return {thread.name: int((thread / "schedstat").read_text().split()[0]) for thread in folder.iterdir()}
    except (OSError, ValueError, IndexError):
        return None


def error(ours, theirs, x):
    """Their largest error against ours, the share of results that differ, and the input of the largest error.

    The error counts the representable numbers from the right result to theirs: units in the last place. NaN is right
    only where ours is NaN; a NaN or an infinity where ours is finite is reported by that name.
    """
    theirs = np.asarray(theirs)
    if theirs.dtype != ours.dtype:
        raise TypeError(f"its results are {theirs.dtype}")
    wrong = np.flatnonzero(~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))))
    found = {"max_ulp": 0, "misrounded": float(f"{wrong.size / ours.size:.4g}")}
    if not wrong.size:
        return found
    a, b = ours[wrong].astype(np.float64), theirs[wrong].astype(np.float64)
    distance = ulps(ours[wrong], theirs[wrong])
    worst = int(distance.argmax())
    found["max_ulp"] = int(distance[worst])
    for name, broken in (("inf", np.isinf(b) & ~np.isinf(a)), ("NaN", np.isnan(b))):
        if broken.any():
            # Of these, the one nearest to zero: where it begins.
            places = np.flatnonzero(broken)
            worst = int(places[np.abs(x[wrong][places].astype(np.float64)).argmin()])
            found["max_ulp"] = name
    return found | {"at": float(x[wrong][worst])}


def ulps(a, b):
    """How many representable numbers lie from one to the other, exactly."""
    a, b = order(a), order(b)
    return np.where(a > b, a - b, b - a)


def order(x):
    """Unsigned integers in the order of the numbers, neighbours one apart; both zeros are the same."""
    bits = x.view(np.dtype(f"u{x.itemsize}")).astype(np.uint64)
    sign = np.uint64(1) << np.uint64(8 * x.itemsize - 1)
    return np.where(bits & sign, sign - (bits & (sign - np.uint64(1))), bits + sign)
