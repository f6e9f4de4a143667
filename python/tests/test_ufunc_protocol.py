"""The ufuncs' methods, the warnings, and how they get on with threads, pickle and other kinds of arrays."""

import copy
import itertools
import pickle
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import ml_dtypes
import numpy as np
import pytest
import softplus
from softplus import logaddexp, logsubexp

UFUNCS = [f for f in vars(softplus).values() if isinstance(f, np.ufunc)]
# The functions some of whose results deserve a warning: logarithms of these, the second argument of the last being 0.
LOGARITHM_OF = {softplus.softplus_inverse: np.expm1, softplus.log1mexp: lambda x: -np.expm1(-x), logsubexp: np.expm1}
FLOATS = [np.float16, ml_dtypes.bfloat16, np.float32, np.float64]
every_ufunc = pytest.mark.parametrize("f", UFUNCS, ids=lambda f: f.__name__)
every_float = pytest.mark.parametrize("dtype", FLOATS)


def numbers(shape, dtype=np.float64, seed=0):
    return np.random.default_rng(seed).normal(0, 4, shape).astype(dtype)


def sums(xs, dtype):
    """logaddexp of the first, of the first two, …: one call for each."""
    return np.array(list(itertools.accumulate(xs, logaddexp)), dtype)


@every_float
@pytest.mark.parametrize("step", [1, 2, -1])
def test_reduce_and_accumulate(dtype, step, bits):
    if dtype is ml_dtypes.bfloat16 and np.__version__.startswith("1."):
        pytest.skip("NumPy 1.26 crashes in accumulate of such types, in its own np.add too")
    xs = numbers(6000, dtype)[::step]
    expected = sums(xs, dtype)
    for results in (logaddexp.accumulate(xs), logaddexp.accumulate(xs, out=np.empty_like(xs))):
        assert results.dtype == dtype
        np.testing.assert_array_equal(bits(results), bits(expected))
    itself = xs.copy()
    logaddexp.accumulate(itself, out=itself)
    np.testing.assert_array_equal(bits(itself), bits(expected))
    total = logaddexp.reduce(xs)
    assert total.dtype == dtype
    assert total == expected[-1]


def test_reduce_over_axes(bits):
    xs = numbers((5, 6, 7))
    for axis in (0, 1, 2, -1, (0, 2), (1, 2), None):
        axes = (0, 1, 2) if axis is None else np.atleast_1d(axis) % 3
        kept = [i for i in range(3) if i not in axes]
        rows = xs.transpose(*kept, *axes).reshape(*(xs.shape[i] for i in kept), -1)
        expected = np.apply_along_axis(lambda row: reduce(logaddexp, row), -1, rows)
        np.testing.assert_array_equal(bits(logaddexp.reduce(xs, axis=axis)), bits(expected))
        assert logaddexp.reduce(xs, axis=axis, keepdims=True).shape == tuple(
            1 if i in axes else n for i, n in enumerate(xs.shape)
        )
    mask = xs > 0
    expected = reduce(logaddexp, xs[mask], 1.5)
    assert logaddexp.reduce(xs, axis=None, initial=1.5, where=mask) == expected
    narrow = xs.astype(np.float32)
    assert logaddexp.reduce(narrow, axis=None, dtype=np.float64) == reduce(logaddexp, narrow.astype(np.float64).flat)


@every_float
def test_reduce_of_nothing(dtype):
    result = logaddexp.reduce(np.empty(0, dtype))
    assert result.dtype == dtype
    assert result == -np.inf
    assert (logaddexp.reduce(np.empty((0, 3), dtype)) == -np.inf).all()
    assert logaddexp.reduce([]) == -np.inf
    assert logaddexp.reduce(np.arange(4)) == reduce(logaddexp, [0.0, 1.0, 2.0, 3.0])


def test_reductions_of_the_others(bits):
    for f in (logsubexp, softplus.softplus_beta, softplus.softplus_backward):
        xs = -np.sort(-abs(numbers(4)))
        np.testing.assert_array_equal(bits(f.accumulate(xs)), bits(list(itertools.accumulate(xs, f))))


