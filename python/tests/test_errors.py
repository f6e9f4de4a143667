"""Faults in a call: the exceptions are NumPy's own, with the words that functions of its own have for them."""

import re
import sys

import numpy as np
import pytest
import softplus
from softplus import _softplus

X = np.linspace(-1, 1, 4)
READ_ONLY = X.copy()
READ_ONLY.flags.writeable = False


def fault(call, function, name):
    """What a call raises, with `f` for the function's name."""
    with pytest.raises(Exception) as caught:
        call(function)
    return caught.type, re.sub(rf"\b{name}\b", "f", str(caught.value))


def same_fault(call, ours, theirs):
    expected = fault(call, theirs, theirs.__name__)
    assert fault(call, ours, ours.__name__) == expected
    return expected


# np.spacing has loops for the real floating-point types alone; np.exp also for complex numbers and objects.
OF_ONE = {
    "objects": (np.spacing, lambda f: f(np.array([None]))),
    "complex": (np.spacing, lambda f: f(X + 1j)),
    "complex number": (np.spacing, lambda f: f(1j)),
    "text": (np.exp, lambda f: f("1.5")),
    "texts": (np.exp, lambda f: f(np.array(["1.5"]))),
    "bytes": (np.exp, lambda f: f(b"1.5")),
    "dates": (np.exp, lambda f: f(np.array(["2020-01-01"], "M8[D]"))),
    "durations": (np.exp, lambda f: f(np.timedelta64(1, "s"))),
    "records": (np.exp, lambda f: f(np.zeros(2, "f8,f8"))),
    "None": (np.spacing, lambda f: f(None)),
    "a large integer": (np.spacing, lambda f: f(2**70)),
    "ragged": (np.exp, lambda f: f([[1.0], [1.0, 2.0]])),
    "read-only out": (np.exp, lambda f: f(X, out=READ_ONLY)),
    "short out": (np.exp, lambda f: f(X, out=np.empty(3))),
    "flat out": (np.exp, lambda f: f(X[:, None] + X, out=np.empty(4))),
    "integer out": (np.exp, lambda f: f(X, out=np.empty(4, int))),
    "narrow out, safe": (np.exp, lambda f: f(X, out=np.empty(4, np.float32), casting="safe")),
    "dates out": (np.exp, lambda f: f(X, out=np.empty(4, "M8[s]"))),
    "out is a list": (np.exp, lambda f: f(X, out=[0.0] * 4)),
    "two outs": (np.exp, lambda f: f(X, out=(X.copy(), X.copy()))),
    "no arguments": (np.exp, lambda f: f()),
    "too many arguments": (np.exp, lambda f: f(X, X.copy(), X)),
    "out twice": (np.exp, lambda f: f(X, X.copy(), out=X.copy())),
    "unknown keyword": (np.exp, lambda f: f(X, base=2)),
    "keyword for the array": (np.exp, lambda f: f(x=X)),
    "unknown casting": (np.exp, lambda f: f(X, casting="wild")),
    "casting of the argument": (np.exp, lambda f: f(X, dtype=np.float32, casting="safe")),
    "no casting": (np.exp, lambda f: f(np.float32(1), dtype=np.float64, casting="no")),
    "integer dtype": (np.exp, lambda f: f(X, dtype=np.int64)),
    "complex dtype": (np.spacing, lambda f: f(X, dtype=np.complex128)),
    "text dtype": (np.exp, lambda f: f(X, dtype="U4")),
    "unknown dtype": (np.exp, lambda f: f(X, dtype="float33")),
    "dtype and signature": (np.exp, lambda f: f(X, dtype="f8", signature="d->d")),
    "wrong signature": (np.exp, lambda f: f(X, signature="dd->d")),
    "where is no mask": (np.exp, lambda f: f(X, where=X, out=X.copy())),
    "where of another shape": (np.exp, lambda f: f(X, where=np.ones(3, bool), out=X.copy())),
    "unknown order": (np.exp, lambda f: f(X, order="Z")),
    "an override of None": (np.exp, lambda f: f(type("No", (), {"__array_ufunc__": None})())),
    "reduce": (np.exp, lambda f: f.reduce(X)),
    "accumulate": (np.exp, lambda f: f.accumulate(X)),
    "reduceat": (np.exp, lambda f: f.reduceat(X, [0])),
    "outer": (np.exp, lambda f: f.outer(X, X)),
    "at, outside": (np.exp, lambda f: f.at(X.copy(), [9])),
    "at, with two arguments": (np.exp, lambda f: f.at(X.copy(), [0], X)),
    "at, not an array": (np.exp, lambda f: f.at([1.0], [0])),
}
OF_TWO = {
    "shapes": (np.logaddexp, lambda f: f(X, X[:3])),
    "objects": (np.logaddexp, lambda f: f(X, np.array([None]))),
    "complex": (np.logaddexp, lambda f: f(X, 1j)),
    "text": (np.logaddexp, lambda f: f(X, "1")),
    "one argument": (np.logaddexp, lambda f: f(X)),
    "too many arguments": (np.logaddexp, lambda f: f(X, X, X.copy(), X)),
    "read-only out": (np.logaddexp, lambda f: f(X, X, out=READ_ONLY)),
    "short out": (np.logaddexp, lambda f: f(X, X, out=np.empty(3))),
    "integer out": (np.logaddexp, lambda f: f(X, X, out=np.empty(4, int))),
    "integer dtype": (np.logaddexp, lambda f: f(X, X, dtype=int)),
    "axis": (np.logaddexp, lambda f: f.reduce(X, axis=1)),
    "axis twice": (np.logaddexp, lambda f: f.reduce(X[:, None], axis=(0, 0))),
    "reduce to another shape": (np.logaddexp, lambda f: f.reduce(X, out=np.empty(2))),
    "reduce to integers": (np.logaddexp, lambda f: f.reduce(X, dtype=int)),
    "reduce of a number": (np.logaddexp, lambda f: f.accumulate(1.0)),
    "reduceat, outside": (np.logaddexp, lambda f: f.reduceat(X, [9])),
    "at, without values": (np.logaddexp, lambda f: f.at(X.copy(), [0])),
    "at, shapes": (np.logaddexp, lambda f: f.at(X.copy(), [0, 1], [1.0, 2.0, 3.0])),
}
NO_IDENTITY = {  # np.arctan2 has none either
    "reduce of nothing": lambda f: f.reduce([]),
    "reduce over two axes": lambda f: f.reduce(np.ones((2, 2)), axis=(0, 1)),
    "reduce of some, without a start": lambda f: f.reduce(X, where=X > 0),
}


