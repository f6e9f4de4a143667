"""softplus.keras on each backend, in a process of its own: this file is also the program that runs there."""

import json
import os
import subprocess
import sys
import tempfile
import traceback
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

BACKENDS = ["tensorflow", "torch", "jax"]
NAMES = ["softplus", "sigmoid", "log_sigmoid", "mish"]


def inputs(dtype):
    """All numbers of two bytes, and every 1009th of four."""
    if dtype == "float32":
        return np.arange(0, 2**32, 1009, dtype=np.uint32).view(np.float32)
    return np.arange(2**16, dtype=np.uint16).view(getattr(ml_dtypes, dtype, np.float16))


def assert_same(result, expected):
    """Equal bits; all NaNs are one."""
    result, expected = np.asarray(result), np.asarray(expected)
    assert result.dtype == expected.dtype
    nan = np.isnan(expected.astype(np.float64))
    np.testing.assert_array_equal(np.isnan(result.astype(np.float64)), nan)
    bits = f"i{expected.itemsize}"
    np.testing.assert_array_equal(result.view(bits)[~nan], expected.view(bits)[~nan])


def numpy_of(tensor):
    import keras

    return keras.ops.convert_to_numpy(tensor)


def gradient(function, x):
    """The gradient of the sum, with the backend's own means."""
    import keras

    backend = keras.config.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x)
    if backend == "torch":
        x = keras.ops.convert_to_tensor(x).requires_grad_()
        y = function(x)
        y.backward(keras.ops.ones_like(y))
        return x.grad
    import jax

    return jax.vjp(function, keras.ops.convert_to_tensor(x))[1](keras.ops.ones(x.shape, x.dtype))[0]


def model_of(activation, *layers):
    import keras

    keras.utils.set_random_seed(3)
    hidden = keras.layers.Dense(8, activation=activation)
    return keras.Sequential([keras.layers.Input((4,)), hidden, *layers, keras.layers.Dense(1)])


def data():
    x = np.random.default_rng(4).normal(0, 2, (64, 4)).astype(np.float32)
    return x, np.abs(x).sum(1, keepdims=True)


def check_bits():
    """Of the activations: those of the ufuncs."""
    import softplus.keras

    for dtype in ("float16", "bfloat16", "float32"):
        x = inputs(dtype)
        for name in NAMES:
            assert_same(numpy_of(getattr(softplus.keras, name)(x)), getattr(softplus, name)(x))


def check_gradients():
    """Of ones: the bits of σ, σ′ and σ(−x)."""
    import softplus.keras

    for dtype in ("float16", "bfloat16", "float32"):
        x = inputs(dtype)
        for function, expected in (
            (softplus.keras.softplus, softplus.sigmoid(x)),
            (softplus.keras.sigmoid, softplus.softplus_second_derivative(x)),
            (softplus.keras.log_sigmoid, softplus.sigmoid(-x)),
        ):
            assert_same(numpy_of(gradient(function, x)), expected)


def check_layer():
    """Bits with and without β, what it says of itself, and what it refuses."""
    import keras
    import softplus.keras

    x = inputs("float32")
    assert_same(numpy_of(softplus.keras.Softplus()(x)), softplus.softplus(x))
    layer = softplus.keras.Softplus(beta=2.5, name="with_beta")
    assert_same(numpy_of(layer(x)), softplus.softplus_beta(x, np.float32(2.5)))
    assert layer.compute_output_shape((None, 3)) == (None, 3)
    assert layer(keras.KerasTensor((None, 3))).shape == (None, 3)
    assert layer.supports_masking
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert (type(again), again.beta, again.name) == (softplus.keras.Softplus, 2.5, "with_beta")
    half = softplus.keras.Softplus(dtype="float16")
    assert_same(numpy_of(half(inputs("float16"))), softplus.softplus(inputs("float16")))
    for beta in (0, -1, np.inf, np.nan):
        with pytest.raises(ValueError, match="must be a positive finite number"):
            softplus.keras.Softplus(beta=beta)


def check_symbolic():
    """In functional models, called directly and as layers, and through a configuration."""
    import keras
    import softplus.keras

    x = inputs("float32").reshape(-1, 2)[:1000]
    for name in NAMES:
        activation = getattr(softplus.keras, name)
        symbolic = keras.Input((2,))
        model = keras.Model(symbolic, activation(symbolic))
        again = keras.Model.from_config(model.get_config())
        for each in (model, again, keras.layers.Activation(activation)):
            assert_same(numpy_of(each(x)), getattr(softplus, name)(x))


