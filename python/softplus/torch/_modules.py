"""The activations as modules, in place of those of `torch.nn`."""

# ruff: noqa: A002 -- `input` is PyTorch's name.

import torch

from . import _functions


class Softplus(torch.nn.Module):
    """ln(1+e^βx)/β as `torch.nn.Softplus`, without the cut unless it is asked for.

    Parameters
    ----------
    beta : float or Tensor, default 1.0
        The sharpness β. A `torch.nn.Parameter` is learned.
    threshold : float, optional
        PyTorch's cut, which is 20 there by default; None for none.

    Notes
    -----
    Shapes, accuracy and special cases are those of `softplus.torch.softplus`.

    Examples
    --------
    >>> Softplus()
    Softplus(beta=1.0, threshold=None)
    >>> Softplus(threshold=20)(torch.tensor(25.0))
    tensor(25.)

    """

    def __init__(self, beta=1.0, threshold=None):
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input):
        return _functions.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class Sigmoid(torch.nn.Module):
    """1/(1+e^−x) as `torch.nn.Sigmoid`; the function is `softplus.torch.sigmoid`.

    Examples
    --------
    >>> Sigmoid()(torch.zeros(2))
    tensor([0.5000, 0.5000])

    """

    def forward(self, input):
        return _functions.sigmoid(input)


class LogSigmoid(torch.nn.Module):
    """−ln(1+e^−x) as `torch.nn.LogSigmoid`; the function is `softplus.torch.logsigmoid`.

    Examples
    --------
    >>> LogSigmoid()(torch.zeros(2))
    tensor([-0.6931, -0.6931])

    """

    def forward(self, input):
        return _functions.logsigmoid(input)


class Mish(torch.nn.Module):
    """x·tanh(softplus(x)) as `torch.nn.Mish`; the function is `softplus.torch.mish`.

    Parameters
    ----------
    inplace : bool, default False
        Whether the result replaces the input. It is computed beside it first: this saves no memory.

    Examples
    --------
    >>> Mish()(torch.tensor([0.0, 100.0]))
    tensor([  0., 100.])

    """

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        # The gradient needs the input that is about to be replaced.
        return input.copy_(_functions.mish(input.clone())) if self.inplace else _functions.mish(input)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


class ShiftedSoftplus(torch.nn.Module):
    """softplus(x) − ln 2, which is 0 at 0; the function is `softplus.torch.shifted_softplus`.

    Examples
    --------
    >>> ShiftedSoftplus()(torch.tensor([0.0, 1e-10]))
    tensor([0.0000e+00, 5.0000e-11])

    """

    def forward(self, input):
        return _functions.shifted_softplus(input)
