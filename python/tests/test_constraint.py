"""`Softplus`: each method's result is the exact one, rounded once."""

import copy
import pickle

import ml_dtypes
import numpy as np
import pytest
from softplus import Softplus

FLOATS = [np.float16, np.float32, np.float64, ml_dtypes.bfloat16]
every_float = pytest.mark.parametrize("dtype", FLOATS)
every_constraint = pytest.mark.parametrize(
    ("beta", "low"), [(1.0, 0.0), (1.0, 1e-6), (2.5, -3.0), (0.1, 0.25), (30.0, 100.0), (1.0, -0.0)]
)
COUNT = 40


def inputs(dtype, beta):
    """Where results change, and out to where they are low or x."""
    rng = np.random.default_rng(7)
    xs = np.concatenate([rng.normal(0, 4, COUNT), rng.uniform(-800, 800, COUNT), [0.0]])
    return (xs / beta).astype(dtype)


def outputs(dtype, beta, low):
    """Numbers above the bound, many of them near it."""
    rng, info = np.random.default_rng(8), ml_dtypes.finfo(dtype)
    ys = np.concatenate([low + np.exp(rng.normal(0, 3, COUNT)) / beta, low + rng.uniform(0, 60, COUNT) / beta])
    ys = np.concatenate([ys, [low + 8 * abs(low) * info.eps, low + abs(low) * info.eps]]).astype(dtype)
    return ys[ys > dtype(low)]


class ExactConstraint:
    """The methods with mpmath, for parameters that are rounded to the type."""

    def __init__(self, exact, dtype, beta, low):
        self.exact, self.dtype = exact, dtype
        self.beta, self.low = exact.mp.mpf(float(dtype(beta))), exact.mp.mpf(float(dtype(low)))

    def forward(self, x):
        return self.low + self.exact.softplus(self.beta * x) / self.beta

    def inverse(self, y):
        return (y - self.low) + self.exact.log1mexp(self.beta * (y - self.low)) / self.beta

    def derivative(self, x):
        return self.exact.sigmoid(self.beta * x)

    def log_det_jacobian(self, x):
        return self.exact.log_sigmoid(self.beta * x)

    def inverse_log_det_jacobian(self, y):
        return -self.exact.log1mexp(self.beta * (y - self.low))

    def rounded(self, method, numbers):
        values = (getattr(self, method)(self.exact.mp.mpf(float(x))) for x in numbers)
        return np.array([self.exact.nearest(value, self.dtype) for value in values], self.dtype)


@every_float
@every_constraint
@pytest.mark.parametrize("method", ["forward", "derivative", "log_det_jacobian", "inverse", "inverse_log_det_jacobian"])
def test_results_are_the_nearest(method, beta, low, dtype, exact, bits):  # noqa: PLR0913, PLR0917
    numbers = outputs(dtype, beta, low) if method.startswith("inverse") else inputs(dtype, beta)
    assert numbers.size > COUNT
    expected = ExactConstraint(exact, dtype, beta, low).rounded(method, numbers)
    with np.errstate(all="raise"):
        results = getattr(Softplus(beta, low), method)(numbers)
        one_by_one = [getattr(Softplus(beta, low), method)(x) for x in numbers]
    assert results.dtype == dtype
    np.testing.assert_array_equal(bits(results), bits(expected))
    np.testing.assert_array_equal(bits(np.array(one_by_one, dtype)), bits(expected))


@every_float
@every_constraint
def test_raw_for_leads_to_the_value_or_next_to_it(beta, low, dtype, exact):
    constraint, reference = Softplus(beta, low), ExactConstraint(exact, dtype, beta, low)
    values = outputs(dtype, beta, low)
    raw = constraint.raw_for(values)
    assert raw.dtype == dtype
    reached = abs(reference.rounded("forward", raw).astype(float) - values.astype(float))
    for end in (-np.inf, np.inf):
        near = np.nextafter(raw, dtype(end))
        for _ in range(2):
            assert (reached <= abs(reference.rounded("forward", near).astype(float) - values.astype(float))).all()
            near = np.nextafter(near, dtype(end))
    assert constraint.raw_for(values[0]) == raw[0]


@every_constraint
def test_round_trip(beta, low, exact):
    """|inverse(y) − x| is at most ½·ulp(y)/σ(β·min(x, x′)) + ½·ulp(inverse(y)), x′ being the exact inverse of y."""
    constraint, reference, mpf = Softplus(beta, low), ExactConstraint(exact, np.float64, beta, low), exact.mp.mpf
    for x in inputs(np.float64, beta):
        y = constraint.forward(x)
        if y == low:
            assert constraint.inverse(y) == -np.inf
            continue
        back = constraint.inverse(y)
        slope = reference.derivative(min(mpf(float(x)), reference.inverse(mpf(float(y)))))
        bound = mpf(float(np.spacing(abs(y)))) / 2 / slope + mpf(float(np.spacing(abs(back)))) / 2
        assert abs(mpf(float(back)) - mpf(float(x))) <= bound


