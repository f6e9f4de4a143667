"""An elementwise function for PyTorch: an operator with its derivatives, and a shorter way for eager calls.

The operator `torch.ops.softplus.*` is what torch.compile, export, torch.func, meta and fake tensors see. Its derivative
does not go by `torch.library.custom_op`, which has none in forward mode (tangents vanish without a word) and none under
torch.func. An eager call of plain tensors does not go through the dispatcher: that saves 5 to 8 µs.
"""

import torch
from torch import Tensor
from torch._C import (
    _after_autograd_keyset,
    _are_functorch_transforms_active,
    _AutoDispatchBelowAutograd,
    _has_storage,
    _len_torch_dispatch_stack,
)
from torch._functorch.utils import enable_single_level_autograd_function
from torch.autograd import Function, forward_ad
from torch.autograd.function import _SingleLevelFunction
from torch.compiler import is_compiling

from .. import _softplus
from ._threads import TEAM

NAMES = {
    torch.float16: "float16",
    torch.bfloat16: "bfloat16",
    torch.float32: "float32",
    torch.float64: "float64",
}
_LIBRARY = torch.library.Library("softplus", "FRAGMENT")


class Operation:
    """A function of tensors of one shape and type, and of numbers behind them.

    Parameters
    ----------
    name : str
        The operator's name in `torch.ops.softplus`.
    signature : str
        Its arguments, tensors first, as PyTorch's schemas have them.
    *partials : callable
        For each tensor, grad times the derivative in it: a function of grad and of all arguments, written in
        operations that can be differentiated.
    routine : str, optional
        The function of `_softplus.apply`, if it is not `name`.

    """

    __slots__ = ("count", "dispatched", "eager", "op", "partials", "routine")

    def __init__(self, name, signature, *partials, routine=None):
        self.partials, self.count, self.routine = partials, len(partials), routine or name
        # A class for each operation, so that a call has no argument more than the function.
        self.eager = type(f"{name}_eager", (_Eager,), {"operation": self})
        self.dispatched = type(f"{name}_dispatched", (_Dispatched,), {"operation": self})
        _LIBRARY.define(f"{name}({signature}) -> Tensor", tags=torch.Tag.pt2_compliant_tag)
        _LIBRARY.impl(name, lambda *args: _compute(self, args), "CPU")
        _LIBRARY.impl(name, self._autograd, "Autograd", with_keyset=True)
        name = f"softplus::{name}"
        torch.library.register_fake(name, lambda *args: torch.empty_like(args[self.count - 1]), lib=_LIBRARY)
        torch.library.register_vmap(name, self._vmap, lib=_LIBRARY)
        self.op = getattr(torch.ops.softplus, name.partition("::")[2]).default

    def __call__(self, *args):
        """The function of tensors and numbers, with what is needed to differentiate it."""
        if is_compiling() or _are_functorch_transforms_active() or _len_torch_dispatch_stack():
            return self.op(*args)
        tensors = args[: self.count]
        for x in tensors:
            # What is batched by `is_grads_batched` has no storage.
            if type(x) not in (Tensor, torch.nn.Parameter) or not (x.is_cpu and _has_storage(x)):
                return self.op(*args)
        return self.eager.apply(*args) if _differentiated(tensors) else _compute(self, args)

    def _autograd(self, keyset, *args):
        """What the operator does first: record the call, if it is to be differentiated at the current level."""
        if _are_functorch_transforms_active() or _differentiated(args[: self.count]):
            with enable_single_level_autograd_function():
                return self.dispatched.apply(keyset, *args)
        return self._below_autograd(keyset, args)

    def _below_autograd(self, keyset, args):
        # A node's `forward` runs with derivatives off; the levels of torch.func below this one record theirs.
        with torch.enable_grad(), forward_ad._set_fwd_grad_enabled(True), _AutoDispatchBelowAutograd():
            return self.op.redispatch(keyset & _after_autograd_keyset, *args)

    def _vmap(self, info, in_dims, *args):
        """The function of a batch: with the batch in front, in all tensors."""
        tensors = [
            x.expand(info.batch_size, *x.shape) if dim is None else x.movedim(dim, 0)
            for x, dim in zip(args[: self.count], in_dims, strict=False)
        ]
        return self(*tensors, *args[self.count :]), 0


