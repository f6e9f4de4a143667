"""Runs the benchmark: one process per thread mode; then one file with everything. `cargo xtask bench` calls this."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import plan
from inputs import KINDS
from native import DTYPES, Native

# Everything that sets a rival's threads. With one thread all are set; with all threads none is, so that each rival
# does what it does for its users.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MKL_THREADING_LAYER": "SEQUENTIAL",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "NUMEXPR_MAX_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
# The CPU only, without the libraries' greetings.
QUIET = {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
UNSET = ["SOFTPLUS_LEVEL", "OMP_WAIT_POLICY", "KMP_BLOCKTIME", "KMP_AFFINITY", "GOMP_CPU_AFFINITY", "MKL_VML_MODE"]


def arguments():
    """What xtask passes on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True, help="folder for a whole run's file")
    parser.add_argument("--partial", type=Path, required=True, help="folder for the file of a run of some cells")
    parser.add_argument("--command", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--dtype", action="append", default=[])
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--section", choices=list(plan.KEYS))
    return parser.parse_args()


def environment(threads):
    """The environment of one worker."""
    names = {*ONE_THREAD, *UNSET}
    found = {key: value for key, value in os.environ.items() if key not in names} | QUIET
    if threads == 1:
        return found | ONE_THREAD | {"SOFTPLUS_BENCH_THREADS": "1"}
    layer = {"MKL_THREADING_LAYER": "INTEL"}
    return found | layer | {"SOFTPLUS_BENCH_THREADS": str(threads)}


def worker(folder, job):
    """One process's findings."""
    paths = [folder / name for name in ("job.json", "result.json", "log.txt")]
    job_path, result_path, log_path = paths
    job_path.write_text(json.dumps(job))
    result_path.unlink(missing_ok=True)
    words = [sys.executable, str(Path(__file__).parent / "worker.py"), *map(str, paths)]
    status = subprocess.run(words, env=environment(job["threads"]), check=False).returncode
    if status or not result_path.exists():
        log = log_path.read_text(errors="replace") if log_path.exists() else ""
        print(*log.splitlines()[-20:], sep="\n", file=sys.stderr)
        how = f"by signal {-status}" if status < 0 else f"with status {status}"
        raise SystemExit(
            f"bench: error: the process with {job['threads']} threads ended {how}; its last lines are above"
        )
    return json.loads(result_path.read_text())


def measured(options, cells, rivals):
    """All findings, in one dictionary."""
    threads = len(machine.cores())
    found = {"rivals": [], "cells": [], "checks": [], "missing": [], "threads": [], "choices": [], "family": []}
    with tempfile.TemporaryDirectory(prefix="softplus-bench-") as folder:
        for mode, count in (("one thread", 1), ("all threads", threads)):
            chosen = [cell.asdict() for cell in cells if (cell.mode == "all") == (count > 1)]
            if not chosen:
                continue
            print(f"{mode} ({count}), {len(chosen)} cells", file=sys.stderr, flush=True)
            # The results are compared once, with one thread.
            checked = [cell["dtype"] for cell in chosen if cell["function"] == "softplus" and count == 1]
            job = {"threads": count, "library": str(options.library), "quick": options.quick, "rivals": rivals}
            part = worker(Path(folder), job | {"cells": chosen, "checks": list(dict.fromkeys(checked))})
            for key, values in part.items():
                found[key] += [value for value in values if value not in found[key]]
    return found


def main():
    """Measures, and writes the file whole or not at all."""
    options = arguments()
    try:
        cells, rivals = plan.select(options.quick, options.dtype, options.only, options.section)
    except ValueError as error:
        raise SystemExit(f"bench: error: {error}") from None
    whole = not (options.quick or options.dtype or options.only or options.section)
    about = {
        "format": 1,
        "whole": whole,
        "machine": machine.describe(Native(str(options.library)).levels),
        "load": round(os.getloadavg()[0], 2),
        "date": machine.now(),
        "commit": machine.commit(),
        "command": options.command,
        "versions": machine.versions(),
        "kinds": [{"kind": kind, "inputs": words} for kind, words in KINDS.items()],
    }
    if about["load"] > 0.5:
        print(f"bench: warning: other programs are busy (load {about['load']})", file=sys.stderr)
    found = about | measured(options, cells, rivals)
    path = (options.results if whole else options.partial) / f"{about['machine']['slug']}.json"
    write(path, found)
    print(path)


def write(path, found):
    """The file, under its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text(found) + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def text(value, depth=0):
    """JSON, with a line for each entry, but for those that hold no lists and dictionaries themselves."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not any(isinstance(child, list | dict) for child in children):
        return json.dumps(value, ensure_ascii=False)
    pad, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, dict):
        entries = [f"{json.dumps(key)}: {text(child, depth + 1)}" for key, child in value.items()]
        return "{" + pad + f",{pad}".join(entries) + end + "}"
    return "[" + pad + f",{pad}".join(text(child, depth + 1) for child in value) + end + "]"


if __name__ == "__main__":
    assert set(DTYPES) == {"f32", "f64", "f16", "bf16"}
    try:
        main()
    except KeyboardInterrupt:
        print("\nbench: interrupted; nothing was written", file=sys.stderr)
        sys.exit(130)
