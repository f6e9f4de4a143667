"""How long the ufuncs take beside `np.exp`, and beside the same slices without NumPy: `python bench_ufunc.py`.

`_softplus.apply` on one core is the crate's slice function over an address, so that its ratio is what NumPy and the
loop add. Samples of all rivals are taken in turn, so that what disturbs the machine disturbs all; medians. The last
table is one call with one Python number.
"""

import time
from functools import partial
from statistics import median

import numpy as np
import softplus
from softplus import _softplus

ROUNDS = 101
NAMES = ("softplus", "sigmoid", "log_sigmoid", "softplus_inverse", "log1mexp", "mish")


def in_turn(rivals, calls):
    """The median time of a call of each, in nanoseconds."""
    times = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        for name, call in rivals.items():
            call()  # warm
            start = time.perf_counter_ns()
            for _ in range(calls):
                call()
            times[name].append((time.perf_counter_ns() - start) / calls)
    return {name: median(samples) for name, samples in times.items()}


def arrays():
    """One line for each function, type and size: nanoseconds per element, and the goal for the ratio."""
    print(f"{'function':16} {'dtype':8} {'elements':>9} {'ufunc':>7} {'slice':>7} {'np.exp':>7}  ufunc/slice")
    for name in NAMES:
        for dtype in ("float32", "float64"):
            for size in (10**4, 10**5, 10**6):
                xs = np.random.default_rng(1).normal(0, 4, size).astype(dtype)
                xs = abs(xs) if name in ("softplus_inverse", "log1mexp") else xs
                out = np.empty_like(xs)
                rivals = {
                    "ufunc": partial(getattr(softplus, name), xs, out=out),
                    "slice": partial(
                        _softplus.apply, name, dtype, [xs.ctypes.data], [], out.ctypes.data, size, threads=1
                    ),
                    "np.exp": partial(np.exp, xs, out=out),
                }
                with np.errstate(over="ignore"):
                    ns = {rival: t / size for rival, t in in_turn(rivals, max(1, 10**5 // size)).items()}
                ratio = ns["ufunc"] / ns["slice"]
                verdict = "" if ratio <= 1.1 else "  above 1.1"
                row = f"{ns['ufunc']:7.3f} {ns['slice']:7.3f} {ns['np.exp']:7.3f}  {ratio:.3f}{verdict}"
                print(f"{name:16} {dtype:8} {size:9} {row}", flush=True)


def numbers():
    """One call with one Python number, beside `np.exp`."""
    print(f"\n{'one number':16} {'ns':>6}  of np.exp's")
    rivals = {name: partial(getattr(softplus, name), 0.75) for name in NAMES}
    ns = in_turn({"np.exp": partial(np.exp, 0.75), **rivals}, 2000)
    for name, t in ns.items():
        ratio = t / ns["np.exp"]
        print(f"{name:16} {t:6.0f}  {ratio:.3f}{'' if ratio <= 1.2 else '  above 1.2'}")


if __name__ == "__main__":
    arrays()
    numbers()
