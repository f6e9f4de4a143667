from collections.abc import Sequence
from typing import Literal

import numpy as np

__all__ = [
    "__version__",
    "_constraint_forward",
    "_constraint_inverse",
    "_constraint_inverse_log_det_jacobian",
    "_constraint_log_det_jacobian",
    "_constraint_raw_for",
    "apply",
    "level",
    "log1mexp",
    "log_sigmoid",
    "log_softplus",
    "logaddexp",
    "logsubexp",
    "mish",
    "register_bfloat16",
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

__version__: str
level: str

softplus: np.ufunc
sigmoid: np.ufunc
softplus_second_derivative: np.ufunc
softplus_inverse: np.ufunc
log_sigmoid: np.ufunc
log1mexp: np.ufunc
shifted_softplus: np.ufunc
mish: np.ufunc
log_softplus: np.ufunc
logaddexp: np.ufunc
logsubexp: np.ufunc
softplus_backward: np.ufunc
softplus_double_backward: np.ufunc
softplus_beta: np.ufunc
softplus_beta_derivative: np.ufunc
softplus_beta_derivative_in_beta: np.ufunc
softplus_threshold: np.ufunc

_constraint_forward: np.ufunc
_constraint_inverse: np.ufunc
_constraint_log_det_jacobian: np.ufunc
_constraint_inverse_log_det_jacobian: np.ufunc
_constraint_raw_for: np.ufunc

def register_bfloat16(number: int) -> None: ...
def xla_handlers() -> list[tuple[str, int]]: ...
def apply(
    name: str,
    dtype: Literal["float16", "bfloat16", "float32", "float64"],
    inputs: Sequence[int],
    numbers: Sequence[float],
    out: int,
    len: int,  # noqa: A002 -- the name is the extension's
    threads: int = 0,
    team: int = 0,
) -> None: ...
