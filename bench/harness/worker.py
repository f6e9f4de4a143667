"""One process: measures cells of one thread mode and writes what it found.

The environment that sets the rivals' threads is made by main.py, because most read it when they are loaded.
"""

import faulthandler
import gc
import json
import os
import sys
import time
from pathlib import Path

import family
import measure
import numpy as np
import rivals
from inputs import BROAD, FAMILY, Inputs, aligned
from native import Native
from plan import Cell

# Results of larger arrays are not compared: the same inputs are, in a smaller one.
COMPARED = 1_000_000
# Rounds, and seconds after which no further round begins (five at least), by size.
EFFORT = [(20_000, 41, 3), (2_000_000, 31, 12), (1 << 62, 15, 40)]


class Worker:
    """The rivals of one process and what was found about them."""

    def __init__(self, job):
        self.parallel = job["threads"] > 1
        if not self.parallel and hasattr(os, "sched_setaffinity"):
            # The last one: the first serves most interrupts.
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        self.native = Native(job["library"])
        self.inputs, self.quick = Inputs(self.native), job["quick"]
        self.rivals = chosen(rivals.everything(self.native, self.parallel), job["rivals"]["softplus"])
        of_family = {name: family.everything(self.native, name) for name in FAMILY}
        self.family = {name: chosen(rows, job["rivals"]["family"]) for name, rows in of_family.items()}
        self.missing, self.threads = {}, {}

    def set_best_level(self):
        """Our own best level again."""
        self.native.set_level(self.native.levels[-1])

    def ours(self, dtype, x):
        """Our results, in an array of their own."""
        self.set_best_level()
        out = np.empty_like(x)
        self.native.call("bench_softplus", dtype, x, out)()
        return out

    def prepared(self, rival, dtype, x, out):
        """The rival's functions for these arrays, or None where it has none; the reason is kept."""
        name = (rival.function, rival.key, dtype)
        if name in self.missing:
            return None
        try:
            if rival.before:
                rival.before()
            run, result = rival.make(dtype, x, out)
            run()
            return run, result
        except Exception as reason:  # a rival may fail in any way
            self.missing[name] = reason_of(reason)
            return None

    def cell(self, cell):
        """Times and errors of all rivals in one cell."""
        if cell.section == "family":
            xs = self.inputs.of_function(cell.function, cell.dtype, cell.kind, cell.size)
            right = np.empty_like(xs[0])
            self.set_best_level()
            self.native.call(f"bench_{cell.function}", cell.dtype, *xs, right)()
            return self.side_by_side(cell, self.family[cell.function], xs, right, xs[0])
        x = self.inputs.make(cell.dtype, cell.kind, cell.size)
        right = self.ours(cell.dtype, x) if cell.size <= COMPARED else None
        return self.side_by_side(cell, self.rivals, x, right, x)

    def side_by_side(self, cell, rows, given, right, x):
        """The same of these rivals, where `given` is what they get, and errors are told by the elements of `x`."""
        out, timed, errors = aligned(cell.dtype, cell.size), [], {}
        for rival in rows:
            functions = self.prepared(rival, cell.dtype, given, out)
            if functions is None:
                continue
            run, result = functions
            timed.append(measure.Timed(rival.key, run, rival.before))
            if result and right is not None:
                errors[rival.key] = measure.error(right, result(), x)
        self.sample(timed, cell.size)
        self.set_best_level()
        return cell.asdict() | {"rows": [each.summary(cell.size) | errors.get(each.key, {}) for each in timed]}

    def scalar_cell(self, cell):
        """Single calls: ours, the standard library's, and the loop's own cost."""
        x, out = self.inputs.make(cell.dtype, cell.kind, cell.size), aligned(cell.dtype, cell.size)
        right, timed, errors = self.ours(cell.dtype, x), [], {}
        for key in ("softplus", "rust-std", "loop"):
            try:
                run = self.native.scalar(key, cell.mode == "latency", cell.dtype, x, out)
            except TypeError:
                continue
            if key != "loop":
                errors[key] = measure.error(right, out, x)
            timed.append(measure.Timed(key, run))
        self.sample(timed, cell.size)
        return cell.asdict() | {"rows": [each.summary(cell.size) | errors.get(each.key, {}) for each in timed]}

    def sample(self, timed, size):
        """Takes all samples of a cell."""
        rounds, budget_s = next((rounds, budget) for below, rounds, budget in EFFORT if size < below)
        if self.quick:
            rounds, budget_s = rounds // 2, budget_s / 4
        # What the rivals' preparation left behind is not collected while they are timed.
        gc.collect()
        gc.disable()
        measure.interleaved(timed, rounds, budget_s, settle=self.parallel)
        gc.enable()

    def check(self, dtype):
        """Every rival's errors over the type's whole range, and how many threads it uses."""
        x = self.inputs.broad(dtype)
        out, right, rows = aligned(dtype, x.size), self.ours(dtype, x), []
        for rival in self.rivals:
            functions = self.prepared(rival, dtype, x, out)
            if functions is None:
                continue
            run, result = functions
            if result:
                rows.append({"rival": rival.key} | measure.error(right, result(), x))
            working = measure.working_threads(run)
            if working is not None:
                self.threads[rival.key] = max(working, self.threads.get(rival.key, 0))
        again = self.ours(dtype, x)
        if again.tobytes() != right.tobytes():
            raise SystemExit(
                f"bench: error: our {dtype} results changed while the rivals ran: one changed the FPU's mode"
            )
        return {"dtype": dtype, "inputs": BROAD[dtype], "count": int(x.size), "rows": rows}

    def found(self, cells, checks):
        """Everything, for JSON."""
        of_family = [
            {"function": name, "inputs": words} | self.part(name, self.family[name], cells)
            for name, words in FAMILY.items()
            if any(cell["function"] == name for cell in cells)
        ]
        return self.part("softplus", self.rivals, cells) | {
            "family": of_family,
            "checks": checks,
            "threads": [{"rival": key, "threads": count} for key, count in self.threads.items() if count > 1],
            "choices": [] if self.parallel else rivals.choices_for_this_cpu(),
        }

    def part(self, function, rows, cells):
        """What was found about one function."""
        fields = [(rival.key, rival.label, rival.package, rival.role) for rival in rows]
        missing = [
            {"rival": key, "dtype": dtype, "reason": reason}
            for (name, key, dtype), reason in sorted(self.missing.items())
            if name == function
        ]
        return {
            "rivals": [dict(zip(("rival", "label", "package", "role"), row, strict=True)) for row in fields],
            "cells": [cell for cell in cells if cell["function"] == function],
            "missing": missing,
        }


