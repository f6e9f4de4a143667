"""The functions as NumPy ufuncs: what NumPy promises of its own must hold for them, and every way has the same bits."""

import ml_dtypes
import numpy as np
import pytest
import softplus

UFUNCS = [f for f in vars(softplus).values() if isinstance(f, np.ufunc)]
HAVE_POLES = ["softplus_inverse", "log1mexp", "logsubexp"]
FLOATS = [np.float16, ml_dtypes.bfloat16, np.float32, np.float64]
NUMPY_1 = int(np.__version__.split(".")[0]) < 2
INTEGERS = [np.dtype(code) for code in "?bBhHiIlLqQ"]
SIZES = [*range(1, 71), 1023, 1024, 1025, 8191, 8192, 8193, 16383, 16384, 16385]

every_ufunc = pytest.mark.parametrize("f", UFUNCS, ids=lambda f: f.__name__)
every_float = pytest.mark.parametrize("dtype", FLOATS)
pytestmark = pytest.mark.filterwarnings("ignore:(invalid value|divide by zero) encountered:RuntimeWarning")


def arguments(f, count, dtype, seed=0):
    """Ordinary numbers, and now and then a special one; the last arguments of some functions are positive."""
    rng, info = np.random.default_rng(seed), ml_dtypes.finfo(dtype)
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, info.smallest_subnormal, -info.max, info.tiny, 1e-3]
    xs = [rng.normal(0, 4, count).astype(dtype) for _ in range(f.nin)]
    for x in xs:
        x[rng.random(count) < 0.1] = rng.choice(np.array(special, dtype))
        x[: len(special)] = np.array(special, dtype)[:count]
    return [abs(x) if f.__name__ in HAVE_POLES else x for x in xs]


def same(bits, results, expected):
    assert results.dtype == expected.dtype
    np.testing.assert_array_equal(bits(results), bits(expected))


def by_scalars(f, *arrays):
    results = [f(*xs) for xs in zip(*arrays, strict=True)]
    return np.array(results, results[0].dtype)


def test_they_are_ufuncs():
    assert len(UFUNCS) == 17
    for f in UFUNCS:
        assert getattr(softplus._softplus, f.__name__) is f
        assert (f.nout, f.signature, f.identity) == (1, None, -np.inf if f is softplus.logaddexp else None)
        assert f.types[-3:] == [f"{code * f.nin}->{code}" for code in "efd"]


@every_ufunc
@every_float
def test_arrays_of_all_sizes(f, dtype, bits):
    xs = arguments(f, max(SIZES), dtype)
    expected = by_scalars(f, *xs)
    assert expected.dtype == dtype
    for size in SIZES:
        same(bits, f(*(x[:size] for x in xs)), expected[:size])
        same(bits, f(*(x[-size:] for x in xs)), expected[-size:])


@every_ufunc
@every_float
def test_last_arguments_that_are_one_number(f, dtype, bits):
    x, *others = arguments(f, 3000, dtype)
    others = [other[1234] for other in others]
    expected = by_scalars(f, x, *(np.broadcast_to(other, x.shape) for other in others))
    same(bits, f(x, *others), expected)
    same(bits, f(x, *(np.full(x.shape, other) for other in others)), expected)


def layouts(x):
    """The same array with other steps, another byte order, or at odd addresses."""
    yield "reversed", x[::-1].copy()[::-1]
    for step in (2, 3, -3):
        yield f"step {step}", np.repeat(x, abs(step))[:: abs(step)] if step > 0 else np.repeat(x[::-1], 3)[::-3]
    if x.dtype != ml_dtypes.bfloat16:
        yield "swapped", x.astype(x.dtype.newbyteorder())
        yield "a field of that", x.astype(np.dtype([("a", "i1"), ("x", x.dtype.newbyteorder())]))["x"]
    records = np.zeros(x.size, [("a", "i1"), ("x", x.dtype)])
    records["x"] = x
    yield "a field", records["x"]
    unaligned = np.empty(x.nbytes + 1, np.uint8)[1:].view(x.dtype)
    unaligned[:] = x
    yield "unaligned", unaligned