def _differentiated(tensors):
    if forward_ad._current_level >= 0:
        return True
    if torch.is_grad_enabled():
        for x in tensors:
            if x.requires_grad:
                return True
    return False


class _Node(_SingleLevelFunction):
    """A call of an operation, recorded."""

    operation = None
    _compiled_autograd_key = staticmethod(Function._compiled_autograd_key)

    @staticmethod
    def remember(ctx, args):
        """Keeps what the derivatives need; the tensors of it."""
        count = ctx._forward_cls.operation.count
        tensors = args[:count]
        ctx.numbers = args[count:]
        ctx.save_for_backward(*tensors)
        return tensors

    @staticmethod
    def gradients(ctx, grad, leading):
        """Those of all arguments; the first tensor is the argument with this number."""
        operation, numbers = ctx._forward_cls.operation, ctx.numbers
        args = (*ctx.saved_tensors, *numbers)
        if operation.count == 1:
            gradients = (operation.partials[0](grad, *args),)
        else:
            pairs = zip(operation.partials, ctx.needs_input_grad[leading:], strict=False)
            gradients = tuple(partial(grad, *args) if needed else None for partial, needed in pairs)
        return gradients + (None,) * len(numbers) if numbers else gradients

    @staticmethod
    def jvp(ctx, *tangents):
        # PyTorch switches forward mode off in here, and with it all outer levels: jvp of jvp would be 0. When it is on
        # again, the inputs must leave this level, or this would not end.
        with forward_ad._set_fwd_grad_enabled(True):
            args = (*(forward_ad.unpack_dual(x, level=0).primal for x in ctx.saved_tensors), *ctx.numbers)
            # An elementwise function's derivative is its own transpose.
            pairs = zip(ctx._forward_cls.operation.partials, tangents, strict=False)
            return sum(partial(tangent, *args) for partial, tangent in pairs if tangent is not None)


class _Eager(_Node):
    """A call that does not go through the dispatcher."""

    @staticmethod
    def forward(ctx, *args):
        tensors = _Node.remember(ctx, args)
        if forward_ad._current_level >= 0:  # takes time
            ctx.save_for_forward(*tensors)
        return _compute(ctx._forward_cls.operation, args)

    @staticmethod
    def backward(ctx, grad):
        return _Node.gradients(ctx, grad, 0)


class _Dispatched(_Node):
    """The dispatcher's call, which goes on with the keys behind this one."""

    @staticmethod
    def forward(ctx, keyset, *args):
        # Whether forward mode is on at an outer level, cannot be seen here.
        ctx.save_for_forward(*_Node.remember(ctx, args))
        return ctx._forward_cls.operation._below_autograd(keyset, args)

    @staticmethod
    def backward(ctx, grad):
        return None, *_Node.gradients(ctx, grad, 1)

    @staticmethod
    def jvp(ctx, _keyset, *tangents):
        return _Node.jvp(ctx, *tangents)


def _compute(operation, args):
    """The function itself, over the memory of CPU tensors."""
    count = operation.count
    tensors = args[:count]
    like = tensors[-1]
    dtype = NAMES.get(like.dtype)
    if dtype is None:
        raise _unlike(operation, tensors)
    out = torch.empty_like(like)
    strides = None if out.is_contiguous() else out.stride()
    kept, addresses = [], []
    for x in tensors:
        if x is not like and (x.dtype is not like.dtype or x.shape != like.shape):
            raise _unlike(operation, tensors)
        same = x.is_contiguous() if strides is None else x.stride() == strides
        # Copies are kept for the length of the call.
        if not same or x.is_neg() or x._is_zerotensor():
            x = torch.empty_like(out).copy_(x)  # noqa: PLW2901
        kept.append(x)
        addresses.append(x.data_ptr())
    length = out.numel()
    if length and 0 in addresses:
        raise RuntimeError(f"{operation.routine} got a tensor without memory: was its storage freed, or resized to 0?")
    numbers, threads = args[count:], torch.get_num_threads()
    _softplus.apply(operation.routine, dtype, addresses, numbers, out.data_ptr(), length, threads, TEAM)
    return out


def _unlike(operation, tensors):
    what = ", ".join(f"{x.dtype} of shape {tuple(x.shape)}" for x in tensors)
    return TypeError(
        f"{operation.routine} got {what}: all must have one shape, and one type of {', '.join(map(str, NAMES))}"
    )
