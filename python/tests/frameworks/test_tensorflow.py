"""softplus.tensorflow: the bits of the ufuncs through every route, gradients, shapes, and what it refuses."""

import doctest
import gc
import os
from importlib import import_module

import ml_dtypes
import mpmath
import numpy as np
import pytest
import softplus

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
tf = pytest.importorskip("tensorflow")
tf.config.set_visible_devices([], "GPU")
st = import_module("softplus.tensorflow")

NAMES = st.__all__
DTYPES = ["float16", "bfloat16", "float32", "float64"]
ROUTES = ["eager", "graph", "unknown shape"]
FINITE = np.array([-800.0, -90.0, -17.5, -1.2, -1e-3, 0.0, 0.3, 2.0, 12.25, 90.0])


def inputs(dtype):
    """All numbers of two bytes, every 1009th of four, and of eight some of every size and the special ones."""
    if dtype in ("float16", "bfloat16"):
        return np.arange(2**16, dtype=np.uint16).view(getattr(ml_dtypes, dtype, np.float16))
    if dtype == "float32":
        return np.arange(0, 2**32, 1009, dtype=np.uint32).view(np.float32)
    random = np.random.default_rng(1).integers(0, 2**64, 2**16, np.uint64, endpoint=False).view(np.float64)
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, -745.0, -740.25])
    return np.concatenate([special, np.linspace(-750, 750, 2**14 + 1), random])


def through(route, function, dtype):
    """The function of tensors of one argument, by this route."""
    if route == "eager":
        return function
    signature = [tf.TensorSpec(None, dtype)] if route == "unknown shape" else None
    return tf.function(function, input_signature=signature)


def ufunc(name, *arrays):
    with np.errstate(all="ignore"):
        return getattr(softplus, name)(*arrays)


