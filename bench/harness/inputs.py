"""The inputs, the same for every rival."""

from pathlib import Path

import numpy as np
from native import DTYPES

SIZES = [16, 1000, 10_000, 1_000_000, 16_000_000]
KINDS = {
    "normal": "normally distributed, mean 0, standard deviation 4",
    "uniform": "uniform over -20 to 20",
    "tail": "uniform where every result is subnormal: f32 -103.9 to -87.4, f64 -745.1 to -708.5, f16 -17.3 to -9.8, "
    "bf16 -92.9 to -87.4",
    "hard": "the inputs whose exact results lie nearest to a rounding boundary, repeated: 4096 of f32, 64 of f16 and "
    "of bf16 (the hardest of all inputs with a normal result), and the cases of f64 that the oracle's search found",
}
TAILS = {"f32": (-103.9, -87.4), "f64": (-745.1, -708.5), "f16": (-17.3, -9.8), "bf16": (-92.9, -87.4)}
BROAD = {
    "f32": "every 1009th of all encodings, and the 4096 hardest inputs",
    "f64": "a million of random sign and magnitude 2^-60 to 2^10, half a million each of N(0, 4^2) and of uniform over "
    "-750 to 50, the oracle's hard cases, and zeros, infinities, NaN and the extremes",
    "f16": "all 65,536 encodings",
    "bf16": "all 65,536 encodings",
}
CASES = Path(__file__).parents[2] / "crates/softplus-cli/cases/softplus.f64"
SEED = 48235
SECOND_SEED = 48236
# The family's functions, and what they get.
FAMILY = {
    "sigmoid": "N(0, 4²)",
    "log_sigmoid": "N(0, 4²)",
    "softplus_inverse": "softplus of N(0, 4²)",
    "logaddexp": "two independent arrays of N(0, 4²)",
    "mish": "N(0, 4²)",
}


def aligned(dtype, size):
    """An empty array that starts on a page, as large vectors and DMA like it, and is in memory already."""
    page, bytes_needed = 4096, size * DTYPES[dtype].itemsize
    raw = np.zeros(bytes_needed + page, np.uint8)
    raw.fill(1)
    start = -raw.ctypes.data % page
    return raw[start : start + bytes_needed].view(DTYPES[dtype])


class Inputs:
    """Makes the inputs; remembers the hard ones, whose search takes seconds."""

    def __init__(self, native):
        self.native, self.hard = native, {}

    def make(self, dtype, kind, size):
        """An array of inputs; the same one each time."""
        x = aligned(dtype, size)
        x[:] = self._values(dtype, kind, size)
        return x

    def of_function(self, function, dtype, kind, size):
        """The arrays that a function of the family gets, one for each argument."""
        x = self.make(dtype, kind, size)
        if function == "softplus_inverse":
            y = aligned(dtype, size)
            self.native.call("bench_softplus", dtype, x, y)()
            return [y]
        if function == "logaddexp":
            second = aligned(dtype, size)
            second[:] = self._values(dtype, kind, size, SECOND_SEED)
            return [x, second]
        return [x]

    def _values(self, dtype, kind, size, seed=SEED):
        generator = np.random.default_rng(seed)
        if kind == "hard":
            hardest = self._hardest(dtype)
            # In no order that a branch predictor could learn.
            return hardest[np.arange(size) * 7919 % len(hardest)]
        if kind == "normal":
            return generator.normal(0, 4, size).astype(DTYPES[dtype])
        low, high = (-20, 20) if kind == "uniform" else TAILS[dtype]
        return generator.uniform(low, high, size).astype(DTYPES[dtype])

    def _hardest(self, dtype):
        if dtype not in self.hard:
            self.hard[dtype] = hard_doubles() if dtype == "f64" else self.native.hardest(dtype)
        return self.hard[dtype]

    def broad(self, dtype):
        """The inputs over the type's whole range on which each rival's results are compared with ours."""
        if dtype in ("f16", "bf16"):
            return np.arange(1 << 16, dtype=np.uint16).view(DTYPES[dtype])
        if dtype == "f32":
            encodings = np.arange(0, 1 << 32, 1009, dtype=np.uint32).view(np.float32)
            return np.concatenate([encodings, self._hardest(dtype)])
        generator = np.random.default_rng(SEED)
        magnitudes = np.exp2(generator.uniform(-60, 10, 1_000_000)) * generator.choice([-1.0, 1.0], 1_000_000)
        largest = np.finfo(np.float64).max
        extremes = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, largest, -largest]
        parts = [magnitudes, generator.normal(0, 4, 500_000), generator.uniform(-750, 50, 500_000)]
        return np.concatenate([*parts, self._hardest(dtype), np.array(extremes)])


def hard_doubles():
    """The oracle's hardest f64 inputs, which its search found."""
    lines = [line for line in CASES.read_text().splitlines() if line and not line.startswith("#")]
    return np.array([int(line.split()[0], 16) for line in lines], np.uint64).view(np.float64)
