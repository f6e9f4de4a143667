"""The documentation: each ufunc's has its parts, and every example prints what it says."""

import doctest
import io
import re
from pathlib import Path

import numpy as np
import pytest
import softplus
from softplus import _softplus

UFUNCS = [name for name in softplus.__all__ if isinstance(getattr(softplus, name), np.ufunc)]
PRIVATE = [name for name in dir(_softplus) if name.startswith("_constraint_")]
MODULES = [softplus, softplus.formulas, softplus._constraint]
SECTIONS = ["Parameters", "Returns", "See Also", "Notes", "Examples"]
README = Path(__file__).parents[1] / "README.md"

prints_as_numpy_2 = pytest.mark.skipif(
    np.lib.NumpyVersion(np.__version__) < "2.0.0", reason="NumPy 1 prints scalars without their type"
)


def sections(name):
    """The text before the first section, behind NumPy's signature line, and the text of each section."""
    _, text = getattr(_softplus, name).__doc__.split("\n\n", 1)
    summary, *rest = re.split(r"^(\w[\w ]*)\n-+\n", text, flags=re.MULTILINE)
    return summary, dict(zip(rest[::2], rest[1::2], strict=True))


def fails(test):
    """What doctest has to say against a test; it must have an example."""
    assert test.examples, f"{test.name} has no example"
    report = io.StringIO()
    doctest.DocTestRunner(verbose=False).run(test, out=report.write)
    return report.getvalue()


def parse(text, name):
    """The examples of a text."""
    return doctest.DocTestParser().get_doctest(text, {}, name, None, 0)


def test_there_are_ufuncs():
    """So that the tests below do not run over nothing."""
    assert len(UFUNCS) == 17
    assert len(PRIVATE) == 5


@pytest.mark.parametrize("name", UFUNCS)
def test_sections(name):
    """A sentence, the sections in numpydoc's order, every argument, and what the notes promise."""
    summary, found = sections(name)
    assert re.fullmatch(r"\S.*\.", summary.splitlines()[0])
    assert [section for section in found if section != "Warns"] == SECTIONS
    ufunc = getattr(softplus, name)
    inputs = ["x"] if ufunc.nin == 1 else [f"x{i + 1}" for i in range(ufunc.nin)]
    assert re.findall(r"^(x\d?) : array_like$", found["Parameters"], re.MULTILINE) == inputs
    for part in ("orrectly rounded", "same bits on every machine", "Special cases:", "Elsewhere:"):
        assert part in found["Notes"].replace("\n", " ")
    assert re.search(r"^=+(  =+)+$", found["Notes"], re.MULTILINE)


@pytest.mark.parametrize("name", UFUNCS)
def test_names_of_see_also_exist(name):
    """Here, or in NumPy."""
    _, found = sections(name)
    others = re.findall(r"^([\w.]+) : ", found["See Also"], re.MULTILINE)
    assert others
    for other in others:
        module, _, last = other.rpartition(".")
        assert hasattr(np if module == "numpy" else softplus, last), other


@pytest.mark.parametrize("name", UFUNCS)
def test_warnings_are_those_of_the_documentation(name):
    """What NumPy reports for these numbers is what the section "Warns" has in quotes."""
    numbers = np.array([-np.inf, -1e300, -1.0, -0.0, 0.0, 1e-300, 1.0, 1e300, np.inf, np.nan])
    raised = set()
    ufunc = getattr(softplus, name)
    with np.errstate(all="call", call=lambda kind, _: raised.add(kind)):
        ufunc(*np.meshgrid(*[numbers] * ufunc.nin))
    documented = set(re.findall(r'"([a-z ]+)"', sections(name)[1].get("Warns", "")))
    assert {kind.removesuffix(" value") for kind in raised} == {kind.removesuffix(" value") for kind in documented}


@pytest.mark.parametrize("name", PRIVATE)
def test_private_ones_say_what_they_are(name):
    """In two lines, without sections."""
    summary, found = sections(name)
    assert "constraint `Softplus`" in summary
    assert not found


@prints_as_numpy_2
@pytest.mark.parametrize("name", UFUNCS)
def test_examples_of_ufuncs(name):
    """As `help` shows them."""
    report = fails(parse(getattr(softplus, name).__doc__, name))
    assert not report, report


@prints_as_numpy_2
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_of_modules(module):
    """Those of its functions and classes too."""
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    assert tests, f"{module.__name__} has no example"
    for test in tests:
        report = fails(test)
        assert not report, report


@prints_as_numpy_2
def test_examples_of_the_readme():
    """Without the marks of the code blocks, which doctest would take for results."""
    pytest.importorskip("ml_dtypes")
    text = re.sub(r"^```.*", "", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    report = fails(parse(text, README.name))
    assert not report, report
