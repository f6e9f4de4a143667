"""softplus.jax: the ufuncs' bits through JAX's transformations, derivatives against mathematics, and refusals."""

import ctypes
import os
import subprocess
import sys
from functools import partial

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
import softplus
import softplus.jax as family
from softplus import _softplus

NAMES = [name for name in family.__all__ if name != "logaddexp"]
# A type's inputs, as the integers that encode them: all of 16 bits, every 1,009th of 32, random ones of 64.
ENCODINGS = {
    "float16": np.arange(1 << 16, dtype=np.uint16),
    "bfloat16": np.arange(1 << 16, dtype=np.uint16),
    "float32": np.arange(0, 1 << 32, 1009, dtype=np.uint32),
    "float64": np.random.default_rng(1).integers(0, 1 << 64, 1 << 16, np.uint64),
}
pytestmark = pytest.mark.filterwarnings("ignore:(invalid value|divide by zero) encountered:RuntimeWarning")


@pytest.fixture(autouse=True)
def x64():
    """float64 exists, until a test says otherwise."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.fixture
def same(bits):
    """The check that an array of JAX has the bits, and the type, of one of NumPy."""

    def check(ys, expected):
        assert ys.dtype == expected.dtype
        np.testing.assert_array_equal(bits(np.asarray(ys)), bits(expected))

    return check


def all_inputs(dtype):
    return ENCODINGS[dtype].view(jnp.dtype(dtype))


def some_inputs(dtype, *shape):
    """Numbers of every size that matters, and all kinds of ends."""
    ends = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-7, -1e-7, 1e3, -1e3]
    return np.resize(np.append(ends, np.random.default_rng(2).normal(0, 20, 100_000)), shape).astype(dtype)


ROUTES = {
    "called": lambda f: f,
    "jit": jax.jit,
    "vmap": jax.vmap,
    "scan": lambda f: lambda xs: jax.lax.scan(lambda _, x: (0, f(x)), 0, xs.reshape(8, -1))[1].ravel(),
    "jvp": lambda f: lambda xs: jax.jvp(f, (xs,), (xs,))[0],
    "vjp": lambda f: lambda xs: jax.vjp(f, xs)[0],
    "donated": partial(jax.jit, donate_argnums=0),
}


@pytest.mark.parametrize("dtype", ENCODINGS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("route", ["called", "jit"])
def test_bits_of_all_inputs(name, dtype, route, same):
    xs = all_inputs(dtype)
    same(ROUTES[route](getattr(family, name))(jnp.asarray(xs)), getattr(softplus, name)(xs))


@pytest.mark.parametrize("dtype", ENCODINGS)
@pytest.mark.parametrize("route", ROUTES)
def test_bits_of_every_route(route, dtype, same):
    xs = some_inputs(dtype, 1 << 16)
    same(ROUTES[route](family.softplus)(jnp.asarray(xs)), softplus.softplus(xs))


@pytest.mark.parametrize("dtype", ENCODINGS)
def test_bits_of_logaddexp(dtype, same):
    xs = some_inputs(dtype, 1 << 16)
    for b in (xs[::-1].copy(), xs[7], xs[:1]):
        for f in (family.logaddexp, jax.jit(family.logaddexp)):
            same(f(jnp.asarray(xs), b), softplus.logaddexp(xs, b))


SHAPES = [((50_000,), ()), ((50_000,), (50_000,)), ((7, 5_003), (7, 1)), ((), (9,)), ((3, 1), (1, 4))]


@pytest.mark.parametrize("dtype", ENCODINGS)
@pytest.mark.parametrize(("shape", "beta_shape"), SHAPES)
def test_bits_with_beta(shape, beta_shape, dtype, same):
    xs = some_inputs(dtype, *shape)
    betas = np.linspace(0.5, 3, int(np.prod(beta_shape))).reshape(beta_shape).astype(dtype)
    for f in (family.softplus, jax.jit(family.softplus)):
        same(f(xs, betas), softplus.softplus_beta(xs, betas))


def test_bits_of_vmap_over_beta(same):
    """More elements than one task has, so that tasks begin amid an example's elements."""
    xs, betas = some_inputs("float32", 7, 5_003), np.linspace(0.5, 3, 7, dtype=np.float32)
    column = betas[:, None]
    for beta in (betas, column):
        same(jax.vmap(family.softplus)(xs, beta), softplus.softplus_beta(xs, column))
        same(jax.vmap(family.softplus, (1, 0))(xs.T, beta), softplus.softplus_beta(xs, column))
        same(jax.vmap(family.softplus, (None, 0))(xs[0], beta), softplus.softplus_beta(xs[0], column))
        same(jax.vmap(family.softplus, (0, None))(xs, beta[0]), softplus.softplus_beta(xs, betas[0]))
    nested = jax.vmap(jax.vmap(family.softplus, (0, None)), (None, 0))
    same(nested(xs, betas), softplus.softplus_beta(xs, betas[:, None, None]))
    same(jax.jit(nested)(xs[0], betas), softplus.softplus_beta(xs[0], column))


