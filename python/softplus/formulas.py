"""The formulas for softplus that others use, in plain NumPy, for comparison: none is the right answer everywhere.

>>> import numpy as np, softplus
>>> with np.errstate(over="ignore"):
...     softplus.formulas.naive(np.float32(100))
np.float32(inf)
>>> softplus.formulas.stable(np.float64(-40))  # ln(1+4.2e-18) is 4.2e-18, not 0
np.float64(0.0)
>>> softplus.softplus(np.float64(-40))
np.float64(4.248354255291589e-18)
"""

import numpy as np


def naive(x):
    """ln(1+eˣ) as it is written: infinite where eˣ is, from x = 88.8 (float32) and 709.8 (float64) upwards.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or scalar
        In the type that NumPy gives `np.exp(x)`. It is 0 where 1+eˣ rounds to 1: below x = −17 in float32 and −37 in
        float64.
    """
    return np.log(1 + np.exp(x))


def log1p_exp(x):
    """log1p(eˣ): as `naive`, but with a left tail.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or scalar
    """
    return np.log1p(np.exp(x))


def stable(x):
    """ln(1+e^−|x|) + max(x, 0): never infinite for a finite x.

    It equals ln(1+eˣ): for x ≤ 0 it is that, and for x > 0, ln(1+eˣ) = ln(eˣ(e^−x+1)) = x + ln(1+e^−x).

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or scalar
        It is 0 where 1+e^−|x| rounds to 1 and x is negative, as `naive`'s.
    """
    return np.log(1 + np.exp(-np.abs(x))) + np.maximum(x, 0)
