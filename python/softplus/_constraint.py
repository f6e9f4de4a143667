"""softplus as a constraint."""

import math

import numpy as np

from . import _softplus


class Softplus:
    """The bijection x ↦ low + ln(1+e^βx)/β from all numbers to those above `low`, each function rounded once.

    Parameters
    ----------
    beta : float, default 1
        The sharpness β: a positive finite number.
    low : float, default 0
        The lower bound: a finite number.

    Raises
    ------
    ValueError
        If `beta` or `low` is none of these, here or in the type of an array.

    Notes
    -----
    All methods broadcast and keep the type of a floating-point array; `beta` and `low` are rounded to that type first.
    `tfp.bijectors.Softplus(hinge_softness=1/beta, low=low)` is the same map.

    Examples
    --------
    >>> scale = Softplus(low=1e-6)
    >>> raw = scale.raw_for(0.5)
    >>> scale.forward(raw)
    np.float64(0.5)
    >>> scale.forward(-1000.0)
    np.float64(1e-06)
    """

    __slots__ = ("beta", "low")

    def __init__(self, beta=1.0, low=0.0):
        self.beta, self.low = float(beta), float(low)
        if not (self.beta > 0 and math.isfinite(self.beta)):
            raise ValueError(f"beta is {self.beta}: it must be a positive finite number")
        if not math.isfinite(self.low):
            raise ValueError(f"low is {self.low}: it must be a finite number")

    def __repr__(self):
        return f"Softplus(beta={self.beta}, low={self.low})"

    def __eq__(self, other):
        if not isinstance(other, Softplus):
            return NotImplemented
        return (self.beta, self.low) == (other.beta, other.low)

    def __hash__(self):
        return hash((self.beta, self.low))

    def __reduce__(self):
        return Softplus, (self.beta, self.low)

    def _numbers(self, x):
        """Beta and low for the type of x, in which they must not become 0 or infinite."""
        dtype = getattr(x, "dtype", None)
        if not isinstance(dtype, np.dtype) or not (dtype.kind == "f" or dtype.name == "bfloat16"):
            return self.beta, self.low
        with np.errstate(over="ignore", under="ignore"):
            beta, low = dtype.type(self.beta), dtype.type(self.low)
        if not (0 < beta < math.inf and abs(low) < math.inf):
            raise ValueError(
                f"beta = {self.beta} and low = {self.low} are {beta} and {low} in {dtype}: use a wider type"
            )
        # Beside a Python float NumPy makes bfloat16 float32.
        return (beta, low) if dtype.name == "bfloat16" else (self.beta, self.low)

    def forward(self, x):
        """low + ln(1+e^βx)/β: NaN for NaN, `low` for −∞, +∞ for +∞."""
        return _softplus._constraint_forward(x, *self._numbers(x))

    def inverse(self, y):
        """ln(e^(β·(y−low))−1)/β, the x with `forward(x)` = y before rounding: −∞ for y = `low`, NaN below it."""
        return _softplus._constraint_inverse(y, *self._numbers(y))

    def derivative(self, x):
        """σ(βx), the derivative of `forward`."""
        return _softplus.softplus_beta_derivative(x, self._numbers(x)[0])

    def log_det_jacobian(self, x):
        """ln σ(βx), the logarithm of `derivative`, which does not underflow where that does."""
        return _softplus._constraint_log_det_jacobian(x, *self._numbers(x))

    def inverse_log_det_jacobian(self, y):
        """−ln(1−e^(−β·(y−low))), the logarithm of the derivative of `inverse`: +∞ for y = `low`, NaN below it."""
        return _softplus._constraint_inverse_log_det_jacobian(y, *self._numbers(y))

    def raw_for(self, value):
        """The unconstrained number to start from: the one whose `forward` is `value`, or is nearest to it.

        Raises
        ------
        ValueError
            If a value is not a finite number above `low`, or no finite number leads there.
        """
        raw = _softplus._constraint_raw_for(value, *self._numbers(value))
        if np.isnan(raw).any():
            first = np.asarray(value)[np.isnan(raw)].flat[0]
            raise ValueError(
                f"no number leads to {first}: a value must be finite, above low = {self.low}, and in reach of "
                f"beta = {self.beta}"
            )
        return raw
