"""The library of bench/native: softplus itself and the rivals written in Rust."""

import ctypes

import ml_dtypes
import numpy as np

DTYPES = {
    "f32": np.dtype(np.float32),
    "f64": np.dtype(np.float64),
    "f16": np.dtype(np.float16),
    "bf16": np.dtype(ml_dtypes.bfloat16),
}
NUMBERS = {name: number for number, name in enumerate(DTYPES)}


class Native:
    """Functions of the library over NumPy arrays."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.bench_levels.restype = ctypes.c_size_t
        self.library.bench_tensor_new.restype = ctypes.c_void_p
        for name in ("bench_level_name", "bench_set_level"):
            getattr(self.library, name).restype = ctypes.c_size_t
        self.levels = [self._level_name(i) for i in range(self.library.bench_levels())]

    def _level_name(self, number):
        buffer = ctypes.create_string_buffer(64)
        length = self.library.bench_level_name(ctypes.c_size_t(number), buffer, ctypes.c_size_t(64))
        return buffer.raw[:length].decode()

    def set_level(self, name):
        """Makes the level the process's."""
        self.library.bench_set_level(ctypes.c_size_t(self.levels.index(name)))

    def call(self, name, dtype, x, out):
        """A function without arguments that computes `out` from `x`, or None if there is none for the type."""
        function = getattr(self.library, name)
        function.restype = ctypes.c_bool
        arguments = (ctypes.c_uint32(NUMBERS[dtype]), pointer(x), pointer(out), ctypes.c_size_t(x.size))
        return (lambda: function(*arguments)) if function(*arguments) else None

    def hard(self, dtype, count):
        """The hardest inputs of the type, repeated."""
        out = np.empty(count, DTYPES[dtype])
        self.library.bench_hard(ctypes.c_uint32(NUMBERS[dtype]), pointer(out), ctypes.c_size_t(count))
        return out

    def scalar(self, std, chained, dtype, x):
        """Calls of one value each, as a function without arguments."""
        arguments = (
            ctypes.c_bool(std),
            ctypes.c_bool(chained),
            ctypes.c_uint32(NUMBERS[dtype]),
            pointer(x),
            ctypes.c_size_t(x.size),
        )
        return lambda: self.library.bench_scalar(*arguments)

    def tensor(self, candle, dtype, x):
        """burn's or candle's softplus of a tensor with these inputs."""
        return Tensor(self.library, candle, dtype, x)


class Tensor:
    """A tensor of burn or candle."""

    def __init__(self, library, candle, dtype, x):
        self.library, self.dtype, self.count = library, NUMBERS[dtype], x.size
        self.work = library.bench_tensor_new(
            ctypes.c_bool(candle), ctypes.c_uint32(self.dtype), pointer(x), ctypes.c_size_t(x.size)
        )
        if not self.work:
            raise TypeError(f"no tensor of {dtype}")
        self.argument = ctypes.c_void_p(self.work)

    def run(self):
        """Computes the result, which stays with the tensor."""
        self.library.bench_tensor_run(self.argument)

    def read(self, out):
        """Copies the last result."""
        self.library.bench_tensor_read(
            self.argument, ctypes.c_uint32(self.dtype), pointer(out), ctypes.c_size_t(self.count)
        )
        return out

    def __del__(self):
        if getattr(self, "work", None):
            self.library.bench_tensor_free(self.argument)


def pointer(array):
    """The array's data as a C pointer."""
    return ctypes.c_void_p(array.ctypes.data)
