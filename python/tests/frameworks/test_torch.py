"""softplus.torch: the ufuncs' bits by every route, derivatives against mathematics and PyTorch's own, and refusals."""

import copy
import doctest
import multiprocessing
import os
import pickle

import ml_dtypes
import numpy as np
import pytest
import softplus
import softplus.torch as family
import torch
from softplus.torch import _family, _functions, _modules, _transform
from torch._dynamo import compiled_autograd
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vmap
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional

# By the ufuncs' names.
UNARY = {name.replace("logs", "log_s"): getattr(family, name) for name in family.__all__ if name.islower()}
UNARY.pop("logaddexp")
DTYPES = ["float16", ml_dtypes.bfloat16, "float32", "float64"]
# Functions of x, with β and cut too, that have derivatives everywhere.
SMOOTH = {
    **{name: f for name, f in UNARY.items() if name not in ("softplus_inverse", "log1mexp")},
    "beta": lambda x: family.softplus(x, 2.5),
    "cut": lambda x: family.softplus(x, 2.5, 1.0),
    "transform": family.SoftplusTransform(2.5, 1.0),
    "log_det": lambda x: family.SoftplusTransform(2.5, 1.0).log_abs_det_jacobian(x, None),
    "inverse": lambda x: family.SoftplusTransform(2.5, 1.0).inv(x.abs() + 1.25),
    "softplus_inverse": lambda x: family.softplus_inverse(x.abs() + 0.125),
    "log1mexp": lambda x: family.log1mexp(x.abs() + 0.125),
}
TRANSFORMS = {
    "vmap": vmap,
    "vmap of grad": lambda f: vmap(grad(f)),
    "grad of grad": lambda f: vmap(grad(grad(f))),
    "jvp": lambda f: lambda x: jvp(f, (x,), (x + 1,)),
    "hessian": lambda f: hessian(lambda x: f(x).sum()),
    "jacrev of jacfwd": lambda f: vmap(jacrev(jacfwd(f))),
    "jacfwd of jacfwd": lambda f: vmap(jacfwd(jacfwd(f))),
    "third": lambda f: vmap(jacfwd(jacfwd(jacrev(f)))),
}
# NumPy's of the poles; and one that PyTorch's own functions cause in nested forward mode.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:An output with one or more elements")


def to_torch(array):
    if array.dtype == ml_dtypes.bfloat16:
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def to_numpy(tensor):
    tensor = tensor.detach()
    if tensor.dtype == torch.bfloat16:
        return tensor.contiguous().view(torch.int16).numpy().view(ml_dtypes.bfloat16)
    return tensor.numpy()


@pytest.fixture
def same(bits):
    """The check that a tensor has the bits, and the type, of an array."""

    def check(ys, expected):
        assert to_numpy(ys).dtype == expected.dtype
        np.testing.assert_array_equal(bits(to_numpy(ys)), bits(expected))

    return check


def every(dtype):
    """All values of 16 bits, every 1,009th of float32, random ones of float64."""
    if np.dtype(dtype).itemsize == 2:
        return np.arange(1 << 16, dtype=np.uint16).view(dtype)
    if dtype == "float32":
        return np.arange(0, 1 << 32, 1009, dtype=np.uint32).view(dtype)
    return np.random.default_rng(1).integers(0, 1 << 64, 1 << 16, np.uint64).view(dtype)


def some():
    """float64 on both sides of 0, away from the cut of SMOOTH."""
    return torch.tensor([-9.0, -3.0, -1.25, -0.5, 0.125, 0.75, 2.0, 7.0], dtype=torch.float64)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", UNARY)
def test_forward_has_the_bits_of_the_ufunc(name, dtype, same):
    """For so many values that every loop and every thread has a share."""
    xs = every(dtype)
    same(UNARY[name](to_torch(xs)), getattr(softplus, name)(xs))


