"""softplus and its family for JAX, correctly rounded, with derivatives of every order.

The functions run on CPUs, as custom calls of XLA (`jax.ffi`, JAX 0.5 or newer) into the package's extension: over XLA's
own buffers, without copies and without Python's lock, all of which `jax.pure_callback` would cost. They take part in
`jit`, `vmap`, `pmap`, `lax.scan` and the other transformations as JAX's own functions do, with the bits of the NumPy
ufuncs. On a GPU or TPU they raise `NotImplementedError`.

Arrays of float16, bfloat16, float32 and, with `jax_enable_x64`, float64 keep their type; everything else is promoted as
`jax.numpy` does it. These are the derivatives, forwards and backwards, with t for the tangent or cotangent:

================  ===========================  ===================================================
of                is                           rounded
================  ===========================  ===================================================
softplus          t·σ(x)                       once
shifted_softplus  t·σ(x)                       once
sigmoid           t·σ′(x), σ′ = σ·(1−σ)        once
log_sigmoid       t·σ(−x)                      once
logaddexp         t·σ(a−b), t·σ(b−a)           once, after a−b
with β            t·σ(βx), and t times         twice: the derivatives are correctly rounded
                  (x·σ(βx)−softplus(x, β))/β
softplus_inverse  t/(1−e⁻ʸ)                    to some units in the last place
log1mexp          t·e⁻ˣ/(1−e⁻ˣ)                to some units in the last place
log_softplus      t·σ(x)/softplus(x)           to some units in the last place
mish              t·(s + x·σ(x)·(1−s²)), with  to some units in the last place, and near its root
                  s = tanh(softplus(x))        to some of a number's near t
================  ===========================  ===================================================

So softplus has correctly rounded derivatives of order 1 and 2. The third is −σ′(x)·tanh(x/2), which is σ′·(1−2σ)
without its cancellation near 0, and JAX differentiates that further. What JAX computes by itself on a CPU, and so what
is rounded more than once here, has 0 for subnormal numbers.

>>> import jax
>>> from softplus.jax import softplus
>>> jax.grad(softplus)(0.0)
Array(0.5, dtype=float32, weak_type=True)
"""

import ctypes
import functools
import operator

try:
    import jax.ffi
except ImportError as error:
    raise ImportError("softplus.jax needs JAX 0.5 or newer: pip install --upgrade jax") from error
import jax.extend.core
import jax.numpy as jnp
from jax import lax
from jax.interpreters import ad, batching, mlir

from . import _softplus

__all__ = [
    "log1mexp",
    "log_sigmoid",
    "log_softplus",
    "logaddexp",
    "mish",
    "shifted_softplus",
    "sigmoid",
    "softplus",
    "softplus_inverse",
]

_DTYPES = ("float16", "bfloat16", "float32", "float64")

for _name, _address in _softplus.xla_handlers():
    jax.ffi.register_ffi_target(f"softplus.{_name}", jax.ffi.pycapsule(ctypes.c_void_p(_address)), platform="cpu")


def _refuse(context, *_):
    raise NotImplementedError(
        f"softplus.jax is for CPUs, and this for {', '.join(context.module_context.platforms)}: move the arrays to a "
        "CPU, as in jax.device_put(x, jax.devices('cpu')[0]), or make that the default by jax.default_device or "
        "JAX_PLATFORMS=cpu. For other devices there are the less accurate functions of jax.nn"
    )


def _function(name, *derivatives):
    """The extension's function of arrays of one type, and its derivatives.

    An argument's shape is the first dimensions of the largest, so that each of its elements serves for several. The
    derivative in each argument is a function of a tangent and all arguments, or None where the function is linear.
    """
    primitive = jax.extend.core.Primitive(f"softplus.{name}")
    jitted = jax.jit(primitive.bind)

    def replaced(args, i, x):
        return primitive.bind(*args[:i], x, *args[i + 1 :])

    @primitive.def_impl
    def _(*args):
        with jax.disable_jit(False):
            return jitted(*args)

    def batch(args, dims):
        (size,) = {x.shape[d] for x, d in zip(args, dims, strict=True) if d is not None}
        args = (
            jnp.broadcast_to(x, (size, *jnp.shape(x))) if d is None else jnp.moveaxis(x, d, 0)
            for x, d in zip(args, dims, strict=True)
        )
        return primitive.bind(*args), 0

    def jvp(args, tangents):
        terms = [
            d(t, *args) if d else replaced(args, i, t)
            for i, (t, d) in enumerate(zip(tangents, derivatives, strict=True))
            if type(t) is not ad.Zero
        ]
        # Not sum(), whose initial 0 would turn −0 into 0.
        return primitive.bind(*args), functools.reduce(operator.add, terms)

    def transpose(ct, *args):
        undefined = [ad.is_undefined_primal(x) and type(ct) is not ad.Zero for x in args]
        return [replaced(args, i, ct) if here else None for i, here in enumerate(undefined)]

    primitive.def_abstract_eval(lambda *args: max(args, key=lambda x: x.ndim))
    mlir.register_lowering(primitive, jax.ffi.ffi_lowering(primitive.name), platform="cpu")
    mlir.register_lowering(primitive, _refuse)
    batching.primitive_batchers[primitive] = batch
    ad.primitive_jvps[primitive], ad.primitive_transposes[primitive] = jvp, transpose
    return primitive.bind


