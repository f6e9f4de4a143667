"""softplus(x) = ln(1+eˣ) and its family for PyTorch: the bits of the NumPy ufuncs, on the CPU, with all derivatives.

>>> import torch, softplus.torch
>>> x = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)
>>> y = softplus.torch.softplus(x)
>>> y
tensor([3.7835e-44, 6.9315e-01, 1.0000e+02], grad_fn=<...>)
>>> y.sum().backward()
>>> x.grad
tensor([3.7835e-44, 5.0000e-01, 1.0000e+00])

The functions work on float16, bfloat16, float32 and float64; integers become the default type. They can be
differentiated any number of times, in reverse and forward mode, and work under torch.func's transforms and in
torch.compile's graphs. They use PyTorch's threads, as many as `torch.set_num_threads` says. Tensors on another device
than the CPU raise an error.
"""

from ._functions import (
    log1mexp,
    log_softplus,
    logaddexp,
    logsigmoid,
    mish,
    shifted_softplus,
    sigmoid,
    softplus,
    softplus_inverse,
)
from ._modules import LogSigmoid, Mish, ShiftedSoftplus, Sigmoid, Softplus
from ._transform import SoftplusTransform

__all__ = [
    "LogSigmoid",
    "Mish",
    "ShiftedSoftplus",
    "Sigmoid",
    "Softplus",
    "SoftplusTransform",
    "log1mexp",
    "log_softplus",
    "logaddexp",
    "logsigmoid",
    "mish",
    "shifted_softplus",
    "sigmoid",
    "softplus",
    "softplus_inverse",
]
