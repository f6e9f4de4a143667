"""Times `softplus.torch.softplus` beside `torch.nn.functional.softplus`, forward and backward, float32 on the CPU.

    python bench_torch.py [rounds]

The calls take turns; each time is the shortest of the rounds, which other programs disturb least.
"""

import sys
import time

import torch
from softplus.torch import softplus as ours
from torch.nn.functional import softplus as theirs

SIZES = (1, 100, 10**4, 10**5, 10**6)


def main():
    """Prints one line for each number of threads, size and direction."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads by default; µs per call")
    print("threads     size  direction       ours   theirs  ours/theirs")
    for threads in sorted({1, torch.get_num_threads()}):
        torch.set_num_threads(threads)
        for size in SIZES:
            for direction, calls in directions(torch.randn(size) * 4).items():
                mine, other = race(calls, rounds, max(1, 10**4 // size))
                print(f"{threads:7}{size:9}  {direction:9}{mine:11.2f}{other:9.2f}{mine / other:13.3f}", flush=True)


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


def race(calls, rounds, repeats):
    """Microseconds per call of either."""
    shortest = [float("inf")] * len(calls)
    for _ in range(rounds):
        for i, call in enumerate(calls):
            call()
            start = time.perf_counter()
            for _ in range(repeats):
                call()
            shortest[i] = min(shortest[i], (time.perf_counter() - start) / repeats * 1e6)
    return shortest


if __name__ == "__main__":
    main()