@every_float
def test_reduceat_outer_and_at(dtype, bits):
    xs = numbers(50, dtype)
    starts = [0, 7, 20, 20, 49]
    expected = [
        reduce(logaddexp, xs[a:b] if a < b else xs[a : a + 1]) for a, b in zip(starts, [*starts[1:], 50], strict=True)
    ]
    np.testing.assert_array_equal(bits(logaddexp.reduceat(xs, starts)), bits(np.array(expected, dtype)))
    np.testing.assert_array_equal(bits(logaddexp.outer(xs, xs[:3])), bits(logaddexp(xs[:, None], xs[:3])))
    places = [3, 3, 0, -1, 3]
    expected = xs.copy()
    for place, x in zip(places, xs[10:15], strict=True):
        expected[place] = logaddexp(expected[place], x)
    results = xs.copy()
    logaddexp.at(results, places, xs[10:15])
    np.testing.assert_array_equal(bits(results), bits(expected))
    expected[[3, 5]] = softplus.softplus(softplus.softplus(expected[3])), softplus.softplus(expected[5])
    softplus.softplus.at(results, [3, 5, 3])
    np.testing.assert_array_equal(bits(results), bits(expected))


def every_place(f, xs):
    """The ways through the loops: one number, contiguous, in place, with steps, one by one."""
    yield lambda: [f(*(x,) * f.nin) for x in xs[::97]]
    yield lambda: f(*(xs,) * f.nin)
    yield lambda: f(*(np.repeat(xs, 2)[::2],) * f.nin)
    yield lambda: f(*(xs.copy(),) * f.nin, out=xs.copy())
    if f.nin == 2:
        yield lambda: f.accumulate(xs[:4000])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("f", [f for f in UFUNCS if f not in LOGARITHM_OF], ids=lambda f: f.__name__)
