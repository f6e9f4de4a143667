"""The functions that users call."""

# ruff: noqa: A002 -- `input` is PyTorch's name.

import torch

from . import _family
from ._operation import NAMES


def floating(x, name="input"):
    """`x` as a floating-point tensor on the CPU, or an error that says what it is."""
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"{name} is of type {type(x).__name__}: it must be a torch.Tensor")
    if not (x.is_cpu or x.is_meta):
        raise NotImplementedError(
            f"{name} is on {x.device}, and softplus.torch runs on the CPU: move it with .cpu(), or use PyTorch's own "
            "function there, such as torch.nn.functional.softplus"
        )
    if x.layout is not torch.strided or x.is_nested:
        kind = "nested" if x.is_nested else str(x.layout)
        raise NotImplementedError(f"{name} is a tensor of the kind {kind}: make it a dense one, with .to_dense()")
    if x.dtype in NAMES:
        return x
    if x.dtype.is_floating_point or x.dtype.is_complex or x.is_quantized:
        raise TypeError(
            f"{name} has the type {x.dtype}: it must have one of {', '.join(map(str, NAMES))}, or of integers"
        )
    return x.to(torch.get_default_dtype())


def softplus(input, beta=1, threshold=None):
    """ln(1+e^βx)/β: softplus, with the arguments of `torch.nn.functional.softplus`.

    Parameters
    ----------
    input : Tensor
        x, of any shape.
    beta : float or Tensor, default 1
        The sharpness β; a number is rounded to the type of `input`. A tensor broadcasts, and has a gradient.
    threshold : float, optional
        PyTorch's cut: where βx is above it, the result is x and its derivative 1. PyTorch's default is 20. None, the
        default here, is the exact function.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded: the value of its type that is nearest to the exact one. The gradient for β = 1 is grad·σ(x), also
    rounded once.

    NaN for NaN, +∞ for +∞, +0 for −∞, ln 2 for ±0. The derivative there is NaN, 1, 0 and 1/2.

    Examples
    --------
    >>> softplus(torch.tensor([-50.0, 0.0, 25.0], dtype=torch.float64))
    tensor([1.9287e-22, 6.9315e-01, 2.5000e+01], dtype=torch.float64)
    >>> x = torch.tensor(25.0, dtype=torch.float64)
    >>> softplus(x).item(), softplus(x, threshold=20).item()
    (25.000000000013888, 25.0)
    >>> beta = torch.tensor(2.0, requires_grad=True)
    >>> softplus(torch.zeros(()), beta).backward()
    >>> beta.grad  # -(ln 2)/4
    tensor(-0.1733)

    """
    x = floating(input)
    if isinstance(beta, torch.Tensor):
        return _tensor_beta(x, floating(beta, "beta"), threshold)
    if threshold is not None:
        return _family.THRESHOLD(x, float(beta), float(threshold))
    return _family.SOFTPLUS(x) if beta == 1 else _family.BETA(x, float(beta))


def _tensor_beta(x, beta, threshold):
    x, beta = _together(x, beta)
    y = _family.TENSOR_BETA(x, beta)
    return y if threshold is None else torch.where(_family.is_above(x, beta, float(threshold)), x, y)


def _together(a, b):
    """Both with one shape and type: `torch.result_type`'s, which torch.compile cannot trace."""
    dtype = torch.promote_types(a.dtype, b.dtype)
    if (a.dim() == 0) != (b.dim() == 0):
        dtype = (a if a.dim() else b).dtype
    return torch.broadcast_tensors(a.to(dtype), b.to(dtype))


def sigmoid(input):
    """σ(x) = 1/(1+e^−x), the derivative of softplus; as `torch.sigmoid`.

    Parameters
    ----------
    input : Tensor
        x, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded, and so is the gradient, grad·σ′(x).

    NaN for NaN, 1 for +∞, +0 for −∞, 1/2 for ±0.

    Examples
    --------
    >>> sigmoid(torch.tensor([-100.0, 0.0, 100.0]))
    tensor([3.7835e-44, 5.0000e-01, 1.0000e+00])

    """
    return _family.SIGMOID(floating(input))


