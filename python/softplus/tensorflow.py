"""softplus and its family for TensorFlow: the bits of the NumPy ufuncs, with gradients.

The functions take float16, bfloat16, float32 and float64 tensors of any shape, eagerly and in `tf.function`, unknown
shapes included. Each result is rounded once, and so are the gradients of the first and second order of softplus and
log_sigmoid, and the first of sigmoid; others have errors of a few units in the last place. Subnormal results are kept,
though TensorFlow's own kernels flush them to zero.

TensorFlow calls Python for it, on the CPU. Hence functions with `jit_compile=True` and tensors on other devices are
refused, a SavedModel runs only in the process that wrote it, and `tf.vectorized_map` makes one call for each element
of the batch.

>>> import tensorflow as tf
>>> import softplus.tensorflow
>>> softplus.tensorflow.softplus(tf.constant([-100.0, 0.0, 100.0])).numpy()
array([3.783506e-44, 6.931472e-01, 1.000000e+02], dtype=float32)
"""

import functools
import math

import numpy as np
import tensorflow as tf

from . import _softplus

try:
    # They have no public names. Without the first an eager call takes some 50 µs more; without the second TensorFlow
    # itself refuses to compile, in words that say less.
    from tensorflow.python.eager.record import could_possibly_record as _is_recording
    from tensorflow.python.ops.control_flow_util import GraphOrParentsInXlaContext as _is_compiled  # noqa: N813
except ImportError:

    def _is_recording():
        return True

    def _is_compiled(_graph):
        return False


__all__ = ["log_sigmoid", "mish", "sigmoid", "softplus", "softplus_inverse"]

_DTYPES = (tf.float32, tf.float64, tf.bfloat16, tf.float16)
_ALIGNMENT = 64  # bytes; TensorFlow copies what is not aligned so


def _evaluate(name, dtype, numbers, *arrays):
    """The function of arrays of one shape and type, in new memory that TensorFlow can take over."""
    arrays = [np.asarray(array) for array in arrays]  # of shape () they come as NumPy's scalars
    x = arrays[0]
    memory = np.empty(x.nbytes + _ALIGNMENT, np.uint8)
    out = np.ndarray(x.shape, x.dtype, memory, -memory.ctypes.data % _ALIGNMENT)
    inputs = [array.ctypes.data for array in arrays]
    # TensorFlow's threads flush subnormal numbers to zero; `apply` does not.
    _softplus.apply(name, dtype, inputs, numbers, out.ctypes.data, x.size)
    return out


def _call(name, *tensors, numbers=()):
    """The function of tensors of one shape and type, without a gradient."""
    dtype, shape = tensors[0].dtype, tensors[0].shape
    evaluate = functools.partial(_evaluate, name, dtype.name, numbers)
    if not tf.executing_eagerly():
        if _is_compiled(tf.compat.v1.get_default_graph()):
            raise RuntimeError(
                "softplus.tensorflow calls Python, which a function compiled by XLA cannot: "
                "use tf.function(jit_compile=False), in Keras model.compile(jit_compile=False)"
            )
        result = tf.numpy_function(evaluate, tensors, dtype, stateful=False)
        result.set_shape(shape)
        return result
    # The tensor shares the array's memory. DLPack has no bfloat16 in NumPy.
    out = evaluate(*(tensor.__array__() for tensor in tensors))
    if dtype == tf.bfloat16:
        return tf.bitcast(tf.experimental.dlpack.from_dlpack(out.view(np.int16).__dlpack__()), dtype)
    return tf.experimental.dlpack.from_dlpack(out.__dlpack__())


def _differentiable(function):
    """`tf.custom_gradient`, and without its cost where no tape is listening."""

    @tf.custom_gradient
    def recorded(*tensors):
        result, gradient = function(*tensors)
        return result, lambda grad: gradient(tf.convert_to_tensor(grad))  # it may be tf.IndexedSlices

    @functools.wraps(function)
    def call(*tensors):
        if tf.executing_eagerly() and not _is_recording():
            return function(*tensors)[0]
        return recorded(*tensors)

    return call