def each(function):
    """The derivative at each element, by one backward pass."""
    return lambda xs, *more: jax.vjp(lambda xs: function(xs, *more), xs)[1](jnp.ones_like(xs))[0]


def forward(function):
    return lambda xs: jax.jvp(function, (xs,), (jnp.ones_like(xs),))[1]


FIRST = {
    "softplus": softplus.sigmoid,
    "shifted_softplus": softplus.sigmoid,
    "sigmoid": softplus.softplus_second_derivative,
    "log_sigmoid": lambda xs: softplus.sigmoid(-xs),
}


@pytest.mark.parametrize("dtype", ENCODINGS)
@pytest.mark.parametrize("name", FIRST)
def test_bits_of_gradients(name, dtype, same):
    xs = all_inputs(dtype)
    for derivative in (each, forward):
        same(jax.jit(derivative(getattr(family, name)))(jnp.asarray(xs)), FIRST[name](xs))


@pytest.mark.parametrize("dtype", ENCODINGS)
def test_bits_of_second_gradients(dtype, same):
    xs = all_inputs(dtype)
    for second in (of_order(2), forward(each(family.softplus)), each(forward(family.softplus))):
        same(jax.jit(second)(jnp.asarray(xs)), softplus.softplus_second_derivative(xs))


@pytest.mark.parametrize("dtype", ENCODINGS)
def test_products_with_gradients_are_rounded_once(dtype, same):
    xs, ts, us = some_inputs(dtype, 3, 1 << 12)
    ts, us = ts[::-1].copy() / 8, us[::-1].copy()
    same(jax.vjp(family.softplus, xs)[1](ts)[0], softplus.softplus_backward(ts, xs))
    same(jax.jvp(family.softplus, (xs,), (ts,))[1], softplus.softplus_backward(ts, xs))
    same(jax.vjp(family.sigmoid, xs)[1](ts)[0], softplus.softplus_double_backward(ts, np.ones_like(xs), xs))
    in_x = jax.vjp(lambda xs: jax.vjp(family.softplus, xs)[1](ts)[0], xs)[1](us)[0]
    same(in_x, softplus.softplus_double_backward(us, ts, xs))


@pytest.mark.parametrize("dtype", ENCODINGS)
def test_bits_of_gradients_with_beta(dtype, same):
    xs, beta = some_inputs(dtype, 1 << 16), jnp.dtype(dtype).type(1.7)
    same(jax.jit(each(family.softplus))(jnp.asarray(xs), beta), softplus.softplus_beta_derivative(xs, beta))
    in_beta = jax.vmap(jax.grad(family.softplus, 1), (0, None))
    same(jax.jit(in_beta)(xs, beta), softplus.softplus_beta_derivative_in_beta(xs, beta))


