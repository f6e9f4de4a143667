"""Files that NumPy, pandas, PyArrow, polars and ml_dtypes write, through `softplus eval`, and read back by them.

Usage: formats.py PROGRAM. The values are checked against `softplus eval` of .npy files, which Rust's tests check bit
for bit; here it matters that the formats carry them, and everything else, unchanged.
"""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import ml_dtypes
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

PROGRAM = Path(sys.argv[1]).resolve()
FLOATS = [np.float16, np.float32, np.float64]
RNG = np.random.default_rng(1)
# What has been checked.
CHECKS = []


def same(actual, expected, what):
    """Bits, but for those of NaN; and the type."""
    CHECKS.append(what)
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.dtype == expected.dtype, f"{what}: {actual.dtype} is not {expected.dtype}"
    assert actual.shape == expected.shape, f"{what}: {actual.shape} is not {expected.shape}"
    np.testing.assert_array_equal(np.isnan(actual), np.isnan(expected), err_msg=what)
    bits = f"u{actual.dtype.itemsize}"
    ok = ~np.isnan(expected)
    np.testing.assert_array_equal(actual[ok].view(bits), expected[ok].view(bits), err_msg=what)


def equal(actual, expected, what):
    """The same value."""
    CHECKS.append(what)
    assert actual == expected, f"{what}: {actual!r} is not {expected!r}"


def softplus_eval(*arguments, stdin=None):
    """The program's standard output."""
    words = [PROGRAM, "eval", *map(str, arguments)]
    run = subprocess.run(words, input=stdin, capture_output=True, check=False)
    assert run.returncode == 0, f"{arguments}: {run.stderr.decode()}"
    return run.stdout


def softplus(x):
    """By the program, of a .npy file."""
    file = io.BytesIO()
    np.save(file, x)
    y = np.load(io.BytesIO(softplus_eval("-", stdin=file.getvalue())))
    return y.view(x.dtype)


def numbers(dtype, count=5000):
    """Ordinary numbers of a type, and its special ones."""
    x = RNG.normal(0, 4, count).astype(dtype)
    info = ml_dtypes.finfo(dtype)
    x[:8] = [np.nan, np.inf, -np.inf, 0, -0.0, info.max, info.tiny, info.smallest_subnormal]
    return x


def arrays(folder):
    """NumPy's .npy and .npz, with ml_dtypes."""
    for dtype in [*FLOATS, ml_dtypes.bfloat16]:
        x = RNG.normal(0, 4, (7, 5)).astype(dtype)
        np.savez(folder / "stored.npz", x=x, f=np.asfortranarray(x), labels=np.array(["a", "b"]), n=np.arange(3))
        np.savez_compressed(
            folder / "packed.npz", x=x, f=np.asfortranarray(x), labels=np.array(["a", "b"]), n=np.arange(3)
        )
        for name in ["stored.npz", "packed.npz"]:
            softplus_eval(folder / name, "-o", folder / "out.npz", "--force")
            with np.load(folder / "out.npz") as out, zipfile.ZipFile(folder / "out.npz") as archive:
                equal(archive.testzip(), None, name)
                equal(out.files, ["x", "f", "labels", "n", "softplus(x)", "softplus(f)"], name)
                equal(list(out["labels"]), ["a", "b"], name)
                for member in ["x", "f"]:
                    same(out[member].view(dtype), x, f"{name}: {member}")
                    same(out[f"softplus({member})"].view(dtype), softplus(x), f"{name}: softplus({member})")
                equal(out["softplus(f)"].flags.f_contiguous, True, name)
        softplus_eval(folder / "packed.npz", "-o", folder / "out.npz", "--force", "--replace", "--column", "x")
        with np.load(folder / "out.npz") as out:
            equal(out.files, ["x", "f", "labels", "n"], "--replace")
            same(out["x"].view(dtype), softplus(x), "--replace")
    # As a table only members that are columns can be used; the others may be anything.
    softplus_eval(folder / "packed.npz", "-o", folder / "n.csv", "--column", "n", "--only")
    expected = softplus(np.arange(3, dtype=np.float64))
    same(pd.read_csv(folder / "n.csv")["softplus(n)"].to_numpy(), expected, "a column of an archive with others")
    x = numbers(ml_dtypes.bfloat16)
    np.save(folder / "bf16.npy", x)
    softplus_eval(folder / "bf16.npy", "-o", folder / "out.npy")
    same(np.load(folder / "out.npy").view(ml_dtypes.bfloat16), softplus(x), "bf16")
    with np.errstate(invalid="ignore"):
        expected = np.logaddexp(x.astype(np.float64), 0)
    finite = np.isfinite(expected) & (expected < 3e38)
    np.testing.assert_allclose(softplus(x)[finite].astype(np.float64), expected[finite], rtol=2**-8, atol=1e-40)
    softplus_eval(folder / "bf16.npy", "-o", folder / "bf16.parquet")
    table = pq.read_table(folder / "bf16.parquet")
    same(table["softplus(x)"].to_numpy(), softplus(x).astype(np.float32), "bf16 in Parquet is f32")


