"""What the results were measured on, and with what."""

import datetime
import importlib.metadata
import os
import platform
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The instructions that rivals and we choose by.
FLAGS = [
    "sse4_2",
    "avx",
    "avx2",
    "fma",
    "f16c",
    "avx512f",
    "avx512dq",
    "avx512bw",
    "avx512vl",
    "avx512_bf16",
    "avx512_fp16",
    "avx512_vnni",
    "amx_bf16",
    "asimd",
    "sve",
]
# AMD's generations by family and model, since the names of server CPUs in virtual machines leave them out.
ZEN = [(23, 0x30, "zen"), (23, 0x100, "zen2"), (25, 0x10, "zen3"), (25, 0x20, "zen4"), (25, 0x60, "zen3")]
ZEN += [(25, 0x80, "zen4"), (25, 0xA0, "zen3"), (25, 0x100, "zen4"), (26, 0x100, "zen5")]
PACKAGES = ["numpy", "scipy", "numexpr", "mkl", "torch", "tensorflow", "jax", "jaxlib", "onnxruntime", "ml_dtypes"]
CRATES = ["burn", "candle-core", "rayon", "half"]


def describe(levels):
    """The machine, as the results name it."""
    cpu = cpu_facts()
    model = cpu.get("model name") or platform.processor() or platform.machine()
    name = re.sub(r"\((R|TM)\)|CPU|Processor|\d+-Core|@.*", "", model)
    words = [*name.lower().split(), generation(cpu, model), levels[-1]]
    flags = set((cpu.get("flags") or cpu.get("Features") or "").split())
    return {
        "slug": re.sub(r"[^a-z0-9]+", "-", " ".join(filter(None, words))).strip("-"),
        "cpu": " ".join(filter(None, [" ".join(name.split()), generation(cpu, model).replace("zen", "Zen ").strip()])),
        "cores": len(cores()),
        "flags": [flag for flag in FLAGS if flag in flags],
        "levels": levels,
        "cache": cpu.get("cache size", ""),
        "memory_gib": memory_gib(),
        "virtual": "hypervisor" in flags,
        "os": f"{platform.system()} {platform.release()}, {' '.join(platform.libc_ver())}".strip(", "),
    }


def cpu_facts():
    """The first processor of /proc/cpuinfo; nothing where there is no such file."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in text.split("\n\n")[0].splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def generation(cpu, model):
    """AMD's generation where the name does not tell it, or nothing."""
    if "AMD" not in model or not cpu.get("cpu family", "").isdigit():
        return ""
    family, number = int(cpu["cpu family"]), int(cpu["model"])
    return next((name for of_family, below, name in ZEN if family == of_family and number < below), "")


def cores():
    """The processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def memory_gib():
    """The machine's memory, or None."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (ValueError, OSError, AttributeError):
        return None


def versions():
    """The versions of everything that is measured."""
    rustc = output("rustc", "--version") or "unknown"
    found = {"Python": platform.python_version(), "rustc": rustc.removeprefix("rustc ")}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "missing"
    lock = tomllib.loads((ROOT / "bench/Cargo.lock").read_text())
    locked = {package["name"]: package["version"] for package in lock["package"]}
    return found | {crate: locked.get(crate, "missing") for crate in CRATES}


def commit():
    """The commit of the sources, with a mark if they differ from it; results and the page made of them do not count."""
    number = output("git", "rev-parse", "--short=12", "HEAD")
    if not number:
        return "unknown"
    changed = output(
        "git", "status", "--porcelain", "--", ".", ":!BENCHMARKS.md", ":!bench/results", ":!python/bench/results"
    )
    return number + ("-dirty" if changed else "")


def now():
    """The date."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")


def output(*words):
    """A program's output, or nothing where it fails."""
    try:
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
