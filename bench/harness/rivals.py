"""Every rival: how it is called, in its own way, on the same inputs.

`make(dtype, x, out)` of a rival returns (run, result): `run()` computes once, `result()` gives the last results as an
array, and is None for what computes no softplus. It raises where the rival has no such type. Where a rival can write
into a given array, it does; where its users get a new array from each call (PyTorch, TensorFlow, JAX, burn, candle),
allocating it is part of the time.
"""

import ctypes
import importlib.metadata
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass
class Rival:
    """One row of the tables."""

    key: str
    label: str
    # Who made it, for its version: a Python package, or a crate of bench/Cargo.lock.
    package: str
    # "ours", "level" (of ours), "rival", or "yardstick" (computes something else, for scale).
    role: str
    make: Any
    before: Any = None
    function: str = "softplus"


def threads():
    """How many threads this process may use."""
    return int(os.environ["SOFTPLUS_BENCH_THREADS"])


def only_singles_and_doubles(dtype):
    """Raises for the half types."""
    if dtype in ("f16", "bf16"):
        raise TypeError("it computes f32 and f64 only")


def copy(_dtype, x, out):
    """np.copyto."""
    return lambda: np.copyto(out, x), None


def numpy_exp(_dtype, x, out):
    """np.exp alone."""
    return lambda: np.exp(x, out=out), None


def numpy_naive(_dtype, x, out):
    """np.log1p(np.exp(x)), without a temporary array."""

    def run():
        np.exp(x, out=out)
        np.log1p(out, out=out)

    return run, lambda: out


def numpy_logaddexp(_dtype, x, out):
    """np.logaddexp(x, 0)."""
    zero = x.dtype.type(0)
    return lambda: np.logaddexp(x, zero, out=out), lambda: out


def scipy_softplus(_dtype, x, out):
    """scipy.special.softplus."""
    import scipy.special

    return lambda: scipy.special.softplus(x, out=out), lambda: out


def torch_tensors(arrays):
    """The arrays as tensors in the same memory."""
    import torch

    if threads() == 1:
        torch.set_num_threads(1)
    # PyTorch does not know NumPy's bfloat16.
    kind, integers = getattr(torch, arrays[0].dtype.name), np.dtype(f"i{arrays[0].itemsize}")
    return [torch.from_numpy(array.view(integers)).view(kind) for array in arrays]


def torch_softplus(reuse):
    """torch.nn.functional.softplus, into a new tensor as users call it, or into the same one each time."""

    def rival(_dtype, x, out):
        import torch

        tensor, target = torch_tensors([x, out])
        function = torch.nn.functional.softplus
        if reuse:
            return lambda: function(tensor, 1, 20, out=target), lambda: out
        last = []

        def run():
            last[:] = [function(tensor)]

        same = {2: torch.int16, 4: torch.int32, 8: torch.int64}[x.itemsize]
        return run, lambda: last[0].view(same).numpy().view(x.dtype)

    return rival


def tensorflow_softplus(_dtype, x, _out):
    """tf.nn.softplus, eager."""
    import tensorflow as tf

    if threads() == 1 and not tf.config.threading.get_intra_op_parallelism_threads():
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    tensor = tf.constant(x)
    last = []

    def run():
        last[:] = [tf.nn.softplus(tensor)]

    return run, lambda: np.asarray(last[0])


def jax_softplus(_dtype, x, _out):
    """jax.jit(jax.nn.softplus)."""
    import jax

    return jax_run(jax.nn.softplus, [x])


def jax_run(function, xs):
    """A function of JAX, compiled, as `make` returns it."""
    import jax

    jax.config.update("jax_enable_x64", True)
    function, arrays = jax.jit(function), [jax.device_put(x) for x in xs]
    last = []

    def run():
        last[:] = [function(*arrays).block_until_ready()]

    return run, lambda: np.asarray(last[0])


def onnx_softplus(dtype, x, out):
    """ONNX Runtime: a model of one node, with its input and output bound to the given arrays."""
    import onnx
    import onnxruntime as ort

    names = {"f32": "FLOAT", "f64": "DOUBLE", "f16": "FLOAT16", "bf16": "BFLOAT16"}
    kind = getattr(onnx.TensorProto, names[dtype])
    source, target = (onnx.helper.make_tensor_value_info(name, kind, [x.size]) for name in "xy")
    node = onnx.helper.make_node("Softplus", ["x"], ["y"])
    graph = onnx.helper.make_graph([node], "softplus", [source], [target])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 21)], ir_version=10)
    options = ort.SessionOptions()
    if threads() == 1:
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    for bind, name, array in ((binding.bind_input, "x", x), (binding.bind_output, "y", out)):
        bind(name, "cpu", 0, x.dtype.type, array.shape, array.ctypes.data)
    return lambda: session.run_with_iobinding(binding), lambda: out


def numexpr_softplus(dtype, x, out):
    """numexpr's log1p(exp(x))."""
    import numexpr

    only_singles_and_doubles(dtype)
    numexpr.set_num_threads(threads())
    return lambda: numexpr.evaluate("log1p(exp(x))", local_dict={"x": x}, out=out), lambda: out


