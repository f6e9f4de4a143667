"""softplus of an array that is larger than the memory of any worker of a Dask cluster, checked against one process.

The array is every n-th of the 2³² float32 numbers in the order of their bits: NaN, infinities and subnormal numbers are
among them. Each worker makes its chunks by itself and returns the SHA-256 of their results: no process ever holds the
array.

    python dask_cluster.py                            # 3 worker processes of 400 MiB, an array of 1.5 GiB
    python dask_cluster.py --kill                     # and one of them is killed at work
    python dask_cluster.py --connect tcp://host:8786  # a cluster that runs already, on as many machines as it has
"""

import argparse
import hashlib
import os
import sys
import time
from typing import NamedTuple

import dask
import dask.array as da
import numpy as np
import psutil
import softplus
from dask.distributed import Client, LocalCluster, as_completed, get_worker
from dask.utils import format_bytes, parse_bytes


class Chunk(NamedTuple):
    """What a worker tells of a chunk."""

    digest: str
    worker: str
    memory: int


def digest_of(block):
    """The SHA-256 of the bytes of `block`."""
    return hashlib.sha256(np.ascontiguousarray(block)).hexdigest()


def chunk_of(block):
    """The digest of `block`, the address of this worker, and the memory of its process."""
    return Chunk(digest_of(block), get_worker().address, psutil.Process().memory_info().rss)


def step_for(count):
    """The distance of `count` numbers that are spread over all 2³²."""
    return np.uint32(2**32 // count)


def lazy_numbers(count, per_chunk):
    """Every n-th float32 number, `count` of them: a Dask array, of which nothing is made yet."""
    return (da.arange(count, chunks=per_chunk, dtype=np.uint32) * step_for(count)).view(np.float32)


def on_cluster(client, ys, kill=False):
    """The Chunk of each chunk of `ys`, and the process that was killed at work, if one was to be."""
    futures = client.compute([dask.delayed(chunk_of)(block) for block in ys.to_delayed()])
    killed = None
    if kill:
        # What the first to finish has computed is lost with it, and has to be computed again.
        first = next(as_completed(futures)).result()
        killed = client.run(os.getpid)[first.worker]
        psutil.Process(killed).kill()
    return client.gather(futures), killed


def in_one_process(count, per_chunk):
    """The digests of the same chunks, by NumPy alone."""
    step = step_for(count)
    for first in range(0, count, per_chunk):
        bits = np.arange(first, min(first + per_chunk, count), dtype=np.uint32) * step
        yield digest_of(softplus.softplus(bits.view(np.float32)))


def compare(client, count, per_chunk, kill):
    """Print what each worker did, and whether it was right; the number of chunks that differ."""
    limits = [worker["memory_limit"] for worker in client.scheduler_info()["workers"].values()]
    if not limits:
        sys.exit(f"the cluster at {client.scheduler.address} has no workers: start one with `dask worker ADDRESS`")
    ys = softplus.softplus(lazy_numbers(count, per_chunk))
    print(f"workers: {len(limits)}, memory of each at most: {format_bytes(max(limits))}")
    print(f"array: {format_bytes(ys.nbytes)} of float32 in {ys.npartitions} chunks")
    print(f"not computed yet: {ys}")

    start = time.perf_counter()
    chunks, killed = on_cluster(client, ys, kill)
    print(f"cluster: {time.perf_counter() - start:.1f} s")
    if killed:
        print(f"  process {killed} was killed at work, and its chunks were computed again")
    for worker in sorted({chunk.worker for chunk in chunks}):
        own = [chunk.memory for chunk in chunks if chunk.worker == worker]
        print(f"  {worker}: {len(own)} chunks, at most {format_bytes(max(own))} of memory")

    start = time.perf_counter()
    expected = list(in_one_process(count, per_chunk))
    print(f"one process: {time.perf_counter() - start:.1f} s")
    different = sum(chunk.digest != digest for chunk, digest in zip(chunks, expected, strict=True))
    print(f"chunks with the same SHA-256: {len(expected) - different} of {len(expected)}")
    return different


def parse(arguments):
    """The command line: sizes in bytes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--workers", type=int, default=3, metavar="N", help="worker processes to start (3)")
    parser.add_argument("--memory-limit", default="400MiB", metavar="SIZE", help="memory of each (400MiB)")
    parser.add_argument("--size", default="1.5GiB", metavar="SIZE", help="the array, at most 16GiB (1.5GiB)")
    parser.add_argument("--chunk", default="16MiB", metavar="SIZE", help="one chunk of it (16MiB)")
    parser.add_argument("--kill", action="store_true", help="kill one worker's process at work")
    parser.add_argument("--connect", metavar="ADDRESS", help="use the cluster with this scheduler; start none")
    options = parser.parse_args(arguments)
    for name in ("memory_limit", "size", "chunk"):
        text = getattr(options, name)
        try:
            setattr(options, name, parse_bytes(text))
        except ValueError:
            parser.error(f"--{name.replace('_', '-')} is {text!r}: write a size such as 400MiB")
    if options.workers < 1:
        parser.error(f"--workers is {options.workers}: at least one is needed")
    if not 8 <= options.chunk <= options.size <= 2**34:
        parser.error(f"--chunk and --size are {options.chunk} and {options.size} bytes: 8 <= chunk <= size <= 16GiB")
    if options.kill and (options.connect or options.workers < 2):
        parser.error("--kill needs a cluster started here, of 2 workers or more")
    return options


def main(arguments=None):
    """Run the comparison: 0 if every chunk is the same, else 1."""
    options = parse(arguments)
    count, per_chunk = options.size // 4, options.chunk // 4
    if options.connect:
        with Client(options.connect) as client:
            return int(compare(client, count, per_chunk, kill=False) > 0)
    with (
        LocalCluster(
            n_workers=options.workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=options.memory_limit,
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        return int(compare(client, count, per_chunk, options.kill) > 0)


# Each worker imports this file too.
if __name__ == "__main__":
    sys.exit(main())