def test_bits_of_jacobians(same):
    xs = np.linspace(-3, 3, 5)
    same(jax.jacfwd(family.softplus)(xs), np.diag(softplus.sigmoid(xs)))
    same(jax.jacrev(family.softplus)(xs), np.diag(softplus.sigmoid(xs)))
    same(jax.hessian(lambda xs: family.softplus(xs).sum())(xs), np.diag(softplus.softplus_second_derivative(xs)))


def sigma(mp, x):
    return 1 / (1 + mp.exp(-x))


def bend(mp, x):
    return sigma(mp, x) * sigma(mp, -x)


def mish_derivative(mp, x):
    t = mp.tanh(mp.log1p(mp.exp(x)))
    return t + x * sigma(mp, x) * (1 - t * t)


def in_beta_twice(mp, x):
    """∂²/∂β² of ln(1+e^βx)/β at β = 1.5."""
    t = 1.5 * x
    return (x * x * bend(mp, t) - 2 * (t * sigma(mp, t) - mp.log1p(mp.exp(t))) / 1.5**2) / 1.5


def of_order(order, function=family.softplus):
    return of_order(order - 1, each(function)) if order else function


def beta_hessian(row, column):
    hessian = jax.hessian(family.softplus, (0, 1))
    return jax.vmap(lambda x: hessian(x, jnp.asarray(1.5, x.dtype))[row][column])


# The derivative, the same of one number with mpmath, where, and, where it has a root other than 0, a size: units in the
# last place are at least those of this size.
MATHEMATICS = {
    "order 3": (of_order(3), lambda mp, x: bend(mp, x) * (1 - 2 * sigma(mp, x)), (-9, 9), 0),
    "order 4": (of_order(4), lambda mp, x: bend(mp, x) * (1 - 6 * bend(mp, x)), (-9, 9), 0.25),
    "softplus_inverse": (each(family.softplus_inverse), lambda mp, y: 1 / (1 - mp.exp(-y)), (2e-4, 80), 0),
    "log1mexp": (each(family.log1mexp), lambda mp, x: 1 / mp.expm1(x), (2e-4, 9), 0),
    "log_softplus": (each(family.log_softplus), lambda mp, x: sigma(mp, x) / mp.log1p(mp.exp(x)), (-200, 200), 0),
    "mish": (each(family.mish), mish_derivative, (-9, 20), 1),
    "beta, in x and x": (beta_hessian(0, 0), lambda mp, x: 1.5 * bend(mp, 1.5 * x), (-6, 6), 0),
    "beta, in x and β": (beta_hessian(0, 1), lambda mp, x: x * bend(mp, 1.5 * x), (-6, 6), 0),
    "beta, in β and x": (beta_hessian(1, 0), lambda mp, x: x * bend(mp, 1.5 * x), (-6, 6), 0),
    "beta, in β and β": (beta_hessian(1, 1), in_beta_twice, (-6, 6), 0),
}
BOUND = 5  # in the last place; the worst come from XLA's expm1 and tanh of float32, the others are off by less than 3


def worst(ys, exact, xs, size):
    """The largest error in units of the last place of the exact value, or of `size`, and where it is."""
    info = jnp.finfo(ys.dtype)
    mp = mpmath.MPContext()
    mp.prec = 300
    errors = []
    for x, y in zip(xs.astype(np.float64).tolist(), ys.astype(np.float64).tolist(), strict=True):
        value = exact(mp, mp.mpf(x))
        _, exponent = mp.frexp(max(abs(value), mp.mpf(size), mp.mpf(float(info.smallest_normal))))
        errors.append((float(abs(y - value) / mp.ldexp(1, exponent - 1 - info.nmant)), x))
    return max(errors)


