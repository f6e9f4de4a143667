"""softplus(x) = ln(1+eˣ) and its family: the correctly rounded result, as NumPy ufuncs.

>>> import numpy as np, softplus
>>> softplus.softplus(np.array([-1000.0, 0.0, 100.0]))
array([  0.        ,   0.69314718, 100.        ])

The functions are real ufuncs: they broadcast, take `out`, `where` and `dtype`, convert integers to float64, and return
the same bits on every machine. `softplus.torch`, `softplus.jax`, `softplus.keras` and `softplus.tensorflow` have them
for those frameworks, each imported when it is used. `Softplus` is softplus as a constraint, and `formulas` has the
formulas that others use, for comparison.
"""

from importlib import import_module as _import_module

from . import _softplus, formulas
from ._constraint import Softplus
from ._softplus import (
    __version__ as __version__,
)
from ._softplus import (
    log1mexp,
    log_sigmoid,
    log_softplus,
    logaddexp,
    logsubexp,
    mish,
    shifted_softplus,
    sigmoid,
    softplus,
    softplus_backward,
    softplus_beta,
    softplus_beta_derivative,
    softplus_beta_derivative_in_beta,
    softplus_double_backward,
    softplus_inverse,
    softplus_second_derivative,
    softplus_threshold,
)

try:
    import ml_dtypes as _ml_dtypes
    import numpy as _np
except ImportError:
    pass
else:
    _softplus.register_bfloat16(_np.dtype(_ml_dtypes.bfloat16).num)

__all__ = [
    "Softplus",
    "formulas",
    "log1mexp",
    "log_sigmoid",
    "log_softplus",
    "logaddexp",
    "logsubexp",
    "mish",
    "shifted_softplus",
    "sigmoid",
    "softplus",
    "softplus_backward",
    "softplus_beta",
    "softplus_beta_derivative",
    "softplus_beta_derivative_in_beta",
    "softplus_double_backward",
    "softplus_inverse",
    "softplus_second_derivative",
    "softplus_threshold",
]

_ADAPTERS = ("jax", "keras", "tensorflow", "torch")


def __getattr__(name):
    if name in _ADAPTERS:
        try:
            return _import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            message = f"softplus.{name} needs {name}, which is not installed: pip install {name}"
            raise ModuleNotFoundError(message, name=name) from error
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *_ADAPTERS])
