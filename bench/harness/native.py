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
# How many inputs bench_hard finds.
HARDEST = {"f32": 4096, "f16": 64, "bf16": 64}


class Native:
    """Functions of the library over NumPy arrays."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.bench_tensor_new.restype = ctypes.c_void_p
        for name in ("bench_levels", "bench_level_name", "bench_threads"):
            getattr(self.library, name).restype = ctypes.c_size_t
        self.levels = [self._level_name(i) for i in range(self.library.bench_levels())]

    def _level_name(self, number):
        buffer = ctypes.create_string_buffer(64)
        length = self.library.bench_level_name(ctypes.c_size_t(number), buffer, ctypes.c_size_t(64))
        return buffer.raw[:length].decode()

    def set_level(self, name):
        """Makes the level the process's."""
        self.library.bench_set_level(ctypes.c_size_t(self.levels.index(name)))

    def threads(self):
        """Threads of the library's pool."""
        return self.library.bench_threads()

    def call(self, name, dtype, *arrays):
        """A function without arguments that computes the last array from the others."""
        function = getattr(self.library, name)
        function.restype = ctypes.c_bool
        count = ctypes.c_size_t(arrays[-1].size)
        arguments = (ctypes.c_uint32(NUMBERS[dtype]), *map(pointer, arrays), count)
        return checked(lambda: function(*arguments), dtype)

    def hardest(self, dtype):
        """The hardest inputs of the type."""
        out = np.empty(HARDEST[dtype], DTYPES[dtype])
        self.library.bench_hard(ctypes.c_uint32(NUMBERS[dtype]), pointer(out), ctypes.c_size_t(out.size))
        return out

    def scalar(self, function, chained, dtype, x, out):
        """Calls of one value each, as a function without arguments."""
        numbers = {"softplus": 0, "rust-std": 1, "loop": 2}
        arguments = (
            ctypes.c_uint32(numbers[function]),
            ctypes.c_bool(chained),
            ctypes.c_uint32(NUMBERS[dtype]),
            pointer(x),
            pointer(out),
            ctypes.c_size_t(x.size),
        )
        self.library.bench_scalar.restype = ctypes.c_bool
        return checked(lambda: self.library.bench_scalar(*arguments), dtype)

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
            raise TypeError(f"it makes no tensor of {dtype}")
        self.argument = ctypes.c_void_p(self.work)
        library.bench_tensor_run.restype = ctypes.c_bool
        library.bench_tensor_read.restype = ctypes.c_bool
        self.run = checked(lambda: library.bench_tensor_run(self.argument), dtype)

    def read(self, out):
        """Copies the last result."""
        arguments = (ctypes.c_uint32(self.dtype), pointer(out), ctypes.c_size_t(self.count))
        if not self.library.bench_tensor_read(self.argument, *arguments):
            raise TypeError("its result has another type")
        return out

    def __del__(self):
        if getattr(self, "work", None):
            self.library.bench_tensor_free(self.argument)


def checked(function, dtype):
    """The function, if it returns true once."""
    if not function():
        raise TypeError(f"it computes no {dtype}")
    return function


def pointer(array):
    """The array's data as a C pointer."""
    return ctypes.c_void_p(array.ctypes.data)