def _times(x, slope):
    """x times a slope that vanishes where x is infinite: 0 there."""
    return jnp.where(slope == 0, 0, x) * slope


def _tilt(t, a, b):
    """t·σ(a−b): t/2 at two equal infinities."""
    x = jnp.where(a == b, 0, a - b)
    return _backward(jnp.broadcast_to(t, x.shape), x)


def _mish_derivative(x):
    """With s = σ(−x), tanh(softplus(x)) is σ(x)·(1+s)/(1+s²), and its derivative 4σ(x)·s²/(1+s²)²: nothing cancels."""
    up, down = _sigmoid(x), _sigmoid(-x)
    square = down * down
    whole = 1 + square
    return up * (1 + down) / whole + _times(x, 4 * up * square / (whole * whole))


def _log_softplus_derivative(x):
    """σ/softplus = 1−eˣ/2+…: rounds to 1 long before both are too small."""
    far = x < jnp.log(jnp.finfo(x.dtype).eps) - 1
    x = jnp.where(far, 0, x)
    return jnp.where(far, 1, _sigmoid(x) / _softplus_of(x))


def _bend(x, beta):
    """σ′(βx)."""
    return _slope(x, beta) * _slope(-x, beta)


# Products of numbers and a derivative, rounded once.
_double_backward = _function(
    "softplus_double_backward", None, None, lambda dx, u, t, x: -dx * _double_backward(u, t, x) * jnp.tanh(x / 2)
)
_backward = _function("softplus_backward", None, _double_backward)

_softplus_of = _function("softplus", _backward)
_shifted = _function("shifted_softplus", _backward)
_sigmoid = _function("sigmoid", lambda t, x: _double_backward(t, jnp.ones_like(x, shape=()), x))
_log_sigmoid = _function("log_sigmoid", lambda t, x: _backward(t, -x))
_logaddexp = _function("logaddexp", _tilt, lambda t, a, b: _tilt(t, b, a))
_inverse = _function("softplus_inverse", lambda t, y: t * jnp.where(y < 0, jnp.nan, 1 / -jnp.expm1(-y)))
_log1mexp = _function("log1mexp", lambda t, x: t * jnp.where(x < 0, jnp.nan, jnp.exp(-x) / -jnp.expm1(-x)))
_mish = _function("mish", lambda t, x: t * _mish_derivative(x))
_log_softplus = _function("log_softplus", lambda t, x: t * _log_softplus_derivative(x))

_slope = _function(
    "softplus_beta_derivative",
    lambda t, x, beta: t * (beta * _bend(x, beta)),
    lambda t, x, beta: t * _times(x, _bend(x, beta)),
)
_in_beta = _function(
    "softplus_beta_derivative_in_beta",
    lambda t, x, beta: t * _times(x, _bend(x, beta)),
    # A sum of two terms of one sign: the first derivative has the sign of −1.
    lambda t, x, beta: t * ((_times(x, _times(x, _bend(x, beta))) - 2 * _in_beta(x, beta)) / beta),
)
_beta = _function("softplus_beta", lambda t, x, beta: t * _slope(x, beta), lambda t, x, beta: t * _in_beta(x, beta))


def _promoting(function):
    """The function of everything that JAX's functions take."""

    @jax.jit
    @functools.wraps(function)
    def promoting(*args):
        args = [jnp.asarray(x) for x in args]
        out = jax.eval_shape(jnp.logaddexp, args[0], args[-1])
        if out.dtype.name not in _DTYPES:
            raise TypeError(
                f"softplus.jax has {', '.join(_DTYPES)}, and not {out.dtype}: convert it, as in x.astype(jnp.float32)"
            )
        others = args[::-1] if len(args) > 1 else [None]
        return function(*(_convert(x, out, other) for x, other in zip(args, others, strict=True)))

    return promoting


def _convert(x, out, other):
    """The array in the type of `out`, in its shape or a scalar; under `shard_map`, varying wherever the other does."""
    if not out.weak_type:
        x = lax.convert_element_type(x, out.dtype)
    elif x.dtype != out.dtype:
        x = x * 1.0  # which is weak if x is
    if other is None:
        return x
    # One gradient goes back to x, because a sum with another's 0 would lose −0 and subnormal numbers.
    x = jnp.where(jnp.zeros_like(other, shape=()) == 0, x, lax.stop_gradient(x))
    return jnp.broadcast_to(x, out.shape) if x.ndim else x