@every_float
def test_special_values(dtype):
    constraint, (inf, low, nan) = Softplus(2.0, 0.5), np.array([np.inf, 0.5, np.nan], dtype)
    for method, at_ends in {
        "forward": {-inf: 0.5, inf: np.inf},
        "derivative": {-inf: 0.0, inf: 1.0},
        "log_det_jacobian": {-inf: -np.inf, inf: -0.0},
        "inverse": {-inf: np.nan, dtype(0): np.nan, low: -np.inf, inf: np.inf},
        "inverse_log_det_jacobian": {-inf: np.nan, dtype(0): np.nan, low: np.inf, inf: 0.0},
    }.items():
        for x, expected in {**at_ends, nan: np.nan}.items():
            result = getattr(constraint, method)(x)
            assert result.dtype == dtype
            np.testing.assert_array_equal(result.astype(float), expected)
            assert np.isnan(expected) or np.signbit(result) == np.signbit(expected)


def test_types_and_shapes():
    constraint = Softplus(0.1, 0.3)  # neither is a float32
    x = np.linspace(-3, 3, 6, dtype=np.float32).reshape(2, 3)
    for method in ("forward", "derivative", "log_det_jacobian"):
        result = getattr(constraint, method)(x)
        assert (result.shape, result.dtype) == (x.shape, np.float32)
        again = getattr(Softplus(np.float32(0.1), np.float32(0.3)), method)(x)
        np.testing.assert_array_equal(result, again)
        np.testing.assert_array_equal(
            getattr(constraint, method)(np.arange(3)), getattr(constraint, method)([0.0, 1.0, 2.0])
        )
        assert type(getattr(constraint, method)(1)) is np.float64
    assert constraint.raw_for(np.ones((2, 0))).shape == (2, 0)
    masked = Softplus(low=0.0).raw_for(np.ma.masked_array([1.0, -1.0], [False, True]))
    assert masked.mask.tolist() == [False, True]


@pytest.mark.parametrize("beta", [0.0, -0.0, -1.0, np.nan, np.inf, -np.inf])
def test_beta_must_be_positive_and_finite(beta):
    with pytest.raises(ValueError, match=rf"^beta is {beta}: it must be a positive finite number$"):
        Softplus(beta)


@pytest.mark.parametrize("low", [np.nan, np.inf, -np.inf])
def test_low_must_be_finite(low):
    with pytest.raises(ValueError, match=rf"^low is {low}: it must be a finite number$"):
        Softplus(1.0, low)


@pytest.mark.parametrize("constraint", [Softplus(1e-10), Softplus(1e5), Softplus(1.0, 1e5)])
def test_parameters_must_be_numbers_of_the_type_too(constraint):
    x = np.ones(2, np.float16)
    with pytest.raises(ValueError, match=r"in float16: use a wider type$"):
        constraint.forward(x)
    assert np.isfinite(constraint.forward(x.astype(np.float32))).all()


def test_a_value_below_the_bound_is_invalid_as_in_softplus_inverse():
    with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="invalid"):
        Softplus(1.0, 2.0).inverse(np.ones(3))


@pytest.mark.parametrize("wrong", [None, 1j, "one", np.ones(2)])
def test_parameters_must_be_numbers(wrong):
    for arguments in ({"beta": wrong}, {"low": wrong}):
        with pytest.raises((TypeError, ValueError), match=r"(float|converted)"):
            Softplus(**arguments)


@pytest.mark.parametrize("value", [0.5, 0.25, -np.inf, np.inf, np.nan])
def test_raw_for_refuses_what_no_number_leads_to(value):
    constraint = Softplus(2.0, 0.5)
    message = rf"^no number leads to {value}: a value must be finite, above low = 0.5, and in reach of beta = 2.0$"
    for values in (value, [1.0, value, 0.0], np.full((2, 2), value)):
        with pytest.raises(ValueError, match=message):
            constraint.raw_for(values)
    with pytest.raises(ValueError, match=r"in reach of beta = 1e-320$"):
        Softplus(1e-320).raw_for(1.0)


def test_equality_hash_repr_and_copies():
    constraint = Softplus(2.5, 1e-6)
    assert repr(constraint) == "Softplus(beta=2.5, low=1e-06)"
    assert eval(repr(constraint)) == constraint
    for same in (copy.copy(constraint), copy.deepcopy(constraint), pickle.loads(pickle.dumps(constraint))):
        assert same == constraint
        assert hash(same) == hash(constraint)
    assert Softplus() == Softplus(1, 0)
    assert len({Softplus(), Softplus(2.5), Softplus(1.0, 2.5), Softplus(1, 0)}) == 3
    assert constraint != Softplus(2.5)
    assert constraint != (2.5, 1e-6)
