"""Which cells are measured: a mode, a type, a kind of inputs and a size, of softplus or a function of the family."""

from dataclasses import asdict, dataclass

import family
from inputs import FAMILY, KINDS, SIZES
from native import DTYPES
from rivals import all_keys

# The single values are independent of each other, or each waits for the one before.
MODES = {"one": "one thread", "all": "all threads", "throughput": "scalar throughput", "latency": "scalar latency"}
# So many that no branch predictor learns them.
SCALAR_SIZE = 1_000_000
LARGEST = SIZES[-1]
# Measured whatever --only says: the unit of the ratios, and the scale.
ALWAYS = {"softplus", "copy", "np.exp"}
# The rivals of each part of the results.
KEYS = {"softplus": all_keys(), "family": list(dict.fromkeys(key for name in FAMILY for key in family.keys(name)))}
# Those that have functions of one value.
SCALAR_RIVALS = {"softplus", "rust-std"}


@dataclass(frozen=True)
class Cell:
    """Rivals are compared within one."""

    mode: str
    dtype: str
    kind: str
    size: int
    function: str = "softplus"

    @property
    def section(self):
        """The part of the results that it belongs to."""
        return "family" if self.function in FAMILY else "softplus"

    def rivals(self):
        """The keys of those that compute this."""
        if self.section == "family":
            return set(family.keys(self.function))
        return SCALAR_RIVALS if self.mode in ("throughput", "latency") else set(KEYS["softplus"])

    def asdict(self):
        """For JSON."""
        return asdict(self)

    def __str__(self):
        function = f"{self.function}, " if self.section == "family" else ""
        return f"{function}{MODES[self.mode]}, {self.dtype}, {self.kind}, {self.size:,}"


def default():
    """The whole matrix, but the largest arrays only for the ordinary inputs."""
    cells = []
    for dtype in DTYPES:
        for kind in KINDS:
            cells += [Cell("one", dtype, kind, size) for size in SIZES if size < LARGEST or kind == "normal"]
            cells += [Cell(mode, dtype, kind, SCALAR_SIZE) for mode in ("throughput", "latency")]
        cells += [Cell("all", dtype, "normal", size) for size in SIZES[-2:]]
    return cells + of_family()


def of_family():
    """A cell of each function and type."""
    return [Cell("one", dtype, "normal", 1_000_000, function) for function in FAMILY for dtype in family.TYPES]


def quick():
    """About two minutes."""
    cells = [Cell("one", dtype, "normal", 1_000_000) for dtype in DTYPES]
    cells += [Cell("one", "f32", "normal", size) for size in (16, 1000)]
    cells += [Cell("one", "f32", kind, 1_000_000) for kind in ("tail", "hard")]
    cells += [Cell("throughput", dtype, "normal", SCALAR_SIZE) for dtype in ("f32", "f64")]
    return [*cells, Cell("all", "f32", "normal", LARGEST), *of_family()]


class Filter:
    """One --only in one section: words with slashes between them, in any order; each narrows the cells or the rivals.

    A word may be a rival in one section and a function in the other (logaddexp), or mean something in one only.
    """

    def __init__(self, text, section):
        self.section, self.rivals, self.unknown = section, set(), set()
        self.parts = {"mode": set(), "dtype": set(), "kind": set(), "size": set(), "function": set()}
        choices = {"mode": MODES, "dtype": DTYPES, "kind": KINDS, "function": FAMILY if section == "family" else ()}
        for word in filter(None, text.split("/")):
            matching = [key for key in KEYS[section] if key == word or key.startswith(f"{word}-")]
            part = next((part for part, names in choices.items() if word in names), None)
            if matching:
                self.rivals |= set(matching)
            elif part:
                self.parts[part].add(word)
            elif size_of(word) in SIZES:
                self.parts["size"].add(size_of(word))
            else:
                self.unknown.add(word)

    def takes(self, cell):
        """Whether the cell passes."""
        if cell.section != self.section or (self.rivals and not self.rivals & cell.rivals()):
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
    rivals = dict.fromkeys([*KEYS["softplus"], *KEYS["family"]])
    return (
        f"Rivals: {', '.join(rivals)}. Functions: {', '.join(FAMILY)}. "
        f"Types: {', '.join(DTYPES)}. Kinds: {', '.join(KINDS)}. Sizes: {sizes}. Modes: {', '.join(MODES)}"
    )


def filters_of(text, sections):
    """One --only for each section that has all of its words; each word must mean something in one of them."""
    filters = [Filter(text, section) for section in sections]
    unknown = set.intersection(*(each.unknown for each in filters))
    if unknown:
        raise ValueError(
            f"--only {text}: {min(unknown)!r} is no rival, function, type, kind, size or mode here. {known()}"
        )
    return [each for each in filters if not each.unknown]


def select(is_quick, dtypes, only, section=None):
    """The cells, and the keys of each section's rivals (None: all)."""
    sections = [section] if section else list(KEYS)
    cells = [cell for cell in (quick() if is_quick else default()) if cell.section in sections]
    cells = [cell for cell in cells if not dtypes or cell.dtype in dtypes]
    filters = [each for text in only for each in filters_of(text, sections)]
    if only:
        cells = [cell for cell in cells if any(each.takes(cell) for each in filters)]
    if not cells:
        raise ValueError(
            "no cell is left: these options exclude each other (the largest size is measured for normal only, the "
            "family with a million elements of f32 and f64)"
        )
    return cells, {name: rivals_of(name, filters) for name in KEYS}


def rivals_of(section, filters):
    """The keys of the rivals that the filters leave in a section, sorted; None for all."""
    found = [each.rivals for each in filters if each.section == section]
    return sorted(ALWAYS.union(*found)) if found and all(found) else None