@pytest.mark.parametrize("dtype", ENCODINGS)
@pytest.mark.parametrize("case", MATHEMATICS)
def test_derivatives_against_mathematics(case, dtype):
    derivative, exact, (low, high), size = MATHEMATICS[case]
    near = np.geomspace(1e-3, 1, 100)
    xs = np.concatenate([np.random.default_rng(3).uniform(low, high, 400), near, -near])
    xs = xs[xs >= low].astype(jnp.dtype(dtype))
    for f in (derivative, jax.jit(derivative)):
        error, at = worst(np.asarray(f(jnp.asarray(xs))), exact, xs, size)
        assert error <= BOUND, f"{error} units in the last place at {at}"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradient_of_logaddexp(dtype):
    """In the rounded a−b."""
    a, b = some_inputs(dtype, 2, 1000)
    in_a, in_b = jax.vmap(jax.grad(family.logaddexp, (0, 1)))(a, b)
    np.testing.assert_array_equal(in_a, softplus.sigmoid(a - b))
    np.testing.assert_array_equal(in_b, softplus.sigmoid(b - a))


# Of each order, at −∞ and at +∞.
ENDS = {
    "softplus": ([0, 1], [0, 0], [0, 0]),
    "log_sigmoid": ([1, 0], [0, 0]),
    "mish": ([0, 1], [0, 0]),
    "log_softplus": ([1, 0], [0, 0]),
    "softplus_inverse": ([np.nan, 1],),
    "log1mexp": ([np.nan, 0],),
}


@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("derivative", [each, forward])
def test_derivatives_at_infinities(derivative, name):
    f = getattr(family, name)
    for expected in ENDS[name]:
        f = derivative(f)
        np.testing.assert_array_equal(f(jnp.array([-np.inf, np.inf])), expected)


def test_derivatives_at_the_ends_of_domains():
    assert jax.grad(family.softplus_inverse)(0.0) == jax.grad(family.log1mexp)(0.0) == np.inf
    for infinity in (-np.inf, np.inf):
        assert jax.grad(family.logaddexp, (0, 1))(infinity, infinity) == (0.5, 0.5)
        assert jax.hessian(family.softplus, (0, 1))(infinity, 2.0)[0] == (0, 0)


ARGUMENTS = [2, 1.5, True, np.float16(1), np.int8([1, 2]), jnp.arange(2), jnp.bfloat16(2), np.float64([1, 2])]


def kind(x):
    return x.shape, x.dtype, x.weak_type


@pytest.mark.parametrize("wide", [False, True])
def test_types_are_those_of_jax(wide):
    jax.config.update("jax_enable_x64", wide)
    for x in ARGUMENTS:
        assert kind(family.sigmoid(x)) == kind(jax.eval_shape(jnp.log, x))
        assert kind(family.softplus(x)) == kind(jax.eval_shape(jnp.log, x))
        for y in ARGUMENTS:
            expected = kind(jax.eval_shape(jnp.logaddexp, x, y))
            assert kind(family.logaddexp(x, y)) == expected
            assert kind(family.softplus(x, y)) == expected


def test_no_elements():
    assert family.softplus(jnp.zeros((0, 3)), jnp.ones(3)).shape == (0, 3)
    assert jax.vmap(family.softplus)(jnp.zeros((0, 3)), jnp.zeros(0)).shape == (0, 3)


@pytest.mark.parametrize("x", [1j, jnp.zeros(2, "complex64"), jnp.zeros(2, "float8_e5m2")])
def test_other_types_are_refused(x):
    with pytest.raises(TypeError, match=r"has float16, .* and not (complex|float8).*astype"):
        family.softplus(x)


@pytest.mark.parametrize("platform", ["cuda", "rocm", "tpu"])
def test_other_devices_are_refused(platform):
    """What JAX does before it compiles for a device, which need not be there."""
    for f in (family.softplus, jax.grad(family.mish), jax.vmap(family.log_softplus, axis_size=1, in_axes=None)):
        with pytest.raises(NotImplementedError, match=rf"for CPUs, and this for {platform}: move .*device_put"):
            jax.jit(f).trace(1.0).lower(lowering_platforms=(platform,))


def test_without_jit():
    with jax.disable_jit():
        assert family.softplus(3.0) == softplus.softplus(3.0)
        assert jax.grad(family.softplus)(3.0) == softplus.sigmoid(3.0)
        assert jax.grad(family.log_softplus)(0.0) == 0.5 / softplus.softplus(0.0)


