"""First-layer pre-activations of a small MLP on the UCI digits: real input for `softplus eval`.

Usage: python make_digits_preactivations.py [OUTPUT]

Needs numpy and scikit-learn; data/README.md names the versions that wrote the committed file. The
training is deterministic for one version of these on one machine; another may differ in the last
bits.
"""

import sys

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

SEED = 20
HIDDEN_UNITS = 64


def preactivations() -> np.ndarray:
    """x·W + b of the hidden layer for all 1797 images: float32, shape (1797, 64), C order."""
    images, labels = load_digits(return_X_y=True)
    # 64 pixels, 0 to 16, scaled to [0, 1].
    inputs = images / 16.0
    network = MLPClassifier(hidden_layer_sizes=(HIDDEN_UNITS,), activation="relu", random_state=SEED, max_iter=300)
    network.fit(inputs, labels)
    print(f"accuracy on the training data: {network.score(inputs, labels):.4f}")
    return (inputs @ network.coefs_[0] + network.intercepts_[0]).astype(np.float32)


if __name__ == "__main__":
    output = sys.argv[1] if len(sys.argv) > 1 else "digits_preactivations.npy"
    values = preactivations()
    np.save(output, values)
    print(f"{output}: {values.dtype} {values.shape}, {values.min():.2f} to {values.max():.2f}")