def check_fit():
    """A model learns what it learns with Keras's own softplus, with the default settings of `compile`."""
    import keras
    import softplus.keras

    x, y = data()
    losses = []
    for activation, layer in (
        (softplus.keras.softplus, softplus.keras.Softplus(beta=2)),
        (keras.activations.softplus, keras.layers.Lambda(lambda x: keras.ops.softplus(2 * x) / 2)),
    ):
        model = model_of(activation, layer)
        model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
        losses.append(model.fit(x, y, epochs=5, batch_size=16, shuffle=False, verbose=0).history["loss"])
    ours, theirs = losses
    assert ours[-1] < ours[0] / 2, ours
    np.testing.assert_allclose(ours, theirs, rtol=1e-4)


def check_mixed_precision():
    """Under a policy, the layers give the functions bfloat16, and training goes on."""
    import keras
    import softplus.keras

    x, y = data()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = model_of(softplus.keras.softplus, softplus.keras.Softplus())
        model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
        loss = model.fit(x, y, epochs=5, batch_size=16, shuffle=False, verbose=0).history["loss"]
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.layers[1].compute_dtype == "bfloat16"
    assert loss[-1] < loss[0] / 2, loss


def check_saving():
    """A fresh process that has imported softplus.keras reads the file and predicts the same bits."""
    import softplus.keras

    x, _ = data()
    model = model_of(softplus.keras.mish, softplus.keras.Softplus(beta=2))
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/model.keras")
        np.save(f"{folder}/x.npy", x)
        subprocess.run([sys.executable, __file__, folder], check=True)
        assert_same(np.load(f"{folder}/y.npy"), model.predict(x, verbose=0))


def reload(folder):
    """The other half of `check_saving`."""
    import keras
    import softplus.keras  # noqa: F401

    model = keras.saving.load_model(f"{folder}/model.keras")
    np.save(f"{folder}/y.npy", model.predict(np.load(f"{folder}/x.npy"), verbose=0))


def check_xla():
    """TensorFlow's compiler cannot call Python: an activation says so, the layer keeps Keras from trying."""
    import keras
    import softplus.keras

    x, y = data()
    model = model_of(softplus.keras.softplus)
    model.compile(loss="mse", jit_compile=True)
    if keras.config.backend() == "tensorflow":
        with pytest.raises(RuntimeError, match=r"model\.compile\(jit_compile=False\)"):
            model.fit(x, y, verbose=0)
    elif keras.config.backend() == "jax":
        assert np.isfinite(model.fit(x, y, verbose=0).history["loss"]).all()
    model = model_of("linear", softplus.keras.Softplus())
    assert keras.config.backend() != "tensorflow" or not model.layers[1].supports_jit
    if keras.config.backend() == "tensorflow":
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model.compile(loss="mse", jit_compile=True)
        assert any("Proceeding with `jit_compile=False`" in str(warning.message) for warning in caught)
        assert np.isfinite(model.fit(x, y, verbose=0).history["loss"]).all()


def check_examples():
    """Those of the documentation print what they say."""
    import doctest

    import softplus.keras

    failed, attempted = doctest.testmod(softplus.keras)
    assert attempted
    assert not failed


CHECKS = {name: check for name, check in list(globals().items()) if name.startswith("check_")}


def environment(backend):
    return {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}


@cache
def report(backend):
    """What went wrong in each check, by its name."""
    if find_spec("keras") is None or find_spec(backend) is None:
        pytest.skip(f"keras or {backend} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.json")
        program = [sys.executable, __file__, "--report", path]
        run = subprocess.run(program, env=environment(backend), capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_backend(backend, check):
    """The check passed in the process with this backend."""
    failure = report(backend)[check]
    assert not failure, failure


def test_other_backends_are_refused():
    """NumPy's, which Keras has, is named with those that are to be had."""
    if find_spec("keras") is None:
        pytest.skip("keras is not installed")
    program = [sys.executable, "-c", "import softplus.keras"]
    run = subprocess.run(program, env=environment("numpy"), capture_output=True, text=True, check=False)
    assert "ImportError: Keras's backend is 'numpy', and softplus.keras has tensorflow, torch, jax" in run.stderr


def main():
    if sys.argv[1] != "--report":
        reload(sys.argv[1])
        return
    failures = {}
    for name, check in CHECKS.items():
        try:
            check()
        except Exception:
            failures[name] = traceback.format_exc()
        else:
            failures[name] = ""
    Path(sys.argv[2]).write_text(json.dumps(failures), encoding="utf-8")


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