@_differentiable
def _softplus_of(x):
    return _call("softplus", x), lambda grad: _backward(grad, x)


@_differentiable
def _backward(grad, x):
    """grad·σ(x)."""

    def gradient(grad_grad):
        return _backward(grad_grad, x), _double_backward(grad_grad, grad, x)

    return _call("softplus_backward", grad, x), gradient


@_differentiable
def _double_backward(grad_grad, grad, x):
    """grad_grad·grad·σ′(x); σ″ = −σ′·tanh(x/2) is left to TensorFlow."""

    def gradient(upstream):
        return (
            _double_backward(upstream, grad, x),
            _double_backward(grad_grad, upstream, x),
            -upstream * tf.tanh(x / 2) * _double_backward(grad_grad, grad, x),
        )

    return _call("softplus_double_backward", grad_grad, grad, x), gradient


def _softplus_with(beta):
    """softplus with the sharpness `beta`, as a function of x."""

    @_differentiable
    def derivative(x):
        scale = tf.fill(tf.shape(x), tf.cast(beta, x.dtype))
        return (
            _call("softplus_beta_derivative", x, numbers=(beta,)),
            lambda grad: _double_backward(scale, grad, scale * x),
        )

    @_differentiable
    def forward(x):
        return _call("softplus_beta", x, numbers=(beta,)), lambda grad: grad * derivative(x)

    return forward


@_differentiable
def _sigmoid(x):
    return _call("sigmoid", x), lambda grad: _double_backward(tf.ones_like(x), grad, x)


@_differentiable
def _log_sigmoid(x):
    return _call("log_sigmoid", x), lambda grad: _backward(grad, -x)


def _widened(derivative):
    """The gradient function of a `derivative` that TensorFlow computes, at least in float32."""

    def gradient(grad, x):
        wide = tf.float64 if x.dtype == tf.float64 else tf.float32
        return tf.cast(tf.cast(grad, wide) * derivative(tf.cast(x, wide)), x.dtype)

    return gradient


@_widened
def _mish_gradient(x):
    x = tf.clip_by_value(x, -1e4, 1e4)  # it is constant beyond, and at ±∞ the product would be ∞·0
    s = _softplus_of(x)
    t = tf.tanh(s)
    return t + 2 * x * _sigmoid(x) * _sigmoid(-2 * s) * (1 + t)  # 1 − t is 2σ(−2s), without the cancellation


@_differentiable
def _mish(x):
    return _call("mish", x), lambda grad: _mish_gradient(grad, x)


@_widened
def _inverse_gradient(y):
    return tf.where(y < 0, tf.constant(math.nan, y.dtype), -1 / tf.math.expm1(-y))


@_differentiable
def _softplus_inverse(y):
    return _call("softplus_inverse", y), lambda grad: _inverse_gradient(grad, y)


def _require_cpu(device):
    if "CPU:" in device:
        return
    others = [other.name for other in tf.config.list_logical_devices() if other.device_type != "CPU"]
    if device or others:
        raise RuntimeError(
            f"softplus.tensorflow computes on the CPU, and this tensor belongs to {device or others[0]}: under "
            "`with tf.device('CPU:0'):` copy it with tf.identity and call the function"
        )


def _public(name_here, function, features, name):
    x = tf.convert_to_tensor(features)
    if x.dtype not in _DTYPES:
        raise TypeError(
            f"{name_here} of {x.dtype.name}: the type must be float16, bfloat16, float32 or float64; "
            "convert with tf.cast(x, tf.float32)"
        )
    if tf.executing_eagerly():
        _require_cpu(x.backing_device)
        return function(x)
    with tf.name_scope(name or name_here):
        result = function(x)
    _require_cpu(result.device)
    return result


