"""Which cells are measured: a mode, a type, a kind of inputs and a size."""

from dataclasses import asdict, dataclass

from inputs import KINDS, SIZES
from native import DTYPES
from rivals import all_keys

# The single values are independent of each other, or each waits for the one before.
MODES = {"one": "one thread", "all": "all threads", "throughput": "scalar throughput", "latency": "scalar latency"}
# So many that no branch predictor learns them.
SCALAR_SIZE = 1_000_000
LARGEST = SIZES[-1]
# Measured whatever --only says: the unit of the ratios, and the scale.
ALWAYS = {"softplus", "copy", "np.exp"}
KEYS = all_keys()
# Those that have functions of one value.
SCALAR_RIVALS = {"softplus", "rust-std"}


@dataclass(frozen=True)
class Cell:
    """Rivals are compared within one."""

    mode: str
    dtype: str
    kind: str
    size: int

    def asdict(self):
        """For JSON."""
        return asdict(self)

    def __str__(self):
        return f"{MODES[self.mode]}, {self.dtype}, {self.kind}, {self.size:,}"


def default():
    """The whole matrix, but the largest arrays only for the ordinary inputs."""
    cells = []
    for dtype in DTYPES:
        for kind in KINDS:
            cells += [Cell("one", dtype, kind, size) for size in SIZES if size < LARGEST or kind == "normal"]
            cells += [Cell(mode, dtype, kind, SCALAR_SIZE) for mode in ("throughput", "latency")]
        cells += [Cell("all", dtype, "normal", size) for size in SIZES[-2:]]
    return cells


def quick():
    """About two minutes."""
    cells = [Cell("one", dtype, "normal", 1_000_000) for dtype in DTYPES]
    cells += [Cell("one", "f32", "normal", size) for size in (16, 1000)]
    cells += [Cell("one", "f32", kind, 1_000_000) for kind in ("tail", "hard")]
    cells += [Cell("throughput", dtype, "normal", SCALAR_SIZE) for dtype in ("f32", "f64")]
    return [*cells, Cell("all", "f32", "normal", LARGEST)]


class Filter:
    """One --only: words with slashes between them, in any order; each narrows the cells or the rivals."""

    def __init__(self, text):
        self.rivals, self.parts = set(), {"mode": set(), "dtype": set(), "kind": set(), "size": set()}
        choices = {"mode": MODES, "dtype": DTYPES, "kind": KINDS}
        for word in filter(None, text.split("/")):
            matching = [key for key in KEYS if key == word or key.startswith(f"{word}-")]
            part = next((part for part, names in choices.items() if word in names), None)
            if matching:
                self.rivals |= set(matching)
            elif part:
                self.parts[part].add(word)
            elif size_of(word) in SIZES:
                self.parts["size"].add(size_of(word))
            else:
                raise ValueError(f"--only {text}: {word!r} is no rival, type, kind, size or mode. {known()}")

    def takes(self, cell):
        """Whether the cell passes."""
        if cell.mode in ("throughput", "latency") and self.rivals and not self.rivals & SCALAR_RIVALS:
            return False
        return all(not wanted or getattr(cell, part) in wanted for part, wanted in self.parts.items())


def size_of(word):
    """A size as people write it (1000000, 1e6), or None."""
    try:
        return int(float(word.replace("_", "")))
    except (ValueError, OverflowError):
        return None


def known():
    """All words that --only takes."""
    sizes = ", ".join(str(size) for size in SIZES)
    return (
        f"Rivals: {', '.join(KEYS)}. Types: {', '.join(DTYPES)}. Kinds: {', '.join(KINDS)}. Sizes: {sizes}. "
        f"Modes: {', '.join(MODES)}"
    )


def select(is_quick, dtypes, only):
    """The cells, and the keys of the rivals (None: all)."""
    cells = [cell for cell in (quick() if is_quick else default()) if not dtypes or cell.dtype in dtypes]
    filters = [Filter(text) for text in only]
    if filters:
        cells = [cell for cell in cells if any(each.takes(cell) for each in filters)]
    if not cells:
        raise ValueError(
            "no cell is left: these options exclude each other (the largest size is measured for normal only)"
        )
    rivals = None
    if filters and all(each.rivals for each in filters):
        rivals = ALWAYS.union(*(each.rivals for each in filters))
    return cells, rivals
