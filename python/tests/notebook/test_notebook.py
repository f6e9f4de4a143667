"""examples/softplus.ipynb, executed from a clean kernel: what its outputs say, and what its text says of them."""

import re
from pathlib import Path

import numpy as np
import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
for needed in ("ipykernel", "keras", "matplotlib", "pandas", "seaborn", "sklearn", "tensorflow"):
    pytest.importorskip(needed)

NOTEBOOK = Path(__file__).parents[2] / "examples" / "softplus.ipynb"
STABLE = ["tf.nn.softplus", "stable_softplus", "softplus.keras.softplus"]
UNSTABLE = "unstable_softplus"
PIXELS = ["0 to 1", "0 to 255"]


def outputs_of(notebook):
    """What each code cell printed and how many figures it drew, by the cell's id; an error fails."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        kinds = [output.output_type for output in cell.outputs]
        assert "error" not in kinds, cell.id
        printed = [o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout"]
        figures = sum("image/png" in output.get("data", {}) for output in cell.outputs)
        found[cell.id] = "".join(printed), figures
    return found


@pytest.fixture(scope="module")
def stored():
    """The outputs that the file has."""
    return outputs_of(nbformat.read(NOTEBOOK, as_version=4))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The outputs of this run, in a folder where nothing lies."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return outputs_of(notebook)


def numbers(text):
    """The numbers in brackets, as arrays."""
    return [np.array(inside.split(), float) for inside in re.findall(r"\[(.*?)\]", text)]


def trained(text):
    """(pixels, activation): (loss, accuracy, accuracy on new images)."""
    line = re.compile(r"(0 to \d+) +(\S+) +loss (\S+), accuracy (\S+), on new images (\S+)")
    return {(pixels, name): tuple(map(float, rest)) for pixels, name, *rest in line.findall(text)}


def test_file_is_small_and_valid():
    """Figures of modest size, and nothing of the machine that ran it."""
    text = NOTEBOOK.read_text(encoding="utf-8")
    nbformat.validate(nbformat.read(NOTEBOOK, as_version=4))
    assert len(text) < 400_000
    assert '"name": "stderr"' not in text


def test_figures_are_drawn_and_stored(printed, stored):
    """Three of them."""
    for outputs in (printed, stored):
        assert {name for name, (_, figures) in outputs.items() if figures} == {"plot", "errors", "curves"}


@pytest.mark.parametrize("cell", ["overflow", "exact", "stable", "tail"])
def test_stored_text_is_what_the_code_prints(printed, stored, cell):
    """The cells without TensorFlow print the same on every machine."""
    assert printed[cell] == stored[cell]


def test_plain_formula_overflows(printed):
    """ln of the largest number is 88.72… and 709.78…; the first number after it is infinite."""
    text, _ = printed["overflow"]
    assert text.splitlines() == [
        "float32: e^x overflows from x = 88.72 on",
        "  plain(88) = 88.0",
        "  plain(89) = inf",
        "  plain(100) = inf",
        "float64: e^x overflows from x = 709.78 on",
        "  plain(100) = 100.0",
        "  plain(709) = 709.0",
        "  plain(710) = inf",
    ]


def test_softplus_does_not_overflow(printed):
    """softplus(100) is 100 in both types: e^−100 is far below the last place."""
    text, _ = printed["exact"]
    assert text.count("softplus(100) = 100.0\n") == 2
    assert "softplus(1000) = 1000.0" in text


def test_formulas_lose_the_left_tail(printed):
    """softplus(−40) = e^−40 − e^−80/2 + …, here e^−40 to all digits of both types."""
    text, _ = printed["tail"]
    found = re.findall(r"plain (\S+), stable (\S+), softplus (\S+)", text)
    assert len(found) == 2
    for (plain, stable, exact), dtype in zip(found, [np.float32, np.float64], strict=True):
        assert (plain, stable) == ("0.0", "0.0")
        assert float(exact) == pytest.approx(np.exp(-40.0), rel=float(np.finfo(dtype).eps))


def test_tensorflow_agrees(printed):
    """Both of its functions and ours, at −40, −1, 0, 1 and 100."""
    text, _ = printed["tf"]
    found = numbers(text)
    assert len(found) == 3
    exact = [np.exp(-40.0), np.log1p(np.exp(-1.0)), np.log(2.0), 1 + np.log1p(np.exp(-1.0)), 100]
    for values in found:
        np.testing.assert_allclose(values, exact, rtol=1e-6)


def test_derivatives_of_the_activations(printed):
    """At −40, 0 and 100: σ where the activation is good, NaN and 0 where the text says so."""
    text, _ = printed["custom"]
    found = {line.split()[0]: numbers(line) for line in text.splitlines()}
    assert set(found) == {*STABLE, UNSTABLE}
    sigmoid = [np.exp(-40.0), 0.5, 1.0]
    for name in ("tf.nn.softplus", "softplus.keras.softplus"):
        np.testing.assert_allclose(found[name][1], sigmoid, rtol=1e-6)
    assert np.isnan(found[UNSTABLE][1][2])
    assert np.isinf(found[UNSTABLE][0][2])
    assert found["stable_softplus"][1][1] == 0
    assert found["stable_softplus"][0].tolist()[::2] == [0, 100]


def test_training(printed):
    """Each stable activation learns in both cases; the plain formula only where numbers stay small."""
    text, _ = printed["training"]
    found = trained(text)
    assert set(found) == {(pixels, name) for pixels in PIXELS for name in [*STABLE, UNSTABLE]}
    good = [(pixels, name) for pixels in PIXELS for name in STABLE] + [(PIXELS[0], UNSTABLE)]
    for case in good:
        loss, accuracy, tested = found[case]
        assert loss < 0.5, case
        assert accuracy > 0.9, case
        assert tested > 0.9, case
    loss, accuracy, _ = found[PIXELS[1], UNSTABLE]
    assert np.isnan(loss)
    assert accuracy < 0.2


def test_stored_training_says_the_same(stored):
    """The figures and the closing words are of a run that went as this one has to."""
    found = trained(stored["training"][0])
    assert len(found) == len(PIXELS) * (len(STABLE) + 1)
    assert all(accuracy > 0.9 for (_, name), (_, accuracy, _) in found.items() if name in STABLE)
    assert np.isnan(found[PIXELS[1], UNSTABLE][0])
