"""The inputs, the same for every rival."""

from pathlib import Path

import numpy as np
from native import DTYPES

SIZES = [16, 1000, 10_000, 1_000_000, 16_000_000]
KINDS = {
    "normal": "normally distributed, mean 0, standard deviation 4",
    "uniform": "uniform over -20 to 20",
    "tail": "uniform where results are subnormal or tiny: f32 -104 to -87, f64 -745 to -708, f16 -17 to -9.7, bf16 -93 to -87",
    "hard": "the inputs whose exact results lie nearest to a rounding boundary (f64: the committed cases), repeated",
}
TAILS = {"f32": (-104, -87), "f64": (-745, -708), "f16": (-17, -9.7), "bf16": (-93, -87)}
CASES = Path(__file__).parents[2] / "crates/softplus-oracle/cases/softplus.f64"


def make(native, dtype, kind, size):
    """An array of inputs; the same one each time."""
    generator = np.random.default_rng(48235)
    if kind == "hard":
        return hard_doubles(size) if dtype == "f64" else native.hard(dtype, size)
    if kind == "normal":
        x = generator.normal(0, 4, size)
    else:
        low, high = (-20, 20) if kind == "uniform" else TAILS[dtype]
        x = generator.uniform(low, high, size)
    return x.astype(DTYPES[dtype])


def hard_doubles(size):
    """The oracle's hardest f64 inputs, which its search found."""
    lines = [line for line in CASES.read_text().splitlines() if line and not line.startswith("#")]
    cases = np.array([int(line.split()[0], 16) for line in lines], np.uint64).view(np.float64)
    return cases[np.arange(size) * 7919 % len(cases)]