@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_of_ones_has_the_bits_of_sigmoid(dtype, same):
    """And of other numbers those of softplus_backward: rounded once."""
    xs = every(dtype)
    x = to_torch(xs).requires_grad_()
    y = family.softplus(x)
    (ones,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
    same(ones, softplus.sigmoid(xs))
    weights = np.random.default_rng(2).normal(size=xs.shape).astype(xs.dtype)
    (gradient,) = torch.autograd.grad(y, x, to_torch(weights))
    same(gradient, softplus.softplus_backward(weights, xs))


@pytest.mark.parametrize("dtype", DTYPES)
def test_beta_and_the_cut_have_the_bits_of_their_ufuncs(dtype, same):
    """As numbers and as a tensor; and the slope is 1 where the function is cut, σ(βx) elsewhere."""
    xs = every(dtype)[::7]
    for beta, threshold in ((0.7, 20.1), (-3.0, 1.3)):
        b, t = np.array([beta, threshold]).astype(xs.dtype)
        same(family.softplus(to_torch(xs), beta), softplus.softplus_beta(xs, b))
        same(family.softplus(to_torch(xs), torch.tensor(beta, dtype=torch.float64)), softplus.softplus_beta(xs, b))
        x = to_torch(xs).requires_grad_()
        expected = softplus.softplus_threshold(xs, b, t)
        wide = np.promote_types(xs.dtype, np.float32)
        cut = xs.astype(wide) * b.astype(wide) > t.astype(wide)
        slope = np.where(cut, xs.dtype.type(1), softplus.softplus_beta_derivative(xs, b))
        for argument in (beta, torch.tensor(beta, dtype=torch.float64)):
            y = family.softplus(x, argument, threshold)
            same(y, expected)
            same(torch.autograd.grad(y.sum(), x)[0], slope)


def test_logaddexp_broadcasts_and_promotes(same):
    a = np.linspace(-5, 5, 12, dtype=np.float32).reshape(3, 4)
    b = np.linspace(-700, 700, 4)
    same(family.logaddexp(to_torch(a), to_torch(b)), softplus.logaddexp(a.astype(np.float64), b))
    # A tensor without dimensions does not widen the result, as everywhere in PyTorch.
    same(family.logaddexp(to_torch(a), torch.tensor(0.5, dtype=torch.float64)), softplus.logaddexp(a, np.float32(0.5)))


def test_gradients_at_the_limits():
    x = torch.tensor([0.0, -0.0, np.inf, -np.inf, np.nan], requires_grad=True)
    limits = {
        family.softplus: [0.5, 0.5, 1, 0, np.nan],
        family.sigmoid: [0.25, 0.25, 0, 0, np.nan],
        family.logsigmoid: [0.5, 0.5, 0, 1, np.nan],
        family.shifted_softplus: [0.5, 0.5, 1, 0, np.nan],
        family.mish: [0.6, 0.6, 1, 0, np.nan],
        family.log_softplus: [0.5 / np.log(2), 0.5 / np.log(2), 0, 1, np.nan],
        family.softplus_inverse: [np.inf, np.inf, 1],
        family.log1mexp: [np.inf, np.inf, 0],
    }
    for function, expected in limits.items():
        (gradient,) = torch.autograd.grad(function(x).sum(), x)
        np.testing.assert_allclose(gradient[: len(expected)].abs(), np.float32(expected), rtol=1e-7)


@pytest.mark.parametrize(("dtype", "rtol"), [("float16", 2e-3), ("float32", 1e-6), ("float64", 2e-15)])
def test_gradients_of_formulas_are_near_the_exact_ones(dtype, rtol, exact):
    """Tails included, but for subnormal ones."""
    functions = {
        "mish": exact.mish,
        "log_softplus": lambda x: exact.mp.log(exact.softplus(x)),
        "softplus_inverse": lambda y: exact.mp.log(exact.mp.expm1(y)),
        "log1mexp": exact.log1mexp,
    }
    xs = np.linspace(-90, 90, 181).astype(dtype)
    for name, function in functions.items():
        points = xs if name in ("mish", "log_softplus") else xs[xs > 0]
        x = to_torch(points).requires_grad_()
        (gradient,) = torch.autograd.grad(UNARY[name](x).sum(), x)
        expected = [float(exact.mp.diff(function, float(point))) for point in points]
        np.testing.assert_allclose(to_numpy(gradient), expected, rtol=rtol, atol=float(np.finfo(dtype).tiny))


@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives_are_those_of_differences(name):
    """In reverse and forward mode, batched, and both of both."""
    x = some().requires_grad_()
    assert torch.autograd.gradcheck(SMOOTH[name], x, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(SMOOTH[name], x, check_fwd_over_rev=True, check_rev_over_rev=True)


@pytest.mark.parametrize("threshold", [None, 1.0])
def test_derivatives_in_two_tensors(threshold):
    x = some().requires_grad_()
    beta = torch.tensor([[1.25], [-0.4]], dtype=torch.float64, requires_grad=True)
    for function in (lambda x, beta: family.softplus(x, beta, threshold), family.logaddexp):
        assert torch.autograd.gradcheck(function, (x, beta), check_forward_ad=True, check_batched_grad=True)
        assert torch.autograd.gradgradcheck(function, (x, beta))


def test_derivatives_at_zero_up_to_the_fifth():
    """Where σ is 1/2 + x/4 − x³/48 + x⁵/480 − …, so that they are known."""
    x = torch.zeros((), dtype=torch.float64, requires_grad=True)
    y, found = family.softplus(x), []
    for _ in range(5):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        found.append(y.item())
    assert found == [1 / 2, 1 / 4, 0, -1 / 8, 0]


def chain(module):
    """Several of them in one another, of this package or of PyTorch."""
    return lambda x: module.mish(module.softplus(module.logsigmoid(x) * x, 1.5)) - module.softplus(x)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_transforms_agree_with_those_of_pytorch(name):
    """jacfwd of jacfwd would be 0 for a plain autograd.Function."""
    x, transform = some(), TRANSFORMS[name]
    torch.testing.assert_close(transform(chain(family))(x), transform(chain(functional))(x))


def test_vmap_has_the_bits_of_the_ufunc(same):
    """With the batch in any place, and in one argument only."""
    a, b = np.random.default_rng(3).normal(0, 9, (2, 3, 4)).astype(np.float32)
    same(vmap(family.softplus, in_dims=1, out_dims=1)(to_torch(a)), softplus.softplus(a))
    same(vmap(family.logaddexp, in_dims=(0, None))(to_torch(a), to_torch(b[0])), softplus.logaddexp(a, b[0]))
    same(vmap(family.softplus, in_dims=(0, 0))(to_torch(a), to_torch(b[:, 0])), softplus.softplus_beta(a, b[:, :1]))


def compiled(function, **options):
    torch.compiler.reset()
    return torch.compile(function, fullgraph=True, **{"backend": "aot_eager", **options})


@pytest.mark.parametrize("name", SMOOTH)
def test_compiled_graphs_have_the_same_bits(name):
    """Forward and backward, in one graph; for two sizes."""
    function = compiled(SMOOTH[name], dynamic=True)
    for size in (5, 8):
        x = some()[:size].requires_grad_()
        y, plain = function(x), SMOOTH[name](x)
        assert torch.equal(y, plain)
        assert torch.equal(torch.autograd.grad(y.sum(), x)[0], torch.autograd.grad(plain.sum(), x)[0])


def test_compiled_with_beta_as_a_tensor_and_with_inductor():
    x, beta = some().float(), torch.tensor(1.5, requires_grad=True)
    assert torch.equal(compiled(family.softplus)(x, beta, 1), family.softplus(x, beta, 1))
    assert torch.equal(compiled(lambda x: family.softplus(x * 2), backend="inductor")(x), family.softplus(x * 2))


@pytest.mark.parametrize("name", ["vmap", "vmap of grad", "grad of grad", "jvp", "hessian", "jacrev of jacfwd"])
def test_compiled_transforms_stay_in_one_graph(name):
    x, transform = some(), TRANSFORMS[name]
    torch.testing.assert_close(compiled(transform(chain(family)))(x), transform(chain(functional))(x))


def test_compiled_backward():
    """What PyTorch calls compiled autograd."""
    for function in (family.softplus, family.mish, family.Softplus(2.0), family.Softplus(3.0)):
        x = some().requires_grad_()
        with compiled_autograd._enable(lambda graph: torch.compile(graph, backend="eager")):
            function(x).sum().backward()
        assert torch.equal(x.grad, torch.autograd.grad(function(x).sum(), x)[0])


def test_graphs_show_the_operators():
    exported, x = torch.export.export(family.Softplus(2.0), (torch.zeros(3),)), torch.randn(3)
    assert "torch.ops.softplus.softplus_beta.default" in exported.graph_module.code
    assert "ops.softplus.softplus_double_backward.default" in make_fx(vmap(grad(family.sigmoid)))(some()).code
    assert torch.equal(exported.module()(x), family.softplus(x, 2.0))


@pytest.mark.parametrize("name", ["SOFTPLUS", "BACKWARD", "DOUBLE_BACKWARD", "THRESHOLD", "TENSOR_BETA"])
def test_operators_keep_pytorchs_rules(name):
    operation = getattr(_family, name)
    tensors = [torch.randn(3, 4, requires_grad=True).mT for _ in range(operation.count)]
    numbers = (2.0, 1.0) if name == "THRESHOLD" else ()
    torch.library.opcheck(operation.op, (*tensors, *numbers))


def test_shapes_without_values():
    meta = torch.empty(2, 3, 4, 5, device="meta", dtype=torch.bfloat16, memory_format=torch.channels_last)
    y = family.softplus(meta)
    assert (y.shape, y.dtype, y.stride()) == (meta.shape, meta.dtype, meta.stride())
    assert family.softplus(torch.empty(3, device="meta", requires_grad=True)).requires_grad
    with FakeTensorMode():
        assert family.sigmoid(torch.empty(3, 4)).shape == (3, 4)


def test_layouts(same):
    """Memory in any order is read, and the result has the order of the input, where it is dense."""
    x = torch.randn(2, 3, 4, 5) * 9
    views = [
        x.to(memory_format=torch.channels_last),
        x.permute(3, 1, 0, 2),
        x[:, ::2],
        x[:1].expand(7, 3, 4, 5),
        x.flip(0),
        torch._neg_view(x),
        x[0, 0, 0, 0],
        x[:0],
        torch._efficientzerotensor(3),
    ]
    for view in views:
        y = family.softplus(view)
        same(y, softplus.softplus(view.clone().resolve_neg().numpy()))
        assert y.stride() == torch.empty_like(view).stride()
    gradient = torch.autograd.grad(family.softplus(x.requires_grad_()).sum(), x)[0]
    same(gradient, softplus.sigmoid(x.detach().numpy()))


def test_one_thread_and_all_give_the_same_bits():
    x, threads = torch.randn(100_000) * 9, torch.get_num_threads()
    several = family.softplus(x)
    try:
        torch.set_num_threads(1)
        assert torch.equal(family.softplus(x), several)
    finally:
        torch.set_num_threads(threads)


def test_integers_become_the_default_type_and_subclasses_stay(same):
    xs = np.array([-3, 0, 40])
    same(family.softplus(torch.tensor(xs)), softplus.softplus(xs.astype(np.float32)))
    same(family.sigmoid(torch.tensor([True, False])), softplus.sigmoid(np.float32([1, 0])))
    subclass = type("Subclass", (torch.Tensor,), {})
    assert type(family.softplus(torch.zeros(3).as_subclass(subclass))) is subclass


def refusals():
    with FakeTensorMode():
        yield (
            torch.empty(3, device="cuda"),
            NotImplementedError,
            r"on cuda:0.*\.cpu\(\).*torch\.nn\.functional\.softplus",
        )
    yield torch.eye(3).to_sparse(), NotImplementedError, r"sparse_coo.*\.to_dense\(\)"
    yield torch.zeros(3, dtype=torch.complex64), TypeError, "complex64.*float16"
    yield torch.zeros(3, dtype=torch.float8_e5m2), TypeError, "float8_e5m2.*float16"
    yield 3.0, TypeError, "float.*torch.Tensor"


def test_refusals_say_what_to_do():
    for x, error, message in refusals():
        with pytest.raises(error, match=message):
            family.softplus(x)
    with pytest.raises(TypeError, match=r"shape \(3,\).*shape \(4,\)"):
        torch.ops.softplus.softplus_backward(torch.zeros(3), torch.zeros(4))
    freed = torch.zeros(3)
    freed.untyped_storage().resize_(0)
    with pytest.raises(RuntimeError, match="without memory"):
        family.softplus(freed)
    for beta, low in ((0, 0), (np.inf, 0), (1, np.nan)):
        with pytest.raises(ValueError, match="must be a"):
            family.SoftplusTransform(beta, low)


def test_modules():
    x = some()
    pairs = [
        (family.Softplus(), torch.nn.Softplus(), "Softplus(beta=1.0, threshold=None)"),
        (family.Softplus(2.0, 20), torch.nn.Softplus(2.0, 20), "Softplus(beta=2.0, threshold=20)"),
        (family.Sigmoid(), torch.nn.Sigmoid(), "Sigmoid()"),
        (family.LogSigmoid(), torch.nn.LogSigmoid(), "LogSigmoid()"),
        (family.Mish(), torch.nn.Mish(), "Mish()"),
        (family.Mish(inplace=True), torch.nn.Mish(), "Mish(inplace=True)"),
    ]
    for ours, theirs, text in pairs:
        assert repr(ours) == text
        for module in (ours, copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
            torch.testing.assert_close(module(x.clone()), theirs(x))
    torch.testing.assert_close(family.ShiftedSoftplus()(x), functional.softplus(x) - np.log(2))


def test_mish_in_place_can_be_differentiated():
    x = some().requires_grad_()
    y = x * 1
    assert family.Mish(inplace=True)(y) is y
    assert torch.equal(torch.autograd.grad(y.sum(), x)[0], torch.autograd.grad(family.mish(x).sum(), x)[0])


def test_beta_is_learned():
    module = family.Softplus(torch.nn.Parameter(torch.tensor(1.0)))
    module(torch.zeros(2)).sum().backward()
    assert module.beta.grad.item() == pytest.approx(-2 * np.log(2))


def test_transform(same):
    """Each part has the bits of the constraint's, and the density is that of the definition."""
    xs = np.random.default_rng(4).normal(0, 9, 1000).astype(np.float32)
    constraint, transform = softplus.Softplus(2.5, 0.5), family.SoftplusTransform(2.5, 0.5)
    ys = constraint.forward(xs)
    same(transform(to_torch(xs)), ys)
    same(transform.inv(to_torch(ys)), constraint.inverse(ys))
    same(transform.log_abs_det_jacobian(to_torch(xs), None), constraint.log_det_jacobian(xs))
    assert transform == transform.with_cache() not in (family.SoftplusTransform(2.5), family.SoftplusTransform(2, 0.5))
    assert (repr(transform), transform.sign, transform.bijective) == ("SoftplusTransform(beta=2.5, low=0.5)", 1, True)
    assert transform.codomain.check(torch.tensor([0.5, 0.75])).tolist() == [False, True]
    y = torch.linspace(0.01, 15, 1000, dtype=torch.float64)
    normal = torch.distributions.Normal(torch.zeros((), dtype=torch.float64), 1)
    ours, theirs = (
        torch.distributions.TransformedDistribution(normal, [parent.SoftplusTransform()]).log_prob(y)
        for parent in (family, torch.distributions)
    )
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("module", [family, _functions, _modules, _transform], ids=lambda module: module.__name__)
def test_examples(module):
    failed, tried = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert tried
    assert not failed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_fork_does_not_wait_for_threads_that_it_does_not_have():
    x = torch.randn(10**6, dtype=torch.float64)
    torch.exp(x)
    y = family.softplus(x)  # OpenMP's threads are there now

    def child():
        os._exit(0 if np.array_equal(family.softplus(x).numpy(), y.numpy()) else 1)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(30)
    process.kill()
    assert process.exitcode == 0
