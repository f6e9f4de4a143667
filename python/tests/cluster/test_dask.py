"""softplus on a Dask cluster of processes: lazy, larger than a worker's memory, the same bits when a worker dies."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import softplus

da = pytest.importorskip("dask.array")
distributed = pytest.importorskip("distributed")

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "dask_cluster.py"
MIB = 2**20
UFUNCS = [name for name in softplus.__all__ if isinstance(getattr(softplus, name), np.ufunc)]
DTYPES = [np.float16, np.float32, np.float64]


@pytest.fixture(scope="module")
def example():
    """The example as a module, which workers can import too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        import dask_cluster

        yield dask_cluster


@pytest.fixture(scope="module")
def client(example):  # noqa: ARG001 - its folder has to be on the path when the workers start
    """Three worker processes of 400 MiB."""
    with (
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, memory_limit=400 * MIB, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as connected,
    ):
        yield connected


def arguments_of(name, dtype):
    """Arrays for the arguments of the ufunc `name`: positive and negative numbers, not all in its domain."""
    random = np.random.default_rng(22)
    return [(random.standard_normal(1000) * 8).astype(dtype) for _ in range(getattr(softplus, name).nin)]


def assert_same_bits(got, expected):
    """The same shape, dtype and bytes."""
    assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
    assert got.tobytes() == expected.tobytes()


def test_all_ufuncs_are_tested():
    """Seventeen functions: a name that is not a ufunc would be left out silently."""
    assert len(UFUNCS) == 17


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", UFUNCS)
def test_pickle_gives_the_same_ufunc(name, protocol):
    """A ufunc is pickled by name."""
    ufunc = getattr(softplus, name)
    assert pickle.loads(pickle.dumps(ufunc, protocol)) is ufunc


def test_nothing_is_computed_before_it_is_asked_for():
    """The function that makes the chunks is not called."""
    made = []

    def make(block_id):
        made.append(block_id)
        return np.full(4, 100.0, np.float32)

    xs = da.map_blocks(make, chunks=((4,) * 5,), dtype=np.float32, meta=np.empty(0, np.float32))
    ys = softplus.softplus(xs)
    assert isinstance(ys, da.Array)
    assert (ys.dtype, ys.chunks, made) == (np.float32, xs.chunks, [])
    assert_same_bits(ys.compute(scheduler="synchronous"), np.full(20, 100, np.float32))
    assert len(made) == 5


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", UFUNCS)
def test_every_ufunc_has_the_same_bits_on_the_workers(client, name, dtype):
    """Chunked arrays give a chunked array, computed in other processes."""
    ufunc, arrays = getattr(softplus, name), arguments_of(name, dtype)
    lazy = ufunc(*(da.from_array(array, chunks=300) for array in arrays))
    assert isinstance(lazy, da.Array)
    with np.errstate(all="ignore"):
        assert_same_bits(client.compute(lazy).result(), ufunc(*arrays))


def test_numbers_and_arrays_mix_with_chunked_arrays(client):
    """A parameter is one number, and broadcasting crosses the chunks."""
    xs = np.linspace(-30, 30, 600, dtype=np.float32).reshape(20, 30)
    chunked = da.from_array(xs, chunks=(7, 11))
    row = np.linspace(0.5, 2, 30, dtype=np.float32)
    assert_same_bits(client.compute(softplus.softplus_beta(chunked, row)).result(), softplus.softplus_beta(xs, row))
    assert_same_bits(
        client.compute(softplus.softplus_threshold(chunked, 2, 20)).result(), softplus.softplus_threshold(xs, 2, 20)
    )


