"""Every rival: how it is called, in its own way, on the same inputs.

A rival is a function (dtype, x, out) that returns (run, result): `run()` computes once, `result()` gives the last
results as an array. It raises where the rival has no such type. Where a rival can write into a given array, it does;
where it cannot (PyTorch, TensorFlow, JAX, burn, candle), its allocations are part of what its users pay.
"""

import ctypes
import importlib.metadata
import os

import numpy as np

SOURCES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "torch": "torch",
    "TensorFlow": "tensorflow",
    "JAX": "jax",
    "ONNX Runtime": "onnxruntime",
    "numexpr": "numexpr",
    "MKL": "mkl",
}


def versions():
    """The versions of all packages that are there."""
    found = {}
    for name, package in SOURCES.items():
        try:
            found[name] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return found


def need_numpy_kernel(dtype):
    """NumPy itself computes bfloat16 one by one in another package's loops: not a rival."""
    if dtype == "bf16":
        raise TypeError("NumPy has no bf16")


def numpy_naive(dtype, x, out):
    """np.log1p(np.exp(x))."""
    need_numpy_kernel(dtype)

    def run():
        np.exp(x, out=out)
        np.log1p(out, out=out)

    return run, lambda: out


def numpy_logaddexp(dtype, x, out):
    """np.logaddexp(x, 0)."""
    need_numpy_kernel(dtype)
    zero = x.dtype.type(0)
    return lambda: np.logaddexp(x, zero, out=out), lambda: out


def numpy_exp(dtype, x, out):
    """np.exp alone, for scale."""
    need_numpy_kernel(dtype)
    return lambda: np.exp(x, out=out), None


def copy(_dtype, x, out):
    """np.copyto, for scale."""
    return lambda: np.copyto(out, x), None


def scipy_softplus(dtype, x, out):
    """scipy.special.softplus."""
    import scipy.special

    if dtype in ("f16", "bf16"):
        raise TypeError("scipy.special.softplus computes f32 and f64")
    return lambda: scipy.special.softplus(x, out=out), lambda: out


def torch_softplus(dtype, x, _out):
    """torch.nn.functional.softplus."""
    import torch

    torch.set_num_threads(int(os.environ["SOFTPLUS_BENCH_THREADS"]))
    names = {"f32": torch.float32, "f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16}
    integers = np.dtype(f"i{x.itemsize}")
    tensor = torch.from_numpy(x.view(integers).copy()).view(names[dtype])
    same = {2: torch.int16, 4: torch.int32, 8: torch.int64}[x.itemsize]
    last = []

    def run():
        last[:] = [torch.nn.functional.softplus(tensor)]

    return run, lambda: last[0].view(same).numpy().view(x.dtype)


def tensorflow_softplus(_dtype, x, _out):
    """tf.nn.softplus."""
    import tensorflow as tf

    tensor = tf.constant(x)
    last = []

    def run():
        last[:] = [tf.nn.softplus(tensor)]

    return run, lambda: last[0].numpy()


def jax_softplus(_dtype, x, _out):
    """jax.jit(jax.nn.softplus)."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    function, array = jax.jit(jax.nn.softplus), jax.device_put(x)
    last = []

    def run():
        last[:] = [function(array).block_until_ready()]

    return run, lambda: np.asarray(last[0])


def onnx_softplus(dtype, x, out):
    """ONNX Runtime: a model of one node, with its input and output bound."""
    import onnx
    import onnxruntime as ort

    if dtype == "bf16":
        raise TypeError("ONNX Runtime has no bf16 Softplus on the CPU")
    names = {"f32": onnx.TensorProto.FLOAT, "f64": onnx.TensorProto.DOUBLE, "f16": onnx.TensorProto.FLOAT16}
    value = lambda name: onnx.helper.make_tensor_value_info(name, names[dtype], [x.size])  # noqa: E731
    node = onnx.helper.make_node("Softplus", ["x"], ["y"])
    graph = onnx.helper.make_graph([node], "softplus", [value("x")], [value("y")])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 21)], ir_version=10)
    options = ort.SessionOptions()
    options.intra_op_num_threads = int(os.environ["SOFTPLUS_BENCH_THREADS"])
    options.log_severity_level = 4
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    for bind, name, array in ((binding.bind_input, "x", x), (binding.bind_output, "y", out)):
        bind(name, "cpu", 0, x.dtype.type, array.shape, array.ctypes.data)
    return lambda: session.run_with_iobinding(binding), lambda: out


def numexpr_softplus(dtype, x, out):
    """numexpr's log1p(exp(x))."""
    import numexpr

    if dtype in ("f16", "bf16"):
        raise TypeError("numexpr computes f32 and f64")
    numexpr.set_num_threads(int(os.environ["SOFTPLUS_BENCH_THREADS"]))
    return lambda: numexpr.evaluate("log1p(exp(x))", local_dict={"x": x}, out=out), lambda: out


def mkl_softplus(mode):
    """MKL's vector functions vsExp and vsLog1p (vdExp, vdLog1p) in one accuracy mode."""

    def rival(dtype, x, out):
        if dtype in ("f16", "bf16"):
            raise TypeError("MKL's vector functions compute f32 and f64")
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
    """libmkl_rt of the `mkl` wheel."""
    os.environ.setdefault("MKL_THREADING_LAYER", "SEQUENTIAL" if os.environ["SOFTPLUS_BENCH_THREADS"] == "1" else "INTEL")
    files = importlib.metadata.files("mkl") or []
    paths = [file.locate() for file in files if file.name.startswith("libmkl_rt.so")]
    if not paths:
        raise ImportError("the wheel `mkl` has no libmkl_rt.so")
    return ctypes.CDLL(str(paths[0].resolve()))


def native_rivals(native, parallel):
    """This project's function at every level, and the rivals in Rust."""

    def function(name):
        def rival(dtype, x, out):
            run = native.call(name, dtype, x, out)
            if run is None:
                raise TypeError(f"it has no {dtype}")
            return run, lambda: out

        return rival

    def tensor(candle):
        def rival(dtype, x, out):
            work = native.tensor(candle, dtype, x)
            return work.run, lambda: work.read(out)

        return rival

    ours = "bench_softplus_parallel" if parallel else "bench_softplus"
    found = {"softplus": function(ours)}
    if parallel:
        found["copy, all cores"] = lambda dtype, x, out: (native.call("bench_copy_parallel", dtype, x, out), None)
    found["Rust std"] = function("bench_std")
    found["burn"] = tensor(False)
    found["candle's formula"] = tensor(True)
    return found


def all_rivals(native, parallel):
    """Every rival by its name in the tables."""
    rivals = native_rivals(native, parallel)
    rivals |= {
        "copy": copy,
        "np.exp alone": numpy_exp,
        "NumPy log1p(exp(x))": numpy_naive,
        "np.logaddexp": numpy_logaddexp,
        "scipy.special.softplus": scipy_softplus,
        "numexpr": numexpr_softplus,
        "MKL, high accuracy": mkl_softplus(2),
        "MKL, low accuracy": mkl_softplus(1),
        "PyTorch": torch_softplus,
        "TensorFlow": tensorflow_softplus,
        "JAX": jax_softplus,
        "ONNX Runtime": onnx_softplus,
    }
    return rivals
