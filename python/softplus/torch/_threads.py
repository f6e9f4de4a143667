"""PyTorch's own threads, for this package's functions.

After a parallel operation, OpenMP's threads wait for the next one in a loop. Those of another pool would have to share
the cores with them, and start late.
"""

import ctypes
from pathlib import Path

import torch


def _start_team():
    """The address of OpenMP's `GOMP_parallel` in the library that PyTorch uses; 0 if there is none."""
    if "ATen parallel backend: OpenMP" not in torch.__config__.parallel_info():
        return 0
    bundled = sorted(map(str, Path(torch.__file__).parent.glob("lib/lib*omp*.*")))
    for name in (*bundled, None):
        try:
            function = ctypes.CDLL(name).GOMP_parallel
        except (OSError, AttributeError, TypeError):  # no library, or none with this function
            continue
        return ctypes.cast(function, ctypes.c_void_p).value
    return 0


TEAM = _start_team()
