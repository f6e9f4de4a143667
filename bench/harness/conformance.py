"""What every rival returns for the vectors of `softplus conformance vectors`, for `cargo xtask conformance`.

Each rival runs in a process of its own, with one thread, as in the benchmark. Its results lie under OUT/function/key
as raw little-endian values, one file a type; what it lacks is named in OUT/rivals.json. With --accelerator the rivals
are PyTorch and JAX on this machine's GPU, and nothing but they and NumPy is needed.
"""

import argparse
import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import accelerators
import family
import machine
import numpy as np
import rivals
from inputs import FAMILY, aligned
from main import QUIET, environment, write
from native import DTYPES, Native
from worker import reason_of

# Rows that differ from another one in time only.
SAME_RESULTS = {"torch-out"}
FUNCTIONS = ("softplus", *FAMILY)


def rows(options, native, function):
    """The rivals of a function; those of softplus on the CPU get one array, the others a list."""
    if options.accelerator:
        return accelerators.everything(function)
    if function == "softplus":
        return [rival for rival in rivals.others(native) if rival.key not in SAME_RESULTS]
    return family.others(function)


def arguments(vectors, function, dtype):
    """The vectors' arguments, each in memory of its own."""
    found, entries = [], json.loads((vectors / "manifest.json").read_text())["entries"]
    (entry,) = [entry for entry in entries if (entry["function"], entry["dtype"]) == (function, dtype)]
    for name in entry["arguments"]:
        values = np.load(vectors / function / dtype / f"{name}.npy").view(DTYPES[dtype])
        array = aligned(dtype, values.size)
        array[:] = values
        found.append(array)
    return found


def version(rival):
    """What made the results."""
    try:
        return importlib.metadata.version(rival.package)
    except importlib.metadata.PackageNotFoundError:
        return machine.versions().get(rival.package) or machine.versions()["rustc"]


def results(options, function, key):
    """One rival's results for one function, in this process."""
    native = None if options.accelerator else Native(str(options.library))
    (rival,) = [rival for rival in rows(options, native, function) if rival.key == key]
    alone = function == "softplus" and not options.accelerator
    found = {"function": function, "rival": key, "label": rival.label, "missing": {}}
    for dtype in DTYPES:
        xs = arguments(options.vectors, function, dtype)
        out = aligned(dtype, xs[0].size)
        try:
            run, result = rival.make(dtype, xs[0] if alone else xs, out)
            run()
            values = np.ascontiguousarray(result())
            if values.dtype != out.dtype or values.shape != out.shape:
                raise TypeError(f"it returns {values.dtype}")
        except Exception as reason:  # a rival may fail in any way
            found["missing"][dtype] = reason_of(reason)
            continue
        folder = options.out / function / key
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{dtype}.bin").write_bytes(values.tobytes())
    return found | {"package": rival.package, "version": version(rival)}


def everything(options):
    """A process for each rival of each function."""
    found, variables = [], environment(1)
    if options.accelerator:
        # Those that hide it.
        variables = {key: value for key, value in variables.items() if key not in QUIET}
    for function in FUNCTIONS:
        for rival in rows(options, None, function):
            print(f"  {function}: {rival.label}", file=sys.stderr, flush=True)
            words = [sys.executable, __file__, *sys.argv[1:], "--one", function, rival.key]
            process = subprocess.run(words, env=variables, check=False, capture_output=True, text=True)
            if process.returncode:
                print(*process.stderr.splitlines()[-10:], sep="\n", file=sys.stderr)
                raise SystemExit(f"conformance: error: {rival.label} ended with status {process.returncode}")
            found.append(json.loads(process.stdout.splitlines()[-1]))
    return found


def main():
    """All rivals, or one for the process above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, help="bench/native, where the rivals are on the CPU")
    parser.add_argument("--accelerator", action="store_true")
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--one", nargs=2)
    options = parser.parse_args()
    np.seterr(all="ignore")
    if options.one:
        print(json.dumps(results(options, *options.one)))
        return
    # The levels are ours: they are no part of the processor's name.
    processor = accelerators.name() if options.accelerator else machine.describe(levels=["none"])["cpu"]
    about = {"machine": processor or "no accelerator", "date": machine.now()}
    write(options.out / "rivals.json", about | {"rivals": everything(options)})


if __name__ == "__main__":
    main()
