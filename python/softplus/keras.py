"""softplus and its family for Keras 3: activations and a layer with the bits of the NumPy ufuncs, on every backend.

They compute with `softplus.tensorflow`, `softplus.torch` or `softplus.jax`, whichever Keras's backend is. Those run on
the CPU, and say more about types, gradients and accuracy. A model that has them is saved and loaded as usual, where
`softplus.keras` has been imported.

On TensorFlow, XLA cannot compile them. The layer tells Keras so; for a model that has them as activations, call
`model.compile(jit_compile=False)` where a GPU is in sight, or Keras compiles with XLA and an error says the same.

>>> import keras
>>> import softplus.keras
>>> dense = keras.layers.Dense(3, activation=softplus.keras.softplus, kernel_initializer="ones")
>>> keras.ops.convert_to_numpy(dense(keras.ops.array([[-2.0, 2.0]])))
array([[0.6931472, 0.6931472, 0.6931472]], dtype=float32)
"""

from importlib import import_module

import keras

from ._constraint import Softplus as _Constraint

__all__ = ["Softplus", "log_sigmoid", "mish", "sigmoid", "softplus"]

_BACKEND = keras.config.backend()
_BACKENDS = ("tensorflow", "torch", "jax")
if _BACKEND not in _BACKENDS:
    raise ImportError(
        f"Keras's backend is {_BACKEND!r}, and softplus.keras has {', '.join(_BACKENDS)}: choose one of them with the "
        "environment variable KERAS_BACKEND before keras is imported"
    )
_functions = import_module(f"{__package__}.{_BACKEND}")
_log_sigmoid = _functions.logsigmoid if _BACKEND == "torch" else _functions.log_sigmoid

_serializable = keras.saving.register_keras_serializable(package="softplus")


def _apply(function, activation, x):
    if isinstance(x, keras.KerasTensor):
        return keras.layers.Activation(activation)(x)
    return function(keras.ops.convert_to_tensor(x))


@_serializable
def softplus(x):
    """ln(1+eˣ), rounded once: in place of `keras.activations.softplus`.

    Parameters
    ----------
    x : tensor
        Of floating-point numbers, of any shape.

    Returns
    -------
    tensor
        Of the type and shape of `x`: NaN for NaN, 0 for −∞, +∞ for +∞.

    Notes
    -----
    The gradient, grad·σ(x), is rounded once too.

    Examples
    --------
    >>> keras.ops.convert_to_numpy(softplus([-100.0, 0.0, 100.0]))
    array([3.783506e-44, 6.931472e-01, 1.000000e+02], dtype=float32)

    """
    return _apply(_functions.softplus, softplus, x)


@_serializable
def sigmoid(x):
    """σ(x) = 1/(1+e⁻ˣ), the derivative of softplus, rounded once: in place of `keras.activations.sigmoid`.

    The argument and the result are as for `softplus`: NaN for NaN, 0 for −∞, 1 for +∞.

    Examples
    --------
    >>> keras.ops.convert_to_numpy(sigmoid([-100.0, 0.0, 100.0]))
    array([3.8e-44, 5.0e-01, 1.0e+00], dtype=float32)

    """
    return _apply(_functions.sigmoid, sigmoid, x)


@_serializable
def log_sigmoid(x):
    """ln σ(x) = −ln(1+e⁻ˣ), rounded once: in place of `keras.activations.log_sigmoid`.

    The argument and the result are as for `softplus`: NaN for NaN, −∞ for −∞, −0 for +∞.

    Examples
    --------
    >>> keras.ops.convert_to_numpy(log_sigmoid([-100.0, 0.0, 100.0]))
    array([-1.000000e+02, -6.931472e-01, -3.783506e-44], dtype=float32)

    """
    return _apply(_log_sigmoid, log_sigmoid, x)


@_serializable
def mish(x):
    """x·tanh(ln(1+eˣ)), rounded once: in place of `keras.activations.mish`.

    The argument and the result are as for `softplus`: NaN for NaN, −0 for −∞, +∞ for +∞.

    Examples
    --------
    >>> keras.ops.convert_to_numpy(mish([-100.0, 0.0, 100.0]))
    array([-3.72e-42,  0.00e+00,  1.00e+02], dtype=float32)

    """
    return _apply(_functions.mish, mish, x)


@_serializable
class Softplus(keras.layers.Layer):
    """The layer x ↦ ln(1+e^βx)/β, rounded once.

    Parameters
    ----------
    beta : float, default 1
        The sharpness β: a positive finite number. It is not trained.
    **kwargs
        Those of `keras.layers.Layer`.

    Raises
    ------
    ValueError
        If `beta` is none.

    Examples
    --------
    >>> keras.ops.convert_to_numpy(Softplus(beta=2)(keras.ops.array([-1.0, 0.0, 1.0])))
    array([0.06346401, 0.3465736 , 1.063464  ], dtype=float32)

    """

    def __init__(self, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.beta = _Constraint(beta).beta
        self.supports_masking = True
        self.supports_jit = _BACKEND != "tensorflow"

    def call(self, inputs):
        """The function of each element."""
        return _functions.softplus(inputs, beta=self.beta)

    def compute_output_shape(self, input_shape):
        """The shape of the inputs."""
        return input_shape

    def get_config(self):
        """What the layer is made from again."""
        return {**super().get_config(), "beta": self.beta}