_typed_softplus, _typed_beta = _promoting(_softplus_of), _promoting(_beta)


def softplus(x, /, beta=1.0):
    """ln(1+e^βx)/β, or ln(1+eˣ) with the Python number β = 1, correctly rounded.

    Parameters
    ----------
    x, beta : array_like
        Real numbers, broadcast together.

    Returns
    -------
    jax.Array
        Of the common shape: with β > 0, 0 for x = −∞ and +∞ for +∞; NaN for NaN.

    Examples
    --------
    >>> softplus(jnp.array([-1000.0, 0.0, 1000.0]))
    Array([0.000000e+00, 6.931472e-01, 1.000000e+03], dtype=float32)
    >>> softplus(0.0, beta=2)
    Array(0.3465736, dtype=float32, weak_type=True)

    """
    if type(beta) in (int, float) and beta == 1:
        return _typed_softplus(x)
    return _typed_beta(x, beta)


@_promoting
def sigmoid(x, /):
    """The logistic function σ(x) = 1/(1+e⁻ˣ), correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of x: 0 for −∞, 1 for +∞; NaN for NaN.

    Examples
    --------
    >>> sigmoid(jnp.array([-100.0, 0.0, 100.0]))
    Array([3.8e-44, 5.0e-01, 1.0e+00], dtype=float32)

    """
    return _sigmoid(x)


@_promoting
def log_sigmoid(x, /):
    """ln σ(x) = −softplus(−x), correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of x: −∞ for −∞, −0 for +∞; NaN for NaN.

    Examples
    --------
    >>> log_sigmoid(jnp.array([-100.0, 0.0, 50.0]))
    Array([-1.0000000e+02, -6.9314718e-01, -1.9287499e-22], dtype=float32)

    """
    return _log_sigmoid(x)


@_promoting
def shifted_softplus(x, /):
    """softplus(x) − ln 2, correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of x: −ln 2 for −∞, x for ±0 and +∞; NaN for NaN.

    Examples
    --------
    >>> shifted_softplus(jnp.array([-100.0, 1e-30, 100.0]))
    Array([-6.9314718e-01,  5.0000000e-31,  9.9306854e+01], dtype=float32)

    """
    return _shifted(x)


@_promoting
def softplus_inverse(y, /):
    """ln(eʸ−1), the x with softplus(x) = y, correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of y: −∞ for 0, NaN below it, +∞ for +∞; NaN for NaN.

    Examples
    --------
    >>> softplus_inverse(jnp.array([1e-30, 1.0, 100.0]))
    Array([-69.07755   ,   0.54132485, 100.        ], dtype=float32)

    """
    return _inverse(y)


@_promoting
def log1mexp(x, /):
    """ln(1−e⁻ˣ), correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of x: −∞ for 0, NaN below it, −0 for +∞; NaN for NaN.

    Examples
    --------
    >>> log1mexp(jnp.array([1e-30, 1.0, 50.0]))
    Array([-6.9077553e+01, -4.5867515e-01, -1.9287499e-22], dtype=float32)

    """
    return _log1mexp(x)


@_promoting
def logaddexp(a, b, /):
    """ln(eᵃ+eᵇ), correctly rounded.

    Parameters
    ----------
    a, b : array_like
        Real numbers, broadcast together.

    Returns
    -------
    jax.Array
        Of the common shape: the other number where one is −∞; NaN for NaN.

    Examples
    --------
    >>> logaddexp(jnp.array([-1000.0, 0.0]), -1000.0)
    Array([-999.3068,    0.    ], dtype=float32)

    """
    return _logaddexp(a, b)


@_promoting
def mish(x, /):
    """x·tanh(softplus(x)), correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of x: −0 for −∞, +∞ for +∞; NaN for NaN.

    Examples
    --------
    >>> mish(jnp.array([-50.0, 0.0, 50.0]))
    Array([-9.643749e-21,  0.000000e+00,  5.000000e+01], dtype=float32)

    """
    return _mish(x)


@_promoting
def log_softplus(x, /):
    """ln softplus(x), correctly rounded.

    Returns
    -------
    jax.Array
        Of the shape of x: −∞ for −∞, +∞ for +∞; NaN for NaN.

    Examples
    --------
    >>> log_softplus(jnp.array([-1000.0, 0.0, 1000.0]))
    Array([-1.0000000e+03, -3.6651292e-01,  6.9077554e+00], dtype=float32)

    """
    return _log_softplus(x)