def test_no_warnings(f, dtype):
    whole = np.dtype(dtype).str.replace("f", "u")
    step = max(1, 2 ** (8 * np.dtype(dtype).itemsize) // 20011)
    xs = (np.arange(20011, dtype=np.uint64) * np.uint64(step)).astype(whole).view(dtype)
    with np.errstate(all="raise"):
        for call in every_place(f, xs):
            call()


@every_float
@pytest.mark.parametrize("f", LOGARITHM_OF, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [-1.0, -np.inf, 0.0, -0.0, np.nan, np.inf, 1.0])
def test_warnings_are_those_of_log(f, dtype, x):
    with np.errstate(all="ignore"):
        expected = raised(np.log, LOGARITHM_OF[f](x))
    for count in (1, 2, 1000, 20_000):
        xs = np.ones(count, dtype)
        xs[count // 2] = x
        rest = [np.zeros(count, dtype)] * (f.nin - 1)
        assert raised(f, xs, *rest) == expected
        assert raised(f, xs[::-1], *rest) == expected
        assert raised(f, xs, *rest, xs.copy()) == expected


def raised(f, *args):
    """The warnings of a call, with `f` for the function's name."""
    with np.errstate(all="warn"), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        f(*args)
    return {str(w.message).replace(f.__name__, "f") for w in caught}


def test_errstate_is_respected():
    x = np.array([-1.0, 0.0, 1.0])
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        softplus.log1mexp(x)
    with (
        np.errstate(invalid="raise"),
        pytest.raises(FloatingPointError, match=r"^invalid value encountered in log1mexp$"),
    ):
        softplus.log1mexp(x[:1])
    with (
        np.errstate(divide="raise"),
        pytest.raises(FloatingPointError, match=r"^divide by zero encountered in log1mexp$"),
    ):
        softplus.log1mexp(x[1:])
    kinds = []
    with np.errstate(all="call", call=lambda kind, _: kinds.append(kind)):
        softplus.log1mexp(x)
    assert sorted(kinds) == ["divide by zero", "invalid value"]
    with np.errstate(over="raise"), pytest.raises(FloatingPointError, match=r"^overflow encountered in cast$"):
        softplus.softplus(np.array([1e300]), dtype=np.float32)


def test_infinities_from_infinities_come_without_a_warning():
    with np.errstate(all="raise"):
        assert logsubexp(3.0, -np.inf) == 3
        assert logsubexp(-np.inf, -np.inf) == -np.inf
        assert logsubexp(np.inf, 3.0) == np.inf
    with pytest.warns(RuntimeWarning, match=r"^invalid value encountered in logsubexp$"):
        assert np.isnan(logsubexp(np.inf, np.inf))


def test_threads_have_the_same_bits(bits):
    xs = numbers((8, 50_000))
    expected = [softplus.mish(x) for x in xs]
    with ThreadPoolExecutor(4) as pool:
        for results, row in zip(pool.map(softplus.mish, xs), expected, strict=True):
            np.testing.assert_array_equal(bits(results), bits(row))


def test_other_threads_run_meanwhile():
    """A thread that only looks at the clock is never held up for as long as half of the call."""
    xs = numbers(1 << 20).repeat(8)
    seen = []
    for _ in range(5):  # the machine may be busy
        running = threading.Event()
        times = []

        def work(running=running, times=times):
            running.set()
            start = time.perf_counter()
            softplus.shifted_softplus(xs)
            times.append((start, time.perf_counter()))

        thread = threading.Thread(target=work)
        ticks = []
        thread.start()
        running.wait()
        while not times:
            ticks.append(time.perf_counter())
        thread.join()
        ((start, end),) = times
        inside = [start, *(tick for tick in ticks if start < tick < end), end]
        seen.append(max(np.diff(inside)) / (end - start))
        if seen[-1] < 0.5:
            return
    raise AssertionError(f"the other thread waited for these parts of five calls: {seen}")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of other modules, in all of which pickle looks for a name
@every_ufunc
def test_copies_are_the_function_itself(f):
    assert pickle.loads(pickle.dumps(f)) is f
    assert copy.copy(f) is f
    assert copy.deepcopy([f])[0] is f


def test_pickles_load_in_another_process():
    code = "import pickle, sys; print(*[f(1.0) for f in pickle.load(sys.stdin.buffer)])"
    pickled = pickle.dumps([softplus.softplus, softplus.mish])
    out = subprocess.run([sys.executable, "-c", code], input=pickled, capture_output=True, check=True).stdout
    assert out.split() == [str(softplus.softplus(1.0)).encode(), str(softplus.mish(1.0)).encode()]


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@every_ufunc
def test_masked_arrays_and_subclasses(f, bits):
    xs, rest = abs(numbers(4)) + 1, [0.5] * (f.nin - 1)
    plain = f(xs, *rest)
    masked = f(np.ma.masked_array(xs, [0, 1, 0, 0]), *rest)
    assert isinstance(masked, np.ma.MaskedArray)
    assert masked.mask.tolist() == [False, True, False, False]
    np.testing.assert_array_equal(masked.compressed(), plain[[0, 2, 3]])
    matrix = f(np.matrix(xs), *rest)
    assert isinstance(matrix, np.matrix)
    np.testing.assert_array_equal(np.asarray(matrix)[0], plain)
    record = f(xs.view(np.recarray), *rest)
    np.testing.assert_array_equal(bits(record), bits(plain))


class Units(np.lib.mixins.NDArrayOperatorsMixin):
    """An array of another kind, which says what was asked of it."""

    def __init__(self, values):
        self.values = values

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        inputs = [x.values if isinstance(x, Units) else x for x in inputs]
        return ufunc.__name__, method, sorted(kwargs), getattr(ufunc, method)(*inputs, **kwargs)


@every_ufunc
def test_overrides_are_asked(f):
    x = Units(np.array([1.0, 2.0]))
    rest = [0.5] * (f.nin - 1)
    name, method, kwargs, result = f(x, *rest, dtype=np.float32)
    assert (name, method, kwargs, result.dtype) == (f.__name__, "__call__", ["dtype"], np.float32)
    if f.nin == 2:
        assert f.reduce(x, axis=0, initial=9.0)[:3] == (f.__name__, "reduce", ["axis", "initial"])
        assert f(3.0, x)[3].tolist() == f(3.0, x.values).tolist()


def test_objects_that_are_arrays():
    class Column:
        def __array__(self, dtype=None, copy=None):
            return np.array([0.0, 1.0])

    assert softplus.softplus(Column()).tolist() == softplus.softplus([0.0, 1.0]).tolist()
    assert softplus.softplus(memoryview(np.array([0.0, 1.0]))).tolist() == softplus.softplus([0.0, 1.0]).tolist()
