"""The bits that the crate returns, whose digests are committed, through every way into the extension module."""

import hashlib
import multiprocessing
import os
import tomllib
from functools import cache
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from softplus import _softplus

RECORD = Path(__file__).parents[2] / "crates" / "softplus" / "digests.toml"
NAMES = [
    "softplus",
    "sigmoid",
    "softplus_second_derivative",
    "softplus_inverse",
    "log_sigmoid",
    "log1mexp",
    "shifted_softplus",
    "mish",
    "log_softplus",
]
# The record's name of a type, its NumPy type, the encoding of every NaN, and the step from one input to the next.
TYPES = {
    "f16": (np.float16, np.uint16, 0x7E00, 1),
    "bf16": (ml_dtypes.bfloat16, np.uint16, 0x7FC0, 1),
    "f32": (np.float32, np.uint32, 0x7FC0_0000, 1009),
}


@cache
def recorded():
    entries = tomllib.loads(RECORD.read_text(encoding="utf-8"))["entry"]
    return {(e["function"], e["dtype"], e.get("stride", 1)): (e["inputs"], e["sha256"]) for e in entries}


@cache
def inputs(dtype):
    real, whole, _, stride = TYPES[dtype]
    return np.arange(0, 1 << 8 * np.dtype(real).itemsize, stride, np.uint64).astype(whole).view(real)


def sha256(dtype, ys):
    """Of the encodings, little-endian, in the order of the inputs' encodings, with one encoding for every NaN."""
    _, whole, nan, _ = TYPES[dtype]
    encodings = np.where(np.isnan(ys), np.array(nan, whole), ys.view(whole))
    return hashlib.sha256(encodings.astype(np.dtype(whole).newbyteorder("<"))).hexdigest()


def contiguous(name, xs):
    return getattr(_softplus, name)(xs)


def in_place(name, xs):
    ys = xs.copy()
    return getattr(_softplus, name)(ys, out=ys)


def strided(name, xs):
    return getattr(_softplus, name)(np.repeat(xs, 2)[::2])


def by_address(name, xs, threads=0):
    ys = np.empty_like(xs)
    _softplus.apply(name, xs.dtype.name, [xs.ctypes.data], [], ys.ctypes.data, xs.size, threads)
    return ys


def by_address_in_place(name, xs):
    ys = xs.copy()
    _softplus.apply(name, xs.dtype.name, [ys.ctypes.data], [], ys.ctypes.data, ys.size)
    return ys


def by_address_on_one_core(name, xs):
    return by_address(name, xs, threads=1)


WAYS = [contiguous, in_place, strided, by_address, by_address_in_place, by_address_on_one_core]


@pytest.mark.filterwarnings("ignore:(invalid value|divide by zero) encountered:RuntimeWarning")
@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_bits_are_the_recorded_ones(way, name, dtype):
    xs = inputs(dtype)
    count, digest = recorded()[name, dtype, TYPES[dtype][-1]]
    assert xs.size == count
    assert sha256(dtype, way(name, xs)) == digest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_fork_does_not_wait_for_threads_that_it_does_not_have():
    xs = np.random.default_rng(1).normal(0, 4, 10**6)
    ys = by_address("softplus", xs)  # the pool's threads are there now

    def child():
        os._exit(0 if np.array_equal(by_address("softplus", xs), ys) else 1)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(30)
    process.kill()
    assert process.exitcode == 0
