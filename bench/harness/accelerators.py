"""PyTorch and JAX on an accelerator: the same functions, of arrays in its memory.

As in rivals.py, `make(dtype, xs, out)` returns (run, result); `xs` are a list, one array for each argument.
"""

import numpy as np
from family import jax_inverse, torch_inverse
from rivals import Rival


def on_cuda(choose):
    """A function that `choose` takes from torch, on the first GPU."""

    def rival(_dtype, xs, _out):
        import torch

        if not torch.cuda.is_available():
            raise TypeError("PyTorch sees no GPU")
        kind, integers = getattr(torch, xs[0].dtype.name), np.dtype(f"i{xs[0].itemsize}")
        tensors = [torch.from_numpy(x.view(integers)).view(kind).cuda() for x in xs]
        same = {2: torch.int16, 4: torch.int32, 8: torch.int64}[xs[0].itemsize]
        function, last = choose(torch), []

        def run():
            last[:] = [function(*tensors)]

        return run, lambda: last[0].cpu().view(same).numpy().view(xs[0].dtype)

    return rival


def on_jax(choose):
    """A function that `choose` takes from jax, compiled for the first accelerator."""

    def rival(_dtype, xs, _out):
        import jax

        jax.config.update("jax_enable_x64", True)
        device = jax.devices()[0]
        if device.platform == "cpu":
            raise TypeError("JAX sees no accelerator")
        function, arrays, last = jax.jit(choose(jax)), [jax.device_put(x, device) for x in xs], []

        def run():
            last[:] = [function(*arrays).block_until_ready()]

        return run, lambda: np.asarray(last[0])

    return rival


# In the names that each library has for them.
FUNCTIONS = {
    "softplus": (lambda torch: torch.nn.functional.softplus, lambda jax: jax.nn.softplus),
    "sigmoid": (lambda torch: torch.sigmoid, lambda jax: jax.nn.sigmoid),
    "log_sigmoid": (lambda torch: torch.nn.functional.logsigmoid, lambda jax: jax.nn.log_sigmoid),
    "softplus_inverse": (torch_inverse, jax_inverse),
    "logaddexp": (lambda torch: torch.logaddexp, lambda jax: jax.numpy.logaddexp),
    "mish": (lambda torch: torch.nn.functional.mish, lambda jax: jax.nn.mish),
}


def everything(function):
    """Both rows of a function."""
    torch, jax = FUNCTIONS[function]
    return [
        Rival("torch-cuda", "PyTorch, CUDA", "torch", "rival", on_cuda(torch), function=function),
        Rival("jax-cuda", "JAX, CUDA", "jax", "rival", on_jax(jax), function=function),
    ]


def name():
    """What the accelerator is called, or None."""
    try:
        import torch

        return torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    except ImportError:
        return None
