"""The functions and their derivatives.

Those of softplus are single functions, each rounded once; the others are formulas of them, exact to a few units in the
last place, which neither overflow nor lose small results.
"""

import torch

from ._operation import Operation


def _times(grad, derivative, x):
    """grad·derivative(x) for a derivative of several steps: in float32 at least, then in the type of `x`."""
    wide = torch.promote_types(x.dtype, torch.float32)
    return (grad.to(wide) * derivative(x.to(wide))).to(x.dtype)


def _mish_derivative(x):
    # Beyond ±10000 it is constant, and at ±∞ the product would be ∞·0.
    x = x.clamp(-1e4, 1e4)
    softplus = SOFTPLUS(x)
    tanh = torch.tanh(softplus)
    # 1 − tanh(s) is 2σ(−2s), without the cancellation.
    return tanh + 2 * x * SIGMOID(x) * SIGMOID(-2 * softplus) * (1 + tanh)


def _log_softplus_derivative(x):
    # Left of this the quotient is 1, but numerator and denominator underflow.
    x = x.clamp(min=-700.0 if x.dtype == torch.float64 else -80.0)
    return SIGMOID(x) / SOFTPLUS(x)


def _log1mexp_derivative(x):
    return torch.exp(-x) / -torch.expm1(-x)


def _inverse_derivative(y):
    return 1 / -torch.expm1(-y)


def is_above(x, beta, threshold):
    """Whether softplus is cut, decided as in `softplus_threshold`: in float32 at least, numbers rounded as `x`."""
    wide = torch.promote_types(x.dtype, torch.float32)
    if not isinstance(beta, torch.Tensor):
        beta = x.new_full((), beta)
    return x.to(wide) * beta.to(wide) > x.new_full((), threshold).to(wide)


def _cut(grad, x, beta, threshold):
    return torch.where(is_above(x, beta, threshold), grad, grad * BETA_DERIVATIVE(x, beta))


# grad_grad·grad·σ′(x) and grad·σ(x). σ″(x) is −σ′(x)·tanh(x/2).
DOUBLE_BACKWARD = Operation(
    "softplus_double_backward",
    "Tensor grad_grad, Tensor grad, Tensor x",
    lambda v, _, grad, x: DOUBLE_BACKWARD(v, grad, x),
    lambda v, grad_grad, _, x: DOUBLE_BACKWARD(v, grad_grad, x),
    lambda v, grad_grad, grad, x: -torch.tanh(x / 2) * v * DOUBLE_BACKWARD(grad_grad, grad, x),
)
BACKWARD = Operation("softplus_backward", "Tensor grad, Tensor x", lambda v, _, x: BACKWARD(v, x), DOUBLE_BACKWARD)

SOFTPLUS = Operation("softplus", "Tensor x", BACKWARD)
SIGMOID = Operation("sigmoid", "Tensor x", lambda grad, x: DOUBLE_BACKWARD(grad, torch.ones_like(x), x))
LOG_SIGMOID = Operation("log_sigmoid", "Tensor x", lambda grad, x: BACKWARD(grad, -x))
SHIFTED = Operation("shifted_softplus", "Tensor x", BACKWARD)
MISH = Operation("mish", "Tensor x", lambda grad, x: _times(grad, _mish_derivative, x))
LOG_SOFTPLUS = Operation("log_softplus", "Tensor x", lambda grad, x: _times(grad, _log_softplus_derivative, x))
LOG1MEXP = Operation("log1mexp", "Tensor x", lambda grad, x: _times(grad, _log1mexp_derivative, x))
INVERSE = Operation("softplus_inverse", "Tensor y", lambda grad, y: _times(grad, _inverse_derivative, y))
LOGADDEXP = Operation(
    "logaddexp",
    "Tensor a, Tensor b",
    lambda grad, a, b: BACKWARD(grad, a - b),
    lambda grad, a, b: BACKWARD(grad, b - a),
)

# ln(1+e^βx)/β: β a number.
BETA = Operation("softplus_beta", "Tensor x, float beta", lambda grad, x, beta: grad * BETA_DERIVATIVE(x, beta))
BETA_DERIVATIVE = Operation(
    "softplus_beta_derivative",
    "Tensor x, float beta",
    lambda grad, x, beta: DOUBLE_BACKWARD(grad, torch.full_like(x, beta), beta * x),
)
THRESHOLD = Operation("softplus_threshold", "Tensor x, float beta, float threshold", _cut)

# The same with β a tensor, and the derivative in it, f: that one's is (x²σ′(βx) − 2f)/β.
TENSOR_BETA = Operation(
    "softplus_tensor_beta",
    "Tensor x, Tensor beta",
    lambda grad, x, beta: grad * TENSOR_BETA_DERIVATIVE(x, beta),
    lambda grad, x, beta: grad * DERIVATIVE_IN_BETA(x, beta),
    routine="softplus_beta",
)
TENSOR_BETA_DERIVATIVE = Operation(
    "softplus_tensor_beta_derivative",
    "Tensor x, Tensor beta",
    lambda grad, x, beta: DOUBLE_BACKWARD(grad, beta, beta * x),
    lambda grad, x, beta: DOUBLE_BACKWARD(grad, x, beta * x),
    routine="softplus_beta_derivative",
)
DERIVATIVE_IN_BETA = Operation(
    "softplus_beta_derivative_in_beta",
    "Tensor x, Tensor beta",
    lambda grad, x, beta: DOUBLE_BACKWARD(grad, x, beta * x),
    lambda grad, x, beta: (DOUBLE_BACKWARD(grad, x, beta * x) * x - 2 * grad * DERIVATIVE_IN_BETA(x, beta)) / beta,
)

# The bijector's: low + ln(1+e^βx)/β, its inverse, and the logarithm of its derivative.
FORWARD = Operation(
    "constraint_forward",
    "Tensor x, float beta, float low",
    lambda grad, x, beta, _: grad * BETA_DERIVATIVE(x, beta),
    routine="_constraint_forward",
)
BACK = Operation(
    "constraint_inverse",
    "Tensor y, float beta, float low",
    lambda grad, y, beta, low: _times(grad, lambda y: _inverse_derivative(beta * (y - low)), y),
    routine="_constraint_inverse",
)
LOG_DET = Operation(
    "constraint_log_det_jacobian",
    "Tensor x, float beta, float low",
    lambda grad, x, beta, _: grad * beta * BETA_DERIVATIVE(-x, beta),
    routine="_constraint_log_det_jacobian",
)