def frame():
    """A pandas table with columns of many types beside the numbers."""
    count = 5000
    table = pd.DataFrame(
        {
            "f16": numbers(np.float16),
            "name": pd.Series([f"n{i % 17}" if i % 5 else None for i in range(count)], dtype="str"),
            "f32": numbers(np.float32),
            "category": pd.Categorical([["low", "high"][i % 2] for i in range(count)], ["low", "high"], ordered=True),
            "time": pd.date_range("2024-01-01", periods=count, freq="s", tz="Europe/Berlin"),
            "n": np.arange(count),
            "f64": numbers(np.float64),
            "flag": np.arange(count) % 3 == 0,
        }
    )
    table.index = pd.Index(np.arange(count) * 2, name="row")
    return table


def check_frame(before, after, what):
    """All columns, and the results beside them."""
    floats = ["f16", "f32", "f64"]
    equal(list(after.columns), [*before.columns, *(f"softplus({name})" for name in floats)], what)
    pd.testing.assert_frame_equal(after[list(before.columns)], before, check_exact=True)
    equal(after.index.name, "row", what)
    for name in floats:
        same(after[f"softplus({name})"].to_numpy(), softplus(before[name].to_numpy()), f"{what}: {name}")


def parquet(folder):
    """Parquet of pandas and PyArrow."""
    table = frame()
    file, out = folder / "in.parquet", folder / "out.parquet"
    for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
        table.to_parquet(file, compression=None if codec == "none" else codec, row_group_size=700)
        softplus_eval(file, "-o", out, "--force")
        after = pd.read_parquet(out)
        # Parquet's dictionary has the order in which the values come.
        after["category"] = after["category"].cat.set_categories(table["category"].cat.categories)
        check_frame(table, after, codec)
        before, after = pq.ParquetFile(file), pq.ParquetFile(out)
        equal(after.metadata.num_row_groups, before.metadata.num_row_groups, f"{codec}: row groups")
        for column in [0, after.metadata.num_columns - 1]:
            expected = before.metadata.row_group(0).column(0).compression
            equal(after.metadata.row_group(0).column(column).compression, expected, codec)
        pandas = json.loads(before.schema_arrow.metadata[b"pandas"])
        equal(json.loads(after.schema_arrow.metadata[b"pandas"]), pandas, f"{codec}: pandas' metadata")
        equal(json.loads(after.metadata.metadata[b"pandas"]), pandas, f"{codec}: the file's metadata")
    values = pa.table({"x": numbers(np.float64), "s": [f"text {i}" for i in range(5000)], "i": np.arange(5000)})
    values = values.replace_schema_metadata({"author": "somebody"})
    encodings = {
        "dictionary": {"use_dictionary": True},
        "plain": {"use_dictionary": False},
        "split": {"use_dictionary": False, "column_encoding": {"x": "BYTE_STREAM_SPLIT", "i": "DELTA_BINARY_PACKED"}},
        "delta": {"use_dictionary": False, "column_encoding": {"s": "DELTA_BYTE_ARRAY", "i": "DELTA_BINARY_PACKED"}},
        "pages of version 2": {"data_page_version": "2.0", "data_page_size": 1000},
        "old": {"version": "1.0"},
    }
    for what, options in encodings.items():
        pq.write_table(values, file, **options)
        softplus_eval(file, "-o", out, "--force")
        after = pq.read_table(out)
        equal(after.drop(["softplus(x)", "x"]), values.drop(["x"]), what)
        equal(after.schema.metadata[b"author"], b"somebody", what)
        same(after["x"].to_numpy(), values["x"].to_numpy(), what)
        same(after["softplus(x)"].to_numpy(), softplus(values["x"].to_numpy()), what)
        if what == "split":
            for name in ["x", "softplus(x)"]:
                chunks = [pq.ParquetFile(out).metadata.row_group(0).column(i) for i in range(4)]
                chunk = next(chunk for chunk in chunks if chunk.path_in_schema == name)
                equal("BYTE_STREAM_SPLIT" in chunk.encodings, True, f"{what}: {name}")
    nested = pa.table({"x": [1.5, None, -2.0], "list": [[1.0], None, []], "struct": [{"a": 1.0}, None, {"a": None}]})
    file, out = folder / "nested.parquet", folder / "nested-out.parquet"
    pq.write_table(nested, file)
    softplus_eval(file, "-o", out)
    equal(pq.read_table(out).drop(["softplus(x)"]), nested, "nested columns")
    equal(pq.read_table(out)["softplus(x)"].null_count, 1, "nulls")


