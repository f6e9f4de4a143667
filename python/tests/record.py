"""A pytest plugin (`-p record --record FILE`): adds what passed to a file, and with which versions."""

import json
import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("softplus", "numpy", "ml_dtypes", "torch", "jax", "jaxlib", "tensorflow", "keras", "dask", "distributed")
_counts = Counter()


def pytest_addoption(parser):
    parser.addoption("--record", metavar="FILE", help="the JSON file to which the outcome is added")


def pytest_runtest_logreport(report):
    # A test that passed has three reports, one that was skipped has none of its call.
    if report.when == "call" or report.outcome != "passed":
        _counts[report.nodeid.partition("::")[0], report.outcome] += 1


def pytest_sessionfinish(session):
    path = session.config.getoption("--record")
    if path is None:
        return
    path = Path(path)
    files = json.loads(path.read_text(encoding="utf-8"))["tests"] if path.exists() else {}
    for (file, outcome), count in sorted(_counts.items()):
        files.setdefault(file, {})[outcome] = count
    outcome = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": versions(),
        "tests": files,
    }
    path.write_text(json.dumps(outcome, indent=1) + "\n", encoding="utf-8")


def versions():
    """The versions of the packages that are there."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
