"""The handwritten digits that scikit-learn carries, as one .npy file: real data for the networks of the examples.

Usage: python make_digits.py [OUTPUT]

Needs numpy and scikit-learn; README.md beside this names the versions that wrote the committed file.
"""

import sys

import numpy as np
from sklearn.datasets import load_digits


def digits() -> np.ndarray:
    """64 pixels, 0 to 16, and the label, 0 to 9, of each of the 1797 images: uint8, shape (1797, 65), C order."""
    images, labels = load_digits(return_X_y=True)
    return np.column_stack([images, labels]).astype(np.uint8)


if __name__ == "__main__":
    output = sys.argv[1] if len(sys.argv) > 1 else "digits.npy"
    table = digits()
    np.save(output, table)
    print(f"{output}: {table.dtype} {table.shape}, {np.bincount(table[:, -1]).tolist()} images of each digit")