def test_array_larger_than_a_worker(client, example):
    """1 GiB through processes of 400 MiB, none of which is restarted: each chunk has the bits of one process."""
    count, per_chunk = 256 * MIB, 4 * MIB
    processes = client.run(os.getpid)
    limits = {address: worker["memory_limit"] for address, worker in client.scheduler_info()["workers"].items()}
    ys = softplus.softplus(example.lazy_numbers(count, per_chunk))
    assert ys.nbytes > 2 * max(limits.values())

    chunks, _ = example.on_cluster(client, ys)

    assert len(set(processes.values()) - {os.getpid()}) == 3
    assert client.run(os.getpid) == processes
    assert {chunk.worker for chunk in chunks} == set(limits)
    assert all(chunk.memory < limits[chunk.worker] for chunk in chunks)
    assert [chunk.digest for chunk in chunks] == list(example.in_one_process(count, per_chunk))
    assert len({chunk.digest for chunk in chunks}) > 1


def test_result_larger_than_a_worker_is_held_by_all(client, example):
    """480 MiB of results stay in processes of 400 MiB."""
    count, per_chunk = 120 * MIB, 2 * MIB
    processes = client.run(os.getpid)
    ys = client.persist(softplus.softplus(example.lazy_numbers(count, per_chunk)))
    distributed.wait(ys)
    assert {worker for workers in client.who_has(ys).values() for worker in workers} == set(processes)

    chunks, _ = example.on_cluster(client, ys)

    assert client.run(os.getpid) == processes
    assert [chunk.digest for chunk in chunks] == list(example.in_one_process(count, per_chunk))


def test_killed_worker_changes_nothing(client, example):
    """The chunks that it had computed are computed again, by other processes."""
    count, per_chunk = 16 * MIB, MIB // 2
    processes = client.run(os.getpid)

    chunks, killed = example.on_cluster(client, softplus.softplus(example.lazy_numbers(count, per_chunk)), kill=True)

    (dead,) = [address for address, process in processes.items() if process == killed]
    assert dead not in {chunk.worker for chunk in chunks}
    assert [chunk.digest for chunk in chunks] == list(example.in_one_process(count, per_chunk))


def test_lazy_numbers_are_spread_over_all_float32(example):
    """From +0 to the last NaN, the same in every chunking."""
    xs = example.lazy_numbers(1000, 64).compute(scheduler="synchronous")
    assert_same_bits(xs, example.lazy_numbers(1000, 1000).compute(scheduler="synchronous"))
    assert (np.diff(xs.view(np.uint32).astype(np.int64)) == 2**32 // 1000).all()
    assert xs.view(np.uint32)[0] == 0
    assert np.isnan(xs[-1])


def run_example(*arguments):
    """The example as a command."""
    return subprocess.run(
        [sys.executable, EXAMPLE, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def test_command_says_what_is_the_same():
    """A small cluster with a killed worker."""
    ran = run_example("--workers", "2", "--size", "8MiB", "--chunk", "1MiB", "--kill")
    assert ran.returncode == 0, ran.stderr
    assert "workers: 2, memory of each at most: 400.00 MiB" in ran.stdout
    assert "was killed at work" in ran.stdout
    assert ran.stdout.endswith("chunks with the same SHA-256: 8 of 8\n")


def test_command_fails_when_a_chunk_differs(client, example, monkeypatch, capsys):
    """One digest of the single process is changed."""
    digests = list(example.in_one_process(MIB, MIB // 4))
    monkeypatch.setattr(example, "in_one_process", lambda *_: ["0" * 64, *digests[1:]])
    assert example.main(["--connect", client.scheduler.address, "--size", "4MiB", "--chunk", "1MiB"]) == 1
    assert capsys.readouterr().out.endswith("chunks with the same SHA-256: 3 of 4\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--size", "lots"], "--size is 'lots': write a size such as 400MiB"),
        (["--workers", "0"], "--workers is 0: at least one is needed"),
        (["--chunk", "2GiB"], "8 <= chunk <= size <= 16GiB"),
        (["--kill", "--workers", "1"], "--kill needs a cluster started here, of 2 workers or more"),
    ],
)
def test_command_refuses_what_it_cannot_do(example, capsys, arguments, message):
    """The message names the option and what it takes."""
    with pytest.raises(SystemExit) as stop:
        example.main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_command_says_that_a_cluster_has_no_workers(example):
    """A scheduler alone."""
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        with pytest.raises(SystemExit, match=f"the cluster at {address} has no workers"):
            example.main(["--connect", address])
