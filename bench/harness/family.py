"""The family's functions that others compute too, and how those are called, in their own way, on the same inputs.

As in rivals.py, but `make(dtype, xs, out)` gets a list of arrays: one for each argument of the function.
"""

import numpy as np
from rivals import Rival, jax_run, set_level, torch_tensors

# The types that all of these rivals have.
TYPES = ("f32", "f64")


def scipy_into(name):
    """A ufunc of scipy.special, into the given array."""

    def rival(_dtype, xs, out):
        import scipy.special

        function = getattr(scipy.special, name)
        return lambda: function(*xs, out=out), lambda: out

    return rival


def torch_into(name):
    """A function of torch, into the same tensor each time."""

    def rival(_dtype, xs, out):
        import torch

        tensors, function = torch_tensors([*xs, out]), getattr(torch, name)
        return lambda: function(*tensors[:-1], out=tensors[-1]), lambda: out

    return rival


def torch_new(choose):
    """A function that `choose` takes from torch, into a new tensor each time, because it has no other way."""

    def rival(_dtype, xs, _out):
        import torch

        tensors, function, last = torch_tensors(xs), choose(torch), []

        def run():
            last[:] = [function(*tensors)]

        return run, lambda: np.asarray(last[0])

    return rival


def jitted(choose):
    """A function that `choose` takes from jax, compiled."""

    def rival(_dtype, xs, _out):
        import jax

        return jax_run(choose(jax), xs)

    return rival


def numpy_sigmoid(_dtype, xs, out):
    """1/(1+exp(−x)), without a temporary array."""

    def run():
        np.negative(xs[0], out=out)
        np.exp(out, out=out)
        np.add(out, 1, out=out)
        np.divide(1, out, out=out)

    return run, lambda: out


def numpy_log_sigmoid(_dtype, xs, out):
    """−np.logaddexp(0, −x), without a temporary array."""
    zero = xs[0].dtype.type(0)

    def run():
        np.negative(xs[0], out=out)
        np.logaddexp(zero, out, out=out)
        np.negative(out, out=out)

    return run, lambda: out


def numpy_inverse(_dtype, xs, out):
    """np.log(np.expm1(y)), without a temporary array."""

    def run():
        np.expm1(xs[0], out=out)
        np.log(out, out=out)

    return run, lambda: out


def numpy_tfp_inverse(_dtype, xs, _out):
    """What TensorFlow Probability's softplus_inverse does, with NumPy: ln y below one bound, y above another.

    The package itself is not among the rivals, so that nobody installs it for one function.
    """
    y, last = xs[0], []
    upper = -(np.log(np.finfo(y.dtype).eps) + y.dtype.type(2))
    lower = np.exp(-upper)

    def run():
        tiny, large = y < lower, y > upper
        # As there, the middle formula gets 1 where its result is not used.
        middle = np.where(tiny | large, y.dtype.type(1), y)
        middle = middle + np.log(-np.expm1(-middle))
        last[:] = [np.where(tiny, np.log(y), np.where(large, y, middle))]

    return run, lambda: last[0]


def numpy_logaddexp(_dtype, xs, out):
    """np.logaddexp(a, b)."""
    return lambda: np.logaddexp(*xs, out=out), lambda: out


def torch_inverse(torch):
    """TensorFlow Probability's middle formula, which needs no bounds to be finite."""
    return lambda y: y + torch.log(-torch.expm1(-y))


def jax_inverse(jax):
    """The same."""
    return lambda y: y + jax.numpy.log(-jax.numpy.expm1(-y))


# The rivals of each function: key, label, package, and `make`.
OTHERS = {
    "sigmoid": [
        ("numpy", "NumPy 1/(1+exp(−x))", "numpy", numpy_sigmoid),
        ("scipy", "scipy.special.expit", "scipy", scipy_into("expit")),
        ("torch", "torch.sigmoid, `out=`", "torch", torch_into("sigmoid")),
        ("jax", "jax.nn.sigmoid, jitted", "jax", jitted(lambda jax: jax.nn.sigmoid)),
    ],
    "log_sigmoid": [
        ("numpy", "NumPy −logaddexp(0, −x)", "numpy", numpy_log_sigmoid),
        ("scipy", "scipy.special.log_expit", "scipy", scipy_into("log_expit")),
        ("torch", "PyTorch logsigmoid", "torch", torch_new(lambda torch: torch.nn.functional.logsigmoid)),
        ("jax", "jax.nn.log_sigmoid, jitted", "jax", jitted(lambda jax: jax.nn.log_sigmoid)),
    ],
    "softplus_inverse": [
        ("numpy", "NumPy log(expm1(y))", "numpy", numpy_inverse),
        ("numpy-tfp", "NumPy, TFP's formula", "numpy", numpy_tfp_inverse),
        ("torch", "PyTorch y+log(−expm1(−y))", "torch", torch_new(torch_inverse)),
        ("jax", "JAX y+log(−expm1(−y)), jitted", "jax", jitted(jax_inverse)),
    ],
    "logaddexp": [
        ("numpy", "np.logaddexp", "numpy", numpy_logaddexp),
        ("torch", "torch.logaddexp, `out=`", "torch", torch_into("logaddexp")),
        ("jax", "jax.numpy.logaddexp, jitted", "jax", jitted(lambda jax: jax.numpy.logaddexp)),
    ],
    "mish": [
        ("torch", "PyTorch mish", "torch", torch_new(lambda torch: torch.nn.functional.mish)),
        ("jax", "jax.nn.mish, jitted", "jax", jitted(lambda jax: jax.nn.mish)),
    ],
}


def ours(native, function):
    """This project's function."""

    def rival(dtype, xs, out):
        return native.call(f"bench_{function}", dtype, *xs, out), lambda: out

    best = set_level(native, native.levels[-1])
    return Rival("softplus", f"softplus::{function}", "softplus", "ours", rival, best, function)


def others(function):
    """The rivals proper of one function."""
    return [Rival(*words, "rival", make, function=function) for *words, make in OTHERS[function]]


def everything(native, function):
    """All rows of one function, in the order of its table."""
    return [ours(native, function), *others(function)]


def keys(function):
    """The keys of one function's rows."""
    return ["softplus", *(key for key, *_ in OTHERS[function])]
