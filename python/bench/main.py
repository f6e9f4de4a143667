"""Times the package beside NumPy's np.exp and PyTorch's softplus: `cargo xtask bench --section python`.

The calls of a comparison take turns, so that what disturbs the machine disturbs all; each time is the median of its
samples. The results are one JSON object on the standard output; progress goes to the standard error stream.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import softplus
import torch
from softplus import _softplus
from softplus.torch import softplus as torch_softplus
from torch.nn.functional import softplus as theirs

sys.path.insert(0, str(Path(__file__).parents[2] / "bench/harness"))
import machine
import measure

ROUNDS = 101
SIZES = (10**4, 10**5, 10**6)
DTYPES = ("float32", "float64")
NAMES = ("softplus", "sigmoid", "log_sigmoid", "softplus_inverse", "log1mexp", "mish")


def main():
    """Measures everything."""
    levels = [_softplus.level]
    results = {
        "machine": machine.describe(levels),
        "date": machine.now(),
        "commit": machine.commit(),
        "versions": {name: machine.versions()[name] for name in ("Python", "numpy", "torch", "rustc")},
        "arrays": list(arrays()),
        "numbers": numbers(),
        "torch": list(in_torch()),
    }
    json.dump(results, sys.stdout, indent=1)


def in_turn(calls, repeats):
    """The median time of each call, in nanoseconds."""
    samples = {name: [] for name in calls}
    for number in range(ROUNDS):
        if number % 10 == 0:
            measure.load_libraries()
        for name, call in calls.items():
            call()  # warm
            start = time.perf_counter_ns()
            for _ in range(repeats):
                call()
            samples[name].append((time.perf_counter_ns() - start) / repeats)
    return {name: median(times) for name, times in samples.items()}


def arrays():
    """The ufuncs; the crate's slice function over the same memory, on one core; and np.exp. Nanoseconds per element."""
    for name in NAMES:
        for dtype in DTYPES:
            for size in SIZES:
                progress(name, dtype, size)
                xs = np.random.default_rng(1).normal(0, 4, size).astype(dtype)
                xs = abs(xs) if name in ("softplus_inverse", "log1mexp") else xs
                out = np.empty_like(xs)
                place = ([xs.ctypes.data], [], out.ctypes.data, size)
                calls = {
                    "ufunc": partial(getattr(softplus, name), xs, out=out),
                    "slice": partial(_softplus.apply, name, dtype, *place, threads=1),
                    "exp": partial(np.exp, xs, out=out),
                }
                with np.errstate(over="ignore"):
                    times = in_turn(calls, max(1, 10**5 // size))
                yield {"function": name, "dtype": dtype, "size": size} | {k: t / size for k, t in times.items()}


def numbers():
    """One call with one Python number, in nanoseconds."""
    progress("one number")
    calls = {name: partial(getattr(softplus, name), 0.75) for name in NAMES}
    return in_turn({"np.exp": partial(np.exp, 0.75)} | calls, 2000)


def in_torch():
    """`softplus.torch.softplus` and `torch.nn.functional.softplus`, in microseconds per call."""
    for threads in sorted({1, torch.get_num_threads()}):
        torch.set_num_threads(threads)
        for dtype in DTYPES:
            for size in SIZES:
                progress("torch", threads, dtype, size)
                x = torch.randn(size, dtype=getattr(torch, dtype), generator=torch.Generator().manual_seed(1)) * 4
                for direction, calls in directions(x).items():
                    times = in_turn(calls, max(1, 10**5 // size))
                    cell = {"threads": threads, "dtype": dtype, "size": size, "direction": direction}
                    yield cell | {name: t / 1000 for name, t in times.items()}


def directions(x):
    """What is timed: for each direction, a call of each."""
    leaf = x.clone().requires_grad_()
    grad = torch.randn_like(x)

    def backward(function):
        y = function(leaf)
        return lambda: torch.autograd.grad(y, leaf, grad, retain_graph=True)

    def both(function):
        return lambda: torch.autograd.grad(function(leaf), leaf, grad)

    ways = {"forward": lambda f: partial(f, leaf), "backward": backward, "forward and backward": both}
    return {name: {"ours": way(torch_softplus), "theirs": way(theirs)} for name, way in ways.items()}


def progress(*words):
    """A line of what is measured now."""
    print(*words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
