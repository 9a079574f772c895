"""How wide the columns of a table are, where all of them together must fit a screen."""

import math
import re
from collections.abc import Sequence

GAP = "  "
"""Between two columns."""

_NARROWEST_TEXT = 10
_PARTS = re.compile(r"[^_.,:/@-]*[_.,:/@-]+|[^_.,:/@-]+")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d|\d\d:\d\d)[\dT:.+Z-]*")


def list_widths(
    names: Sequence[str],
    cells: list[list[str]],
    are_numbers: list[bool],
    width: int,
    whole: int | None = None,
) -> list[list[int]]:
    """Ways to choose the columns' widths: first one that breaks words as late as it can, then one that does
    not care. One way where both are alike; none where a word would be broken elsewhere than at its joints, or
    one of the column `whole` at all.
    """
    floors = _measure_floors(names, cells, are_numbers)
    if whole is not None:
        floors[whole] = _measure_words(names, cells, floors)[whole]
    alone = measure_widths(names, cells)
    sparing = _fit_widths(_fit_widths(alone, _measure_words(names, cells, floors), width), floors, width)
    careless = _fit_widths(alone, floors, width)
    if not _fits(careless, width) and any(_NARROWEST_TEXT < floor < math.inf for floor in floors):
        return []
    return [sparing] if sparing == careless else [sparing, careless]


def split_word(word: str) -> list[str]:
    """Where it may be broken: behind the marks that join its parts."""
    return _PARTS.findall(word)


def measure_widths(names: Sequence[str], cells: list[list[str]]) -> list[int]:
    """How wide each column would be alone."""
    return [max([len(name), *(len(line[at]) for line in cells)]) for at, name in enumerate(names)]


def _measure_floors(names: Sequence[str], cells: list[list[str]], are_numbers: list[bool]) -> list[float]:
    """How narrow each column may become: numbers not at all, and no time and no part of a word is broken."""
    floors: list[float] = []
    for at, is_number in enumerate(are_numbers):
        column = [names[at], *(line[at] for line in cells)]
        times = (len(found[0]) for cell in column for found in _TIME.finditer(cell))
        parts = (len(part) for cell in column for word in cell.split(" ") for part in split_word(word))
        floors.append(math.inf if is_number else max([_NARROWEST_TEXT, *times, *parts]))
    return floors


def _measure_words(names: Sequence[str], cells: list[list[str]], floors: list[float]) -> list[float]:
    """How narrow each column may become so that no word of it is broken, its header's neither."""
    columns = [[name, *(line[at] for line in cells)] for at, name in enumerate(names)]
    longest = [max(len(word) for cell in column for word in cell.split(" ")) for column in columns]
    return [max(floor, word) for floor, word in zip(floors, longest, strict=True)]


def _fits(widths: list[int], width: int) -> bool:
    return sum(widths) + len(GAP) * (len(widths) - 1) <= width


def _fit_widths(widths: list[int], floors: list[float], width: int) -> list[int]:
    """Take from the widest column that may give, again and again, until the table fits or none may."""
    fitted = list(widths)
    while not _fits(fitted, width):
        giving = [at for at, size in enumerate(fitted) if size > floors[at]]
        if not giving:
            break
        fitted[max(giving, key=lambda at: fitted[at])] -= 1
    return fitted