@every_ufunc
@every_float
def test_memory_layouts(f, dtype, bits):
    xs = arguments(f, 2500, dtype)
    expected = f(*xs)
    for (name, first), *others in zip(*(layouts(x) for x in xs), strict=True):
        np.testing.assert_array_equal(bits(first.astype(dtype)), bits(xs[0]), err_msg=name)
        results = f(first, *(other for _, other in others))
        np.testing.assert_array_equal(bits(results), bits(expected), err_msg=name)
        out = first.copy()[::-1] if name == "reversed" else np.zeros_like(first)
        assert f(*xs, out=out) is out
        np.testing.assert_array_equal(bits(out.astype(dtype)), bits(expected), err_msg=f"out: {name}")


@every_ufunc
@every_float
def test_inputs_that_overlap_the_output(f, dtype, bits):
    for size in (9, 300, 5000):
        for inside, outside in (
            (np.s_[:], np.s_[:]),
            (np.s_[1:], np.s_[:-1]),
            (np.s_[:-1], np.s_[1:]),
            (np.s_[:], np.s_[::-1]),
            (np.s_[::2], np.s_[: (size + 1) // 2]),
            (np.s_[: (size + 1) // 2], np.s_[::2]),
            (np.s_[:1], np.s_[:]),
            (np.s_[-1:], np.s_[:]),
        ):
            x, *others = arguments(f, size, dtype)
            others = [other[: x[inside].size] for other in others]
            expected = f(np.broadcast_to(x[inside], x[outside].shape).copy(), *others)
            same(bits, f(x[inside], *others, out=x[outside]), expected)
            same(bits, x[outside], expected)
            y = arguments(f, size, dtype)[0]  # and all of the arguments
            expected = f(*[y[inside].copy()] * f.nin)
            f(*[y[inside]] * f.nin, out=y[outside])
            same(bits, y[outside], np.broadcast_to(expected, y[outside].shape))


@every_ufunc
def test_an_output_in_the_memory_of_another_type(f, bits):
    memory = np.zeros(3000)
    x = memory.view(np.float32)[:3000]
    x[:] = arguments(f, 3000, np.float32)[0]
    others = arguments(f, 3000, np.float32)[1:]
    expected = f(x.copy(), *others)
    f(x, *others, out=memory)
    same(bits, memory.astype(np.float32), expected)


@every_ufunc
def test_shapes(f, bits):
    column = arguments(f, 6, np.float64)[0].reshape(3, 2, 1)
    row = arguments(f, 10, np.float64)[-1].reshape(2, 5)
    args = [column, *[row] * (f.nin - 1)]
    full = np.broadcast_arrays(*args)
    expected = by_scalars(f, *(a.ravel() for a in full)).reshape(full[0].shape)
    for order in "CF":
        same(bits, f(*args, order=order), expected)
    same(bits, f(*(a.T for a in full)), expected.T)
    out = np.empty((2, *expected.shape))
    f(*args, out=out)
    same(bits, out, np.stack([expected] * 2))
    assert f(*[np.empty((0, 3), np.float32)] * f.nin).shape == (0, 3)
    assert f(*[np.empty((0, 3), np.float32)] * f.nin).dtype == np.float32


@every_ufunc
def test_numbers_and_arrays_without_dimensions(f):
    ones = [1.0] * f.nin
    assert type(f(*ones)) is np.float64
    assert type(f(*[np.array(1, np.float32)] * f.nin)) is np.float32
    out = np.array(0.0)
    assert f(*ones, out=out) is out
    assert out == f(*ones)


@every_ufunc
def test_out_and_where(f, bits):
    xs = arguments(f, 100, np.float64)
    expected = f(*xs)
    for call in (lambda out: f(*xs, out), lambda out: f(*xs, out=out), lambda out: f(*xs, out=(out,))):
        out = np.zeros(100)
        assert call(out) is out
        same(bits, out, expected)
    with np.errstate(over="ignore"):  # of the cast
        out = np.zeros(100, np.float32)
        same(bits, f(*xs, out=out), expected.astype(np.float32))
    out = np.zeros(100, np.complex128)
    np.testing.assert_array_equal(f(*xs, out=out), expected.astype(np.complex128))
    mask = np.arange(100) % 3 == 0
    same(bits, f(*xs, out=np.full(100, 7.0), where=mask), np.where(mask, expected, 7.0))


@every_ufunc
def test_dtype_and_casting(f, bits):
    xs = arguments(f, 100, np.float32)
    wide = f(*(x.astype(np.float64) for x in xs))
    same(bits, f(*xs, dtype=np.float64), wide)
    same(bits, f(*xs, signature="d" * f.nin + "->d"), wide)
    with np.errstate(over="ignore"):
        same(bits, f(*(x.astype(np.float64) for x in xs), dtype=np.float32), f(*xs))
    same(bits, f(*(x.astype(np.longdouble) for x in xs), dtype=np.float64), wide)


@pytest.mark.parametrize("dtype", INTEGERS)
@every_ufunc
def test_integers_become_float64(f, dtype, bits):
    limits = [0, 1] if dtype.kind == "b" else [np.iinfo(dtype).min, np.iinfo(dtype).max]
    x = np.array([0, 1, *limits, *([2, 3, 100] if dtype.kind != "b" else [])] * 300, dtype)
    args = [x, *[np.roll(x, 1)] * (f.nin - 1)]
    if f is softplus.logaddexp and NUMPY_1:  # it has no loops for integers, and NumPy 1 decides by itself
        assert f(*args).dtype == np.logaddexp(*args).dtype
    else:
        same(bits, f(*args), f(*(a.astype(np.float64) for a in args)))
        same(bits, f(*(a[::-2] for a in args)), f(*(a[::-2].astype(np.float64) for a in args)))
        assert type(f(*(a[1] for a in args))) is np.float64


@pytest.mark.parametrize("dtype", INTEGERS)
def test_logaddexp_of_integers_is_reduced_in_float64(dtype, bits):
    x = np.array([0, 1, 1, 0, 1], dtype)
    for method in (softplus.logaddexp.reduce, softplus.logaddexp.accumulate):
        if not NUMPY_1:
            same(bits, method(x), method(x.astype(np.float64)))
        same(bits, method(x, dtype=np.float32), method(x.astype(np.float32)))
    asked = softplus.logaddexp(x, x, dtype=np.float32)
    same(bits, asked, softplus.logaddexp(x.astype(np.float32), x.astype(np.float32)))


def test_types_of_several_arguments():
    dtypes = [*INTEGERS, *map(np.dtype, FLOATS)]
    for a in dtypes:
        for b in dtypes:
            pair = np.ones(2, a), np.ones(2, b)
            theirs = np.logaddexp(*pair).dtype
            whole = a.kind in "biu" and b.kind in "biu"
            expected = np.dtype(np.float64) if whole else theirs
            assert softplus.softplus_beta(*pair).dtype == expected
            assert softplus.logaddexp(*pair).dtype == (theirs if NUMPY_1 else expected)


@pytest.mark.skipif(NUMPY_1, reason="before NumPy 2 the value of a number decides")
@every_float
def test_python_numbers_do_not_widen(dtype):
    for one in (dtype(1), np.ones(3, dtype)):
        for number in (2.0, 2, True):
            # Beside some of them a bfloat16 becomes float32, which NumPy decides for types that are not its own.
            expected = np.logaddexp(one, number).dtype if dtype is ml_dtypes.bfloat16 else dtype
            assert softplus.softplus_beta(one, number).dtype == expected
            assert softplus.softplus_threshold(one, number, number).dtype == expected
        assert softplus.softplus_beta(one, np.float64(2)).dtype == np.float64
    assert softplus.softplus_beta(np.int8(1), 2.0).dtype == np.float64