SEVERAL_DEVICES = """
import jax, jax.numpy as jnp, numpy as np, softplus, softplus.jax as family
from jax.sharding import NamedSharding, PartitionSpec
xs = np.linspace(-20, 20, 40_000, dtype=np.float32).reshape(2, -1)
expected = softplus.softplus(xs)
slope = softplus.softplus_beta_derivative(xs, np.float32(2))
mesh, split = jax.make_mesh((2,), ("i",)), PartitionSpec("i")
spread = jax.device_put(xs, NamedSharding(mesh, split))
derivative = lambda xs, beta: jax.vjp(lambda xs: family.softplus(xs, beta), xs)[1](jnp.ones_like(xs))[0]
assert (jax.pmap(family.softplus)(xs) == expected).all()
assert (jax.pmap(derivative, in_axes=(0, None))(xs, jnp.float32(2)) == slope).all()
assert (jax.jit(family.softplus)(spread) == expected).all()
assert (jax.jit(derivative)(spread, 2.0) == slope).all()
for f, ys in ((family.softplus, expected), (lambda xs: derivative(xs, 2.0), slope)):
    mapped = jax.shard_map(f, mesh=mesh, in_specs=split, out_specs=split)
    assert (jax.jit(mapped)(spread) == ys).all()
print("done", len(spread.sharding.device_set))
"""


def test_several_devices():
    """In a process of its own: JAX counts its devices once."""
    two = os.environ | {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    command = [sys.executable, "-c", SEVERAL_DEVICES]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, env=two)
    assert run.stdout == "done 2\n", run.stderr


@pytest.mark.parametrize(
    ("name", "dtype", "args", "message"),
    [
        ("sigmoid", "int32", [np.zeros(3, "int32")], "type 4 is not float16"),
        ("sigmoid", "float32", [np.zeros(3, "float64")], "type or shape does not fit"),
        ("sigmoid", "float32", [np.zeros(2, "float32")], "type or shape does not fit"),
        ("sigmoid", "float32", [np.zeros(3, "float32")] * 2, "passed 2 values, and 1 arrays"),
        ("softplus_beta", "float32", [np.zeros(3, "float32")], "passed 1 values, and 2 arrays"),
    ],
)
def test_handlers_check_what_they_get(name, dtype, args, message):
    with pytest.raises(Exception, match=f"softplus's {name}: .*{message}"):
        jax.ffi.ffi_call(f"softplus.{name}", jax.ShapeDtypeStruct((3,), dtype))(*args).block_until_ready()


class Frame:
    """XLA's question for a handler's version: a frame with an extension, its metadata, and XLA's interface."""

    def __init__(self, version=None, frame_size=152, extension_size=32, metadata_size=40):
        words = ctypes.c_size_t * 19
        self.metadata = words(metadata_size, 24)
        self.extension = words(extension_size, 1, 0, ctypes.addressof(self.metadata))
        self.api = words(176, 0, 24, 0, (version or (0, 0))[0] | (version or (0, 0))[1] << 32)
        api = ctypes.addressof(self.api) if version else 0
        self.frame = words(frame_size, ctypes.addressof(self.extension), api, 0, 3, 40, 0, 0, 0, 0, 40)

    def answer(self):
        address = dict(_softplus.xla_handlers())["sigmoid"]
        error = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(address)(ctypes.addressof(self.frame))
        return error, (self.metadata[3] & 0xFFFF_FFFF, self.metadata[3] >> 32)


@pytest.mark.parametrize(
    ("frame", "version"),
    [
        (Frame(), (0, 1)),
        (Frame((1, 0)), (0, 3)),
        (Frame(metadata_size=32), (0, 1)),
        (Frame(metadata_size=24), (0, 0)),
        (Frame(frame_size=64), (0, 0)),
    ],
)
def test_version_of_the_interface(frame, version):
    """XLA's own, up to the newest known; none where a structure is too small, so that XLA refuses the handler."""
    assert frame.answer() == (None, version)