def chosen(rows, keys):
    """The rivals with these keys; all where there are none."""
    return [rival for rival in rows if keys is None or rival.key in keys]


def reason_of(error):
    """One line that says why a rival is missing."""
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, ImportError):
        text = f"it cannot be imported: {text}"
    return text if len(text) <= 160 else text[:157] + "..."


class Terminal:
    """Standard error for the person who waits; what the libraries write there goes into a file instead."""

    def __init__(self, log_path):
        self.file = os.fdopen(os.dup(2), "w", buffering=1)
        log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 2)
        faulthandler.enable(self.file)

    def progress(self, text):
        """A line."""
        print(text, file=self.file, flush=True)


def headline(found):
    """The most telling times of a cell, in a few words."""
    times = {row["rival"]: row["median"] for row in found["rows"]}
    known = [(key, times[key]) for key in ("softplus", "np.exp", "numpy", "torch", "rust-std") if key in times]
    return ", ".join(f"{key} {time_ns:.3g}" for key, time_ns in known)


def main():
    """Reads the job from a file, and writes the result to another."""
    job_path, result_path, log_path = map(Path, sys.argv[1:])
    terminal = Terminal(log_path)
    # Overflow is an outcome here, which the errors show.
    np.seterr(all="ignore")
    job = json.loads(job_path.read_text())
    worker = Worker(job)
    start, cells, checks = time.perf_counter(), [], []
    for dtype in job["checks"]:
        terminal.progress(f"  comparing the rivals' {dtype} results with ours")
        checks.append(worker.check(dtype))
    total = len(job["cells"])
    for number, fields in enumerate(job["cells"]):
        cell = Cell(**fields)
        scalar = cell.mode in ("throughput", "latency")
        cells.append((worker.scalar_cell if scalar else worker.cell)(cell))
        minutes = (time.perf_counter() - start) / 60
        terminal.progress(f"  {number + 1}/{total} {cell}: {headline(cells[-1])} ns  [{minutes:.1f} min]")
    result_path.write_text(json.dumps(worker.found(cells, checks)))


if __name__ == "__main__":
    main()
