"""softplus as a transform of distributions."""

from torch.distributions import constraints
from torch.distributions.transforms import Transform

from .._constraint import Softplus
from . import _family
from ._functions import floating


class SoftplusTransform(Transform):
    """x ↦ low + ln(1+e^βx)/β for `torch.distributions`, from all numbers to those above `low`.

    `torch.distributions.SoftplusTransform` has no parameters, returns x itself above 20, and its inverse loses all
    digits near ln 2.

    Parameters
    ----------
    beta : float, default 1.0
        The sharpness β: a positive finite number.
    low : float, default 0.0
        The lower bound: a finite number.
    cache_size : int, default 0
        As for every transform of PyTorch: 0, or 1 to remember the last pair.

    Raises
    ------
    ValueError
        If a parameter is none of these.

    Notes
    -----
    Forward, inverse and log-determinant are each rounded once, in the type of their argument, to which `beta` and `low`
    are rounded first. Shapes do not change. Far to the left the result is `low` itself: −∞ is its inverse.

    Examples
    --------
    >>> import torch
    >>> from torch.distributions import Normal, TransformedDistribution
    >>> transform = SoftplusTransform(low=1.0)
    >>> transform.inv(transform(torch.tensor(-3.0, dtype=torch.float64)))
    tensor(-3., dtype=torch.float64)
    >>> positive = TransformedDistribution(Normal(0.0, 1.0), [transform])
    >>> positive.log_prob(torch.tensor(1.6931472))
    tensor(-0.2258)

    """

    domain = constraints.real
    bijective = True
    sign = +1

    def __init__(self, beta=1.0, low=0.0, cache_size=0):
        super().__init__(cache_size)
        # The class checks them.
        constraint = Softplus(beta, low)
        self.beta, self.low = constraint.beta, constraint.low

    @property
    def codomain(self):
        """The numbers above `low`."""
        return constraints.greater_than(self.low)

    def with_cache(self, cache_size=1):
        """The same transform with another `cache_size`."""
        return self if self._cache_size == cache_size else type(self)(self.beta, self.low, cache_size)

    def __eq__(self, other):
        if not isinstance(other, SoftplusTransform):
            return NotImplemented
        return (self.beta, self.low) == (other.beta, other.low)

    def __hash__(self):
        return hash((self.beta, self.low))

    def __repr__(self):
        return f"SoftplusTransform(beta={self.beta}, low={self.low})"

    def _call(self, x):
        return _family.FORWARD(floating(x, "x"), self.beta, self.low)

    def _inverse(self, y):
        return _family.BACK(floating(y, "y"), self.beta, self.low)

    def log_abs_det_jacobian(self, x, y):  # noqa: ARG002
        """ln σ(βx), the logarithm of the derivative at `x`."""
        return _family.LOG_DET(floating(x, "x"), self.beta, self.low)
