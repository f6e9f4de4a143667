"""The values that other projects publish for these functions; data/README.md says whose they are."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import softplus

FLOATS = [np.float16, ml_dtypes.bfloat16, np.float32, np.float64]


def read(name):
    return json.loads((Path(__file__).parent / "data" / name).read_text(encoding="utf-8"))


def within(numbers, dtype):
    """The numbers as an array of the type, without those that are too large for it."""
    return np.array([x for x in numbers if abs(x) <= float(ml_dtypes.finfo(dtype).max)]).astype(dtype)


CASES = [
    pytest.param(case, id=f"{name}-{number}-{case['function']}-{case['dtype']}")
    for name in ("scipy.json", "xsref.json", "numpy.json", "onnx.json")
    for number, case in enumerate(read(name))
]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore:(invalid value|divide by zero) encountered:RuntimeWarning")
def test_published_values(case, bits):
    inputs = [np.array(numbers, np.float64).astype(case["dtype"]) for numbers in case["inputs"]]
    expected = np.array(case["expected"], np.float64).astype(case["dtype"])
    results = getattr(softplus, case["function"])(*inputs)
    np.testing.assert_allclose(results, expected, rtol=case["rtol"], atol=case["atol"])
    if case["nearest"]:
        np.testing.assert_array_equal(bits(results), bits(expected))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", ["softplus", "sigmoid", "log_sigmoid", "mish"])
def test_numbers_of_pytorch(name, dtype, exact, bits):
    numbers = read("pytorch.json")
    xs = within(numbers["small"] + numbers["large"], dtype)
    expected = [exact.nearest(getattr(exact, name)(float(x)), dtype) for x in xs]
    if name == "mish":  # a product with x, which has the sign of a zero
        expected = [y if x != 0 else x for x, y in zip(xs, expected, strict=True)]
    np.testing.assert_array_equal(bits(getattr(softplus, name)(xs)), bits(np.array(expected, dtype)))
    limits = {"softplus": [np.inf, 0.0], "sigmoid": [1.0, 0.0], "log_sigmoid": [-0.0, -np.inf], "mish": [np.inf, -0.0]}
    results = getattr(softplus, name)(np.array(numbers["extremal"], np.float64).astype(dtype))
    np.testing.assert_array_equal(bits(results), bits(np.array([*limits[name], np.nan], dtype)))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("group", ["small", "large"])
def test_pairs_of_pytorch(group, dtype, exact, bits):
    numbers = within(read("pytorch.json")[group], dtype)
    a, b = (grid.ravel() for grid in np.meshgrid(numbers, numbers))
    pairs = zip(a.astype(float), b.astype(float), strict=True)
    expected = np.array([exact.nearest(exact.logaddexp(*pair), dtype) for pair in pairs], dtype)
    np.testing.assert_array_equal(bits(softplus.logaddexp(a, b)), bits(expected))


@pytest.mark.parametrize("dtype", FLOATS)
def test_special_cases_of_the_array_api(dtype):
    standard = read("array_api.json")
    numbers = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.5, -1.5, float(ml_dtypes.finfo(dtype).max)])
    meant = {"any": np.ones_like, "not nan": lambda xs: ~np.isnan(xs), "nan": np.isnan, "inf": np.isposinf}
    for case in standard["cases"]:
        first, second = (numbers[meant[condition](numbers).astype(bool)].astype(dtype) for condition in case["inputs"])
        results = getattr(softplus, standard["function"])(first[:, None], second)
        assert results.dtype == dtype
        np.testing.assert_array_equal(results.astype(float), float(case["expected"]))
