"""softplus of labelled arrays: xarray keeps dimensions, coordinates and attributes, pandas index and columns."""

import numpy as np
import pytest
import softplus

xr = pytest.importorskip("xarray")
pd = pytest.importorskip("pandas")

DTYPES = [np.float32, np.float64]
VALUES = [[-1000.0, -40.0, -1.0], [0.0, 100.0, np.nan]]
OF_ONE = [
    name for name in softplus.__all__ if isinstance(ufunc := getattr(softplus, name), np.ufunc) and ufunc.nin == 1
]


def assert_same_bits(got, expected):
    """The same shape, dtype and bytes."""
    assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
    assert got.tobytes() == expected.tobytes()


def field(dtype=np.float64):
    """A DataArray with all that it can have: two dimensions, three coordinates, attributes and a name."""
    return xr.DataArray(
        np.array(VALUES, dtype),
        dims=("layer", "unit"),
        coords={"layer": ["first", "second"], "unit": [10, 20, 30], "scale": 0.5},
        attrs={"units": "nat", "source": "a test"},
        name="potential",
    )


def assert_same_labels(got, labelled):
    """The names, coordinates and attributes of the DataArray `labelled`."""
    assert (got.dims, got.attrs, got.name) == (labelled.dims, labelled.attrs, labelled.name)
    xr.testing.assert_identical(got.coords.to_dataset(), labelled.coords.to_dataset())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", OF_ONE)
def test_data_array(name, dtype):
    """Labels of the argument, bits of the plain array."""
    ufunc, labelled = getattr(softplus, name), field(dtype)
    with np.errstate(all="ignore"):
        got, expected = ufunc(labelled), ufunc(labelled.values)
    assert isinstance(got, xr.DataArray)
    assert_same_labels(got, labelled)
    assert_same_bits(got.values, expected)


def test_chunked_data_array():
    """It stays lazy until it is computed."""
    pytest.importorskip("dask.array")
    labelled = field(np.float32)
    got = softplus.softplus(labelled.chunk({"unit": 2}))
    assert got.chunks == ((2,), (2, 1))
    assert_same_labels(got, labelled)
    assert_same_bits(got.compute(scheduler="synchronous").values, softplus.softplus(labelled.values))


def test_dataset():
    """Each variable by itself."""
    labelled = xr.Dataset({"single": field(np.float32), "double": field(np.float64)}, attrs={"title": "both"})
    got = softplus.softplus(labelled)
    assert got.attrs == labelled.attrs
    for name, variable in labelled.items():
        assert_same_labels(got[name], variable)
        assert_same_bits(got[name].values, softplus.softplus(variable.values))


def test_data_arrays_meet_by_coordinate():
    """Two arguments: what both have labels for, broadcast over dimensions by name."""
    xs = field()
    beta = xr.DataArray([2.0, 0.5], dims="unit", coords={"unit": [30, 10]})
    got = softplus.softplus_beta(xs, beta)
    assert got.dims == ("layer", "unit")
    assert got.unit.values.tolist() == [10, 30]
    assert_same_bits(got.values, softplus.softplus_beta(np.array(VALUES)[:, [0, 2]], np.array([0.5, 2.0])))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", OF_ONE)
def test_series(name, dtype):
    """The index and the name stay."""
    ufunc = getattr(softplus, name)
    labelled = pd.Series(np.array(VALUES[1], dtype), index=pd.Index(["a", "b", "c"], name="key"), name="potential")
    with np.errstate(all="ignore"):
        got, expected = ufunc(labelled), ufunc(labelled.to_numpy())
    assert isinstance(got, pd.Series)
    pd.testing.assert_index_equal(got.index, labelled.index)
    assert got.name == labelled.name
    assert_same_bits(got.to_numpy(), expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_data_frame(dtype):
    """The index, with two levels, and the columns stay."""
    index = pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["letter", "number"])
    labelled = pd.DataFrame(np.array(VALUES, dtype), index=index, columns=pd.Index(["a", "b", "c"], name="column"))
    got = softplus.softplus(labelled)
    assert isinstance(got, pd.DataFrame)
    pd.testing.assert_index_equal(got.index, index)
    pd.testing.assert_index_equal(got.columns, labelled.columns)
    assert_same_bits(got.to_numpy(), softplus.softplus(labelled.to_numpy()))


def test_data_frame_of_several_types():
    """Each column keeps its own, and integers become float64."""
    columns = {name: np.array([-40, 0, 100], name) for name in ["float16", "float32", "float64", "int8", "int64"]}
    got = softplus.softplus(pd.DataFrame(columns, index=[7, 8, 9]))
    assert list(got.index) == [7, 8, 9]
    assert list(got.columns) == list(columns)
    for name, column in columns.items():
        assert_same_bits(got[name].to_numpy(), softplus.softplus(column))
    assert got["int8"].dtype == np.float64


def test_series_meet_by_index():
    """Two arguments: pandas puts the same labels together before the function sees them."""
    a = pd.Series([1.0, 2.0, 3.0], index=["x", "y", "z"])
    b = pd.Series([30.0, 10.0, 20.0], index=["z", "x", "y"])
    got = softplus.logaddexp(a, b)
    assert list(got.index) == ["x", "y", "z"]
    assert_same_bits(got.to_numpy(), softplus.logaddexp(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0])))


@pytest.mark.parametrize("dtype", ["Float32", "Float64"])
def test_missing_values_stay_missing(dtype):
    """pandas' own types with a mask: NA is not computed."""
    got = softplus.softplus(pd.Series([0.0, None, 100.0], dtype=dtype, index=["a", "b", "c"]))
    assert got.dtype == dtype
    assert list(got.index) == ["a", "b", "c"]
    assert got.isna().tolist() == [False, True, False]
    plain = np.array([0, 100], dtype.lower())
    assert_same_bits(got.dropna().to_numpy(plain.dtype), softplus.softplus(plain))
