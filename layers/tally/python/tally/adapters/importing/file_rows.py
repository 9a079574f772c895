"""One row of a file, or why it is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row: values by column.

    `line` counts from 1 with the header. Of Parquet, and of JSON in one list, it is the row's number.
    """

    line: int
    values: dict[str, Any]
    equal_before: int = 0
    """How many equal rows came before it, where somebody counts them."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot become an event, and why; `column` is None when the whole line is to blame."""

    line: int
    column: str | None
    detail: str
    values: dict[str, Any] | str


Rows = Iterator[Row | BadRow]
