"""What several of these tests need: bits of results, and results to any number of digits."""

import numpy as np
import pytest


class Exact:
    """The functions with mpmath, in forms that lose few digits; and the rounding to a type.

    The digits are binary, and so many that a tie is seen which only a term like e^−800 breaks.
    """

    def __init__(self, mp, digits=2000):
        self.mp = mp
        self.mp.prec = digits

    def softplus(self, x):
        x = self.mp.mpf(x)
        return max(x, self.mp.mpf(0)) + self.mp.log1p(self.mp.exp(-abs(x)))

    def sigmoid(self, x):
        return 1 / (1 + self.mp.exp(-self.mp.mpf(x)))

    def log_sigmoid(self, x):
        return -self.softplus(-self.mp.mpf(x))

    def mish(self, x):
        return self.mp.mpf(x) * self.mp.tanh(self.softplus(x))

    def logaddexp(self, a, b):
        a, b = self.mp.mpf(a), self.mp.mpf(b)
        return max(a, b) + self.mp.log1p(self.mp.exp(-abs(a - b)))

    def log1mexp(self, t):
        t = self.mp.mpf(t)
        return self.mp.log(-self.mp.expm1(-t)) if t < 1 else self.mp.log1p(-self.mp.exp(-t))

    def nearest(self, value, dtype):
        """The number of the type nearest to `value`: a tie goes to the even one, too large a value to infinity."""
        import ml_dtypes

        info, mp = ml_dtypes.finfo(dtype), self.mp
        _, exponent = mp.frexp(value)
        place = max(exponent - 1, int(info.minexp)) - int(info.nmant)
        rounded = mp.ldexp(mp.nint(mp.ldexp(value, -place)), place)
        size = np.inf if abs(rounded) >= mp.ldexp(1, int(info.maxexp)) else float(abs(rounded))
        return np.dtype(dtype).type(np.copysign(size, float(mp.sign(value))))


@pytest.fixture(scope="session")
def exact():
    import mpmath

    return Exact(mpmath.MPContext())


@pytest.fixture(scope="session")
def bits():
    """The encodings of an array, with one for all NaNs: what must be equal where results are the same."""

    def encodings(array):
        array = np.ascontiguousarray(array)
        whole = array.astype(np.float64)
        return np.where(np.isnan(whole), -1, array.view(f"i{array.itemsize}"))

    return encodings