def mkl_softplus(mode):
    """MKL's vector functions exp and log1p, one after the other, in one accuracy mode."""

    def rival(dtype, x, out):
        only_singles_and_doubles(dtype)
        library = mkl_library()
        letter = {"f32": "s", "f64": "d"}[dtype]
        exp, log1p = getattr(library, f"vm{letter}Exp"), getattr(library, f"vm{letter}Log1p")
        count, accuracy = ctypes.c_int(x.size), ctypes.c_int64(mode)
        source, target = ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(out.ctypes.data)

        def run():
            exp(count, source, target, accuracy)
            log1p(count, target, target, accuracy)

        return run, lambda: out

    return rival


def mkl_library():
    """libmkl_rt of the package `mkl`."""
    paths = [file.locate() for file in importlib.metadata.files("mkl") or [] if "mkl_rt." in file.name]
    if not paths:
        raise ImportError("the package `mkl` has no library mkl_rt")
    return ctypes.CDLL(str(paths[0].resolve()))


def native_function(native, name, softplus=True):
    """A function of bench/native."""

    def rival(dtype, x, out):
        return native.call(name, dtype, x, out), (lambda: out) if softplus else None

    return rival


def native_tensor(native, candle):
    """burn or candle."""

    def rival(dtype, x, out):
        work = native.tensor(candle, dtype, x)
        return work.run, lambda: work.read(out)

    return rival


def ours(native, parallel):
    """This project's function, and it at each lower level of instructions."""
    best = native.levels[-1]
    name = "bench_softplus_parallel" if parallel else "bench_softplus"
    found = [Rival("softplus", "softplus", "softplus", "ours", native_function(native, name), set_level(native, best))]
    if parallel:
        return found
    for level in reversed(native.levels[:-1]):
        make, before = native_function(native, name), set_level(native, level)
        found.append(Rival(f"softplus-{level}", f"softplus, {level}", "softplus", "level", make, before))
    return found


def set_level(native, level):
    """A function that makes the level the process's."""
    return lambda: native.set_level(level)


def yardsticks(native, parallel):
    """What computes no softplus: a copy, and exp alone."""
    nothing = native_function(native, "bench_nothing", softplus=False)
    found = [
        Rival("copy", "a copy (np.copyto)", "numpy", "yardstick", copy),
        Rival("np.exp", "np.exp alone", "numpy", "yardstick", numpy_exp),
    ]
    if parallel:
        parallel_copy = native_function(native, "bench_copy_parallel", softplus=False)
        return [*found, Rival("copy-all", "a copy on all cores (rayon)", "rayon", "yardstick", parallel_copy)]
    return [*found, Rival("empty-call", "an empty call through ctypes", "ctypes", "yardstick", nothing)]


def others(native):
    """The rivals proper."""
    rows = [
        ("numpy", "NumPy log1p(exp(x))", "numpy", numpy_naive),
        ("logaddexp", "np.logaddexp(x, 0)", "numpy", numpy_logaddexp),
        ("scipy", "scipy.special.softplus", "scipy", scipy_softplus),
        ("numexpr", "numexpr log1p(exp(x))", "numexpr", numexpr_softplus),
        ("mkl-ha", "MKL exp, log1p (high accuracy)", "mkl", mkl_softplus(2)),
        ("mkl-la", "MKL exp, log1p (low accuracy)", "mkl", mkl_softplus(1)),
        ("torch", "PyTorch", "torch", torch_softplus(reuse=False)),
        ("torch-out", "PyTorch, `out=`", "torch", torch_softplus(reuse=True)),
        ("tensorflow", "TensorFlow", "tensorflow", tensorflow_softplus),
        ("jax", "JAX, jitted", "jax", jax_softplus),
        ("onnxruntime", "ONNX Runtime", "onnxruntime", onnx_softplus),
        ("rust-std", "Rust x.exp().ln_1p()", "Rust", native_function(native, "bench_std")),
        ("burn", "burn (flex)", "burn", native_tensor(native, candle=False)),
        ("candle", "candle (x.exp() + 1).log()", "candle-core", native_tensor(native, candle=True)),
    ]
    return [Rival(key, label, package, "rival", make) for key, label, package, make in rows]


def everything(native, parallel):
    """All rows, in the order of the tables."""
    return ours(native, parallel) + yardsticks(native, parallel) + others(native)


def choices_for_this_cpu():
    """Which of their variants some libraries chose; only those that are loaded already."""
    found = []
    if "torch" in sys.modules:
        found.append(f"PyTorch: {sys.modules['torch'].backends.cpu.get_cpu_capability()}")
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return found
    names = sorted({Path(line.split()[-1]).name for line in maps.splitlines() if "libmkl_vml_" in line})
    return found + [f"MKL: {name.split('.')[0]}" for name in names]


def all_keys():
    """The keys of all rows that any machine has."""
    levels = ["softplus", *(f"softplus-{level}" for level in ("avx2", "sse2", "scalar"))]
    rows = [*yardsticks(None, parallel=False), *yardsticks(None, parallel=True), *others(None)]
    return list(dict.fromkeys([*levels, *(rival.key for rival in rows)]))