def arrow(folder):
    """Arrow's file and stream."""
    table = frame()
    native = pa.Table.from_pandas(table)
    for compression in ["uncompressed", "lz4", "zstd"]:
        file, out = folder / "in.feather", folder / "out.feather"
        feather.write_feather(native, file, compression=compression, chunksize=900)
        softplus_eval(file, "-o", out, "--force")
        check_frame(table, feather.read_table(out).to_pandas(), f"Feather, {compression}")
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, native.schema) as writer:
        writer.write_table(native, max_chunksize=1100)
    stream = softplus_eval("-", "--to", "arrow-stream", stdin=sink.getvalue())
    check_frame(table, pa.ipc.open_stream(stream).read_pandas(), "Arrow stream")
    for source in ["in.feather", "in.parquet"]:
        table.to_parquet(folder / "in.parquet", row_group_size=700)
        for target in ["out.feather", "out.parquet", "out.arrows"]:
            softplus_eval(folder / source, "-o", folder / target, "--force", "--column", "f64", "--replace")
            if target.endswith("feather"):
                after = feather.read_table(folder / target)
            elif target.endswith("arrows"):
                after = pa.ipc.open_stream((folder / target).read_bytes()).read_all()
            else:
                after = pq.read_table(folder / target)
            same(after["f64"].to_numpy(), softplus(table["f64"].to_numpy()), f"{source} to {target}")
            equal(after["category"].to_pylist(), list(table["category"]), f"{source} to {target}")


def polars(folder):
    """Files of polars."""
    table = pl.DataFrame(
        {
            "x": pl.Series([1.5, None, float("nan"), -3.0], dtype=pl.Float32),
            "s": ["a", None, "", "d"],
            "c": pl.Series(["u", "v", "u", None], dtype=pl.Categorical),
            "e": pl.Series(["q", "p", None, "q"], dtype=pl.Enum(["p", "q"])),
            "d": pl.Series([1, 2, 3, None], dtype=pl.Int8).cast(pl.Decimal(10, 2)),
            "l": [[1.0], None, [], [2.0, 3.0]],
        }
    )
    x = np.array([1.5, -3.0], dtype=np.float32)
    for name, write, read in [
        ("p.parquet", table.write_parquet, pl.read_parquet),
        ("p.arrow", table.write_ipc, pl.read_ipc),
        ("p.arrows", table.write_ipc_stream, pl.read_ipc_stream),
    ]:
        write(folder / name)
        softplus_eval(folder / name, "-o", folder / f"out-{name}")
        after = read(folder / f"out-{name}")
        kept, plain = after.drop("softplus(x)"), {"c": pl.String, "e": pl.String}
        equal(kept.cast(plain).equals(table.cast(plain)), True, f"polars, {name}")
        softplus_eval(folder / name, "-o", folder / "out-any.parquet", "--force")
        kept = pl.read_parquet(folder / "out-any.parquet").drop("softplus(x)")
        equal(kept.cast(plain).equals(table.cast(plain)), True, f"polars, {name} to Parquet")
        y = after["softplus(x)"]
        same(y.gather([0, 3]).to_numpy(), softplus(x), f"polars, {name}")
        equal((y[1], np.isnan(y[2])), (None, True), f"polars, {name}")


