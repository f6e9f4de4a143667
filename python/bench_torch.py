"""Times `softplus.torch.softplus` beside `torch.nn.functional.softplus`, forward and backward, float32 on the CPU.

    python bench_torch.py [rounds]

The calls take turns; each time is the median of the rounds, and each ratio the median of the rounds' ratios.
"""

import statistics
import sys
import time

import torch
from softplus.torch import softplus as ours
from torch.nn.functional import softplus as theirs

SIZES = (1, 100, 10**4, 10**5, 10**6)


def main():
    """Prints one line for each number of threads, size and direction."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads by default; µs per call")
    print("threads     size  direction       ours   theirs  ours/theirs")
    for threads in sorted({1, torch.get_num_threads()}):
        torch.set_num_threads(threads)
        for size in SIZES:
            for direction, calls in directions(torch.randn(size) * 4).items():
                mine, other, ratio = race(*calls, rounds, max(1, 10**4 // size))
                print(f"{threads:7}{size:9}  {direction:9}{mine:11.2f}{other:9.2f}{ratio:13.3f}", flush=True)


def directions(x):
    """What is timed: for each direction, one call of each library."""
    leaf = x.clone().requires_grad_()
    grad = torch.randn_like(x)

    def backward(function):
        y = function(leaf)
        return lambda: torch.autograd.grad(y, leaf, grad, retain_graph=True)

    return {
        "inference": (lambda: ours(x), lambda: theirs(x)),
        "forward": (lambda: ours(leaf), lambda: theirs(leaf)),
        "backward": (backward(ours), backward(theirs)),
    }


def race(first, second, rounds, repeats):
    """Microseconds per call of either, and the ratio."""
    times = ([], [])
    for _ in range(rounds):
        for call, seconds in zip((first, second), times, strict=True):
            call()
            start = time.perf_counter()
            for _ in range(repeats):
                call()
            seconds.append((time.perf_counter() - start) / repeats * 1e6)
    return *map(statistics.median, times), statistics.median(a / b for a, b in zip(*times, strict=True))


if __name__ == "__main__":
    main()