def logsigmoid(input):
    """ln σ(x) = −ln(1+e^−x); as `torch.nn.functional.logsigmoid`.

    Parameters
    ----------
    input : Tensor
        x, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded, and so is the gradient, grad·σ(−x).

    NaN for NaN, −0 for +∞, −∞ for −∞, −ln 2 for ±0.

    Examples
    --------
    >>> logsigmoid(torch.tensor([-1000.0, 0.0, 100.0]))
    tensor([-1.0000e+03, -6.9315e-01, -3.7835e-44])

    """
    return _family.LOG_SIGMOID(floating(input))


def mish(input):
    """x·tanh(softplus(x)); as `torch.nn.functional.mish`.

    Parameters
    ----------
    input : Tensor
        x, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded; the gradient to a few units in the last place of its larger term.

    NaN for NaN, +∞ for +∞, −0 for −∞, ±0 for ±0. The derivative there is NaN, 1, 0 and 3/5.

    Examples
    --------
    >>> mish(torch.tensor([-1.0, 0.0, 100.0]))
    tensor([ -0.3034,   0.0000, 100.0000])

    """
    return _family.MISH(floating(input))


def shifted_softplus(input):
    """ln((1+eˣ)/2) = softplus(x) − ln 2, which is 0 at 0: the activation of SchNet.

    Parameters
    ----------
    input : Tensor
        x, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded, also near 0, where the difference of softplus and ln 2 loses all digits, and so is the gradient,
    grad·σ(x).

    NaN for NaN, +∞ for +∞, −ln 2 for −∞, +0 for ±0.

    Examples
    --------
    >>> shifted_softplus(torch.tensor([-100.0, 0.0, 1e-10]))
    tensor([-6.9315e-01,  0.0000e+00,  5.0000e-11])

    """
    return _family.SHIFTED(floating(input))


def log_softplus(input):
    """ln(softplus(x)) = ln(ln(1+eˣ)), which does not underflow where softplus does.

    Parameters
    ----------
    input : Tensor
        x, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded; the gradient, grad·σ(x)/softplus(x), to a few units in the last place.

    NaN for NaN, +∞ for +∞, −∞ for −∞, ln(ln 2) for ±0. The derivative there is NaN, 0, 1 and 1/(2 ln 2).

    Examples
    --------
    >>> log_softplus(torch.tensor([-1000.0, 0.0, 1.0]))
    tensor([-1.0000e+03, -3.6651e-01,  2.7251e-01])

    """
    return _family.LOG_SOFTPLUS(floating(input))


def softplus_inverse(input):
    """ln(eʸ−1), the x with softplus(x) = y.

    Parameters
    ----------
    input : Tensor
        y, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded; the gradient, grad/(1−e^−y), to a few units in the last place.

    NaN for NaN and below 0, −∞ for ±0, +∞ for +∞.

    Examples
    --------
    >>> softplus_inverse(torch.tensor([0.0, 1e-30, 1.0, 100.0]))
    tensor([    -inf, -69.0776,   0.5413, 100.0000])

    """
    return _family.INVERSE(floating(input))


def log1mexp(input):
    """ln(1−e^−x) for x > 0. The sign of x is as in `jax.nn.log1mexp`; Stan's `log1m_exp(a)` is `log1mexp(-a)`.

    Parameters
    ----------
    input : Tensor
        x, of any shape.

    Returns
    -------
    Tensor
        Of the shape of `input`, in its floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded; the gradient, grad/(eˣ−1), to a few units in the last place.

    NaN for NaN and below 0, −∞ for ±0, −0 for +∞.

    Examples
    --------
    >>> log1mexp(torch.tensor([1e-30, 1.0, 50.0]))
    tensor([-6.9078e+01, -4.5868e-01, -1.9287e-22])

    """
    return _family.LOG1MEXP(floating(input))


def logaddexp(input, other):
    """ln(eᵃ+eᵇ); as `torch.logaddexp`.

    Parameters
    ----------
    input, other : Tensor
        a and b; they broadcast, and their types promote.

    Returns
    -------
    Tensor
        Of the common shape, in the common floating-point type; integers become the default type.

    Notes
    -----
    Correctly rounded. The gradients are grad·σ(a−b) and grad·σ(b−a), rounded once after the difference was; NaN where
    both are the same infinity.

    NaN if either is NaN; else +∞ if either is; −∞ for −∞ twice.

    Examples
    --------
    >>> logaddexp(torch.tensor([-1000.0, 0.0]), torch.tensor(-1000.0))
    tensor([-999.3068,    0.0000])

    """
    return _family.LOGADDEXP(*_together(floating(input), floating(other, "other")))