@pytest.mark.parametrize("what", OF_ONE)
@pytest.mark.parametrize("ours", [softplus.softplus, softplus.log1mexp], ids=lambda f: f.__name__)
def test_functions_of_one(ours, what):
    theirs, call = OF_ONE[what]
    same_fault(call, ours, theirs)


@pytest.mark.parametrize("what", OF_TWO)
@pytest.mark.parametrize("ours", [softplus.logaddexp, softplus.softplus_beta], ids=lambda f: f.__name__)
def test_functions_of_two(ours, what):
    theirs, call = OF_TWO[what]
    same_fault(call, ours, theirs)


@pytest.mark.parametrize("what", NO_IDENTITY)
@pytest.mark.parametrize("ours", [softplus.logsubexp, softplus.softplus_backward], ids=lambda f: f.__name__)
def test_reductions_without_a_start(ours, what):
    same_fault(NO_IDENTITY[what], ours, np.arctan2)


def test_functions_of_three():
    for ours in (softplus.softplus_threshold, softplus.softplus_double_backward):
        name = ours.__name__
        with pytest.raises(
            TypeError, match=rf"^{name}\(\) takes from 3 to 4 positional arguments but 1 (was|were) given$"
        ):
            ours(X)
        with pytest.raises(
            ValueError, match=r"^operands could not be broadcast together with shapes \(4,\) \(3,\) \(\) $"
        ):
            ours(X, X[:3], 1.0)
        with pytest.raises(ValueError, match=r"^reduce only supported for binary functions$"):
            ours.reduce(X)


def test_long_double_is_refused():
    """A result that is right to its last digit cannot be had in it, and less should not come unasked."""
    with pytest.raises(
        TypeError, match=r"^ufunc 'softplus' not supported for the input types, and the inputs could not be"
    ):
        softplus.softplus(np.ones(2, np.longdouble))


def test_a_fault_leaves_the_output_alone():
    out = np.full(3, 7.0)
    with pytest.raises(ValueError, match="could not be broadcast"):
        softplus.softplus(X, out=out)
    assert (out == 7).all()


def test_calls_by_address():
    xs = np.ones(3)
    addresses = [xs.ctypes.data], [], np.empty(3).ctypes.data, 3
    for arguments, message in (
        (("softplus_", "float64", *addresses), 'there is no function "softplus_"'),
        (("softplus", "longdouble", *addresses), '"longdouble" is not float16, bfloat16, float32 or float64'),
        (("softplus_beta", "float64", *addresses), "softplus_beta has 2 arguments, not 1"),
    ):
        with pytest.raises(ValueError, match=rf"^{message}$"):
            _softplus.apply(*arguments)


def test_attributes():
    with pytest.raises(AttributeError, match=r"^module 'softplus' has no attribute 'softmax'$"):
        softplus.softmax  # noqa: B018


@pytest.mark.parametrize("framework", ["jax", "keras", "tensorflow", "torch"])
def test_a_framework_that_is_missing_is_named(framework, monkeypatch):
    monkeypatch.setitem(sys.modules, framework, None)
    monkeypatch.delitem(sys.modules, f"softplus.{framework}", raising=False)
    monkeypatch.delitem(vars(softplus), framework, raising=False)
    with pytest.raises(ImportError, match=f"(?i)softplus.{framework} needs {framework}.*pip install .*{framework}"):
        getattr(softplus, framework)