@tf.autograph.experimental.do_not_convert
def softplus(features, name=None, *, beta=1.0):
    """ln(1+eˣ), or ln(1+e^βx)/β, rounded once: in place of `tf.nn.softplus`.

    Parameters
    ----------
    features : tf.Tensor, or what becomes one
        float16, bfloat16, float32 or float64, of any shape.
    name : str, optional
        The name of the operation in a graph.
    beta : float, default 1
        The sharpness β, rounded to the type of `features` first. There is no gradient for it.

    Returns
    -------
    tf.Tensor
        Of the type and shape of `features`: NaN for NaN, 0 for −∞, +∞ for +∞.

    Raises
    ------
    TypeError
        If the tensor has another type.
    RuntimeError
        If the tensor lies on a GPU, or XLA compiles the function.

    Notes
    -----
    The gradients of the first and second order, grad·σ(x) and grad_grad·grad·σ′(x), are rounded once too. For a `beta`
    other than 1 they have errors of a few units in the last place, the second also by the rounding of βx.

    Examples
    --------
    >>> x = tf.Variable([-20.0, 0.0, 20.0])
    >>> with tf.GradientTape() as tape:
    ...     y = softplus(x)
    >>> y.numpy()
    array([2.0611537e-09, 6.9314718e-01, 2.0000000e+01], dtype=float32)
    >>> tape.gradient(y, x).numpy()
    array([2.0611537e-09, 5.0000000e-01, 1.0000000e+00], dtype=float32)

    """
    beta = float(beta)
    return _public("softplus", _softplus_of if beta == 1 else _softplus_with(beta), features, name)


@tf.autograph.experimental.do_not_convert
def sigmoid(features, name=None):
    """σ(x) = 1/(1+e⁻ˣ), the derivative of softplus, rounded once: in place of `tf.math.sigmoid`.

    The arguments, types and errors are those of `softplus`. NaN for NaN, 0 for −∞, 1 for +∞. The gradient, grad·σ′(x),
    is rounded once too.

    Examples
    --------
    >>> sigmoid([-100.0, 0.0, 100.0]).numpy()
    array([3.8e-44, 5.0e-01, 1.0e+00], dtype=float32)

    """
    return _public("sigmoid", _sigmoid, features, name)


@tf.autograph.experimental.do_not_convert
def log_sigmoid(features, name=None):
    """ln σ(x) = −ln(1+e⁻ˣ), rounded once: in place of `tf.math.log_sigmoid`.

    The arguments, types and errors are those of `softplus`. NaN for NaN, −∞ for −∞, −0 for +∞. The gradients of the
    first and second order, grad·σ(−x) and −grad_grad·grad·σ′(x), are rounded once too.

    Examples
    --------
    >>> log_sigmoid([-100.0, 0.0, 100.0]).numpy()
    array([-1.000000e+02, -6.931472e-01, -3.783506e-44], dtype=float32)

    """
    return _public("log_sigmoid", _log_sigmoid, features, name)


@tf.autograph.experimental.do_not_convert
def mish(features, name=None):
    """x·tanh(ln(1+eˣ)), rounded once: in place of `keras.activations.mish`.

    The arguments, types and errors are those of `softplus`. NaN for NaN, −0 for −∞, +∞ for +∞. The gradient,
    grad·(t + x·σ(x)·(1−t²)) with t = tanh(softplus(x)), is computed in steps, in float32 at least.

    Examples
    --------
    >>> mish([-100.0, 0.0, 100.0]).numpy()
    array([-3.72e-42,  0.00e+00,  1.00e+02], dtype=float32)

    """
    return _public("mish", _mish, features, name)


@tf.autograph.experimental.do_not_convert
def softplus_inverse(features, name=None):
    """ln(eʸ−1), the x with softplus(x) = y, rounded once: in place of `tfp.math.softplus_inverse`.

    The arguments, types and errors are those of `softplus`. NaN for NaN and below 0, −∞ for 0, +∞ for +∞. The gradient,
    grad/(1−e⁻ʸ), is computed in steps, in float32 at least.

    Examples
    --------
    >>> softplus_inverse([1e-30, 1.0, 100.0]).numpy()
    array([-69.07755   ,   0.54132485, 100.        ], dtype=float32)

    """
    return _public("softplus_inverse", _softplus_inverse, features, name)