def derivative(function, upstream=None):
    """The gradient of a function, for a gradient that comes from above."""

    def gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x, output_gradients=upstream)

    return gradient


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", NAMES)
def test_bits(name, route, dtype, bits):
    """Those of the ufunc, subnormal results included."""
    x = inputs(dtype)
    y = through(route, getattr(st, name), dtype)(tf.constant(x))
    assert y.dtype.name == dtype
    np.testing.assert_array_equal(bits(y), bits(ufunc(name, x)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("route", ROUTES)
def test_gradients_of_ones(route, dtype, bits):
    """Those of softplus are σ(x) and σ′(x), of sigmoid σ′(x), of log_sigmoid σ(−x) and −σ′(−x), bit by bit."""
    x = inputs(dtype)
    tensor = tf.constant(x)
    expected = {
        st.softplus: (ufunc("sigmoid", x), ufunc("softplus_second_derivative", x)),
        st.sigmoid: (ufunc("softplus_second_derivative", x),),
        st.log_sigmoid: (ufunc("sigmoid", -x), -ufunc("softplus_second_derivative", -x)),
    }
    for function, orders in expected.items():
        gradient = function
        for order in orders:
            gradient = derivative(gradient)
            np.testing.assert_array_equal(bits(through(route, gradient, dtype)(tensor)), bits(order))


@pytest.mark.parametrize("route", ROUTES)
def test_gradients_are_rounded_once(route, bits):
    """The products with the gradients from above, too: float32 shows each rounding."""
    random = np.random.default_rng(2)
    x, g, h = (random.normal(0, 4, 10_000).astype(np.float32) for _ in range(3))
    first = derivative(st.softplus, tf.constant(g))
    second = derivative(first, tf.constant(h))
    x_tensor = tf.constant(x)
    np.testing.assert_array_equal(
        bits(through(route, first, "float32")(x_tensor)), bits(softplus.softplus_backward(g, x))
    )
    np.testing.assert_array_equal(
        bits(through(route, second, "float32")(x_tensor)), bits(softplus.softplus_double_backward(h, g, x))
    )


@pytest.mark.parametrize("route", ROUTES)
def test_third_and_fourth_order(route):
    """σ″ and σ‴, from e^x."""
    x = np.linspace(-6, 6, 25)
    s = 1 / (1 + np.exp(-x))
    third = derivative(derivative(derivative(st.softplus)))
    for function, expected in (
        (third, s * (1 - s) * (1 - 2 * s)),
        (derivative(third), s * (1 - s) * (1 - 6 * s + 6 * s * s)),
    ):
        result = through(route, function, "float64")(tf.constant(x))
        np.testing.assert_allclose(result, expected, rtol=1e-13, atol=1e-15)


def mish_derivative(x):
    """Its two terms."""
    t = mpmath.tanh(mpmath.log1p(mpmath.exp(x)))
    return float(t), float(x * (1 - t * t) / (1 + mpmath.exp(-x)))


@pytest.mark.parametrize("dtype", DTYPES)
def test_other_gradients(dtype):
    """Those of mish and of the inverse, from their definitions, and at infinity."""
    x = FINITE.astype(getattr(ml_dtypes, dtype, dtype))
    y = np.abs(x)
    eps, least = (float(getattr(ml_dtypes.finfo(x.dtype), name)) for name in ("eps", "smallest_subnormal"))
    # TensorFlow flushes the subnormal numbers of the type that it computes in, and some are factors here.
    least += 100 * float(np.finfo(np.promote_types(x.dtype, np.float32)).smallest_normal)
    with mpmath.workprec(3000):
        mish = np.array([mish_derivative(mpmath.mpf(float(t))) for t in x])
        inverse = np.array([float(-1 / mpmath.expm1(-mpmath.mpf(float(t)))) if t else np.inf for t in y])
    result = np.asarray(derivative(st.mish)(tf.constant(x)), np.float64)
    assert (np.abs(result - mish.sum(1)) <= 4 * eps * np.abs(mish).max(1) + least).all()
    result = np.asarray(derivative(st.softplus_inverse)(tf.constant(y)), np.float64)
    np.testing.assert_allclose(result, inverse, rtol=4 * eps)
    ends = tf.constant([-np.inf, np.inf], dtype)
    np.testing.assert_array_equal(np.asarray(derivative(st.mish)(ends), np.float64), [0, 1])
    np.testing.assert_array_equal(np.asarray(derivative(derivative(st.mish))(ends), np.float64), [0, 0])
    np.testing.assert_array_equal(np.asarray(derivative(st.softplus_inverse)(ends), np.float64), [np.nan, 1])


@pytest.mark.parametrize("route", ROUTES)
def test_beta(route, bits):
    """The ufunc's bits; σ(βx) and βσ′(βx) from e^βx; β = 1 is softplus itself."""
    x, beta = np.linspace(-30, 30, 1001), 2.5
    function = lambda t: st.softplus(t, beta=beta)  # noqa: E731
    tensor = tf.constant(x)
    np.testing.assert_array_equal(
        bits(through(route, function, "float64")(tensor)), bits(softplus.softplus_beta(x, beta))
    )
    s = 1 / (1 + np.exp(-beta * x))
    np.testing.assert_allclose(through(route, derivative(function), "float64")(tensor), s, rtol=1e-13)
    second = through(route, derivative(derivative(function)), "float64")(tensor)
    np.testing.assert_allclose(second, beta * s * s * np.exp(-beta * x), rtol=1e-13)
    np.testing.assert_array_equal(bits(st.softplus(tensor, beta=1)), bits(softplus.softplus(x)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (2, 3, 4)], ids=str)
def test_shapes(shape, route, dtype, bits):
    """Every one is kept, by the gradient too."""
    x = tf.reshape(tf.constant(FINITE[np.arange(np.prod(shape, dtype=int)) % 10], dtype), shape)
    for function, name in ((st.softplus, "softplus"), (derivative(st.softplus), "sigmoid")):
        y = through(route, function, dtype)(x)
        assert y.shape == shape
        np.testing.assert_array_equal(bits(y.numpy()), bits(ufunc(name, np.asarray(x.numpy()))))


def test_shape_in_a_graph():
    """What is known of the shape stays known, and the operation has the name that was asked for."""
    seen = []

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
    def function(x):
        y = st.softplus(x, name="my_name")
        seen.append((y.shape.as_list(), "my_name" in y.op.name))
        return y

    assert function(tf.zeros([2, 3])).shape == (2, 3)
    assert seen == [([None, 3], True)]


def test_what_becomes_a_tensor(bits):
    """Lists, arrays and variables, as TensorFlow's own functions take them; its default type is float32."""
    x = FINITE.astype(np.float32)
    for given in (FINITE.tolist(), x, tf.Variable(x)):
        np.testing.assert_array_equal(bits(st.softplus(given)), bits(softplus.softplus(x)))


def test_results_keep_their_memory(bits):
    """The results share memory with NumPy's arrays, which nobody else may have."""
    x = np.linspace(-90, 90, 100_000, dtype=np.float32)
    results = [st.softplus(x) for _ in range(4)]
    gc.collect()
    others = [np.full_like(x, np.nan) for _ in range(4)]
    for result in results:
        np.testing.assert_array_equal(bits(result), bits(softplus.softplus(x)))
    assert len(others) == len(results)


def test_within_other_functions(bits):
    """Input pipelines, Python operations, maps over a batch, Jacobians, and forward mode."""
    x = np.linspace(-740, 740, 12).reshape(3, 4)
    tensor = tf.constant(x)
    value, slope = softplus.softplus(x), softplus.sigmoid(x)
    rows = tf.data.Dataset.from_tensor_slices(tensor).map(st.softplus)
    np.testing.assert_array_equal(bits(np.stack(list(rows.as_numpy_iterator()))), bits(value))
    np.testing.assert_array_equal(bits(tf.py_function(st.softplus, [tensor], tf.float64)), bits(value))
    np.testing.assert_array_equal(bits(tf.vectorized_map(st.softplus, tensor)), bits(value))
    np.testing.assert_array_equal(bits(tf.map_fn(derivative(st.softplus), tensor)), bits(slope))
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        y = st.softplus(tensor)
    np.testing.assert_array_equal(tape.batch_jacobian(y, tensor), slope[:, :, None] * np.eye(4))
    with tf.autodiff.ForwardAccumulator(tensor, tf.ones_like(tensor)) as accumulator:
        y = st.softplus(tensor)
    np.testing.assert_array_equal(bits(accumulator.jvp(y)), bits(slope))


def test_sparse_gradient(bits):
    """`tf.gather` hands down `tf.IndexedSlices`."""
    x = np.array([-1.0, 0.5, 2.0, 3.0])
    gradient = derivative(lambda t: tf.gather(st.softplus(t), [2, 0, 2]))(tf.constant(x))
    np.testing.assert_array_equal(bits(gradient), bits(softplus.softplus_backward([1.0, 0.0, 2.0, 0.0], x)))


@pytest.mark.parametrize("given", [[1, 2], [1j], ["a"]], ids=str)
def test_types_that_are_refused(given):
    """The error names the type and the way out."""
    with pytest.raises(TypeError, match=r"softplus of (int32|complex128|string): .* tf\.cast"):
        st.softplus(given)


def test_xla_is_refused():
    """While the function is traced."""
    with pytest.raises(RuntimeError, match=r"calls Python.*jit_compile=False"):
        tf.function(st.softplus, jit_compile=True)(tf.zeros([3]))


def test_other_devices_are_refused(monkeypatch, bits):
    """A tensor there, and where one is in sight a graph that may run there; tests have none, so that one is made up."""
    gpu = "/job:localhost/replica:0/task:0/device:GPU:0"
    with pytest.raises(RuntimeError, match=r"belongs to .*GPU:0.*tf\.identity"):
        st._require_cpu(gpu)
    devices = [*tf.config.list_logical_devices(), tf.config.LogicalDevice(gpu, "GPU")]
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda: devices)
    with pytest.raises(RuntimeError, match=r"belongs to .*GPU:0.*tf\.identity"):
        tf.function(st.softplus)(tf.zeros([3]))

    @tf.function
    def on_cpu(x):
        with tf.device("CPU:0"):
            return st.softplus(tf.identity(x))

    np.testing.assert_array_equal(bits(on_cpu(tf.zeros([3]))), bits(softplus.softplus(np.zeros(3, np.float32))))
    np.testing.assert_array_equal(bits(derivative(on_cpu)(tf.zeros([3]))), bits(np.full(3, 0.5, np.float32)))


def test_examples():
    """Those of the documentation print what they say."""
    failed, attempted = doctest.testmod(st)
    assert attempted
    assert not failed