def other_types(folder):
    """Types that Parquet lacks become the nearest that it has, and what it cannot hold is refused."""
    file, out = folder / "types.arrow", folder / "types.parquet"
    day = 24 * 3600 * 1000
    names = pa.array(["a", "b", "a"], pa.string_view())
    columns = {
        "x": pa.array([0.5, -1.5, 2.0]),
        "time": pa.array([1577833200, None, 0], pa.timestamp("s", "Europe/Berlin")),
        "clock": pa.array([1, None, 86399], pa.time32("s")),
        "day": pa.array([0, None, 20_000 * day], pa.date64()),
        "view": pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int8()), names),
        "bytes": pa.DictionaryArray.from_arrays(pa.array([0, 1, 0], pa.int8()), pa.array([b"uv", b"wx"], pa.binary(2))),
    }
    table = pa.table(columns)
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    softplus_eval(file, "-o", out)
    after = pq.read_table(out)
    for name, kind in [("time", pa.timestamp("ms", "Europe/Berlin")), ("clock", pa.time32("ms")), ("day", pa.date32())]:
        equal((after[name].type, after[name].to_pylist()), (kind, table[name].to_pylist()), f"{name} in Parquet")
    for name in ["view", "bytes"]:
        equal(after[name].to_pylist(), table[name].to_pylist(), f"{name} in Parquet")
    union = pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([1, 2])])
    table = pa.table({"x": pa.array([0.5, 1.5]), "u": union})
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    words = [PROGRAM, "eval", file, "-o", out, "--force"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    equal((run.returncode, 'column "u" is' in run.stderr, "panicked" in run.stderr), (1, True, False), "a union")
    pd.DataFrame({"n": pd.array([1, 2, None], "Int64"), "x": [0.5, 1.5, 2.5]}).to_parquet(folder / "in.parquet")
    for out in [folder / "n.parquet", folder / "n.feather"]:
        softplus_eval(folder / "in.parquet", "-o", out, "--column", "n", "--replace", "--force")
        n = (pd.read_parquet if out.suffix == ".parquet" else pd.read_feather)(out)["n"]
        same(n.to_numpy()[:2], softplus(np.array([1.0, 2.0])), "an integer column that became floats, by pandas")


def text(folder):
    """CSV of pandas and polars."""
    table = pd.DataFrame({"n": [1, 2, 3], "x": [0.1, np.nan, -2.5], "s": ['say "no"', "a,b", None]})
    for line_end in ["\n", "\r\n"]:
        file, out = folder / "in.csv", folder / "out.csv"
        table.to_csv(file, index=False, lineterminator=line_end)
        softplus_eval(file, "-o", out, "--force")
        before, after = file.read_bytes().decode().split(line_end), out.read_bytes().decode().split(line_end)
        equal([line.rpartition(",")[0] for line in after if line], [line for line in before if line], "CSV")
        y = pd.read_csv(out)["softplus(x)"].to_numpy()
        same(y, softplus(table["x"].to_numpy()), "CSV")
    for read in [pl.read_csv, pd.read_csv]:
        equal(list(read(folder / "out.csv").columns), ["n", "x", "s", "softplus(x)"], "CSV")


def main():
    """Every kind of file, in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        for part in [arrays, parquet, arrow, polars, other_types, text]:
            part(Path(name))
    print(f"{len(CHECKS)} checks of files of other programs passed")


main()
