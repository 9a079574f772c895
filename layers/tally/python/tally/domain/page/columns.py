"""Rows as a page's file has them: by columns, since a name once a row would be most of its bytes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from tally.domain.reports.plain_rows import write_moment
from tally.domain.words.reasons import Part, read_reason

Row = Mapping[str, Any]
Columns = dict[str, list[Any]]


def write_columns(rows: Sequence[Row], names: Sequence[str]) -> Columns:
    """{name: values}, all of one length; see write_value."""
    return {name: [write_value(row.get(name)) for row in rows] for name in names}


def write_value(value: Any) -> Any:
    """A value that JSON has. Money becomes a number: a browser draws and adds it, and six decimals of a
    million million are within a double."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, datetime):
        return write_moment(value)
    return value.isoformat() if isinstance(value, date) else value


def write_reason(text: str | None) -> list[Part] | None:
    """A reason or note as keys and numbers: the reader's side has the words."""
    return None if text is None else read_reason(text)


class TextList:
    """Reasons and notes, which repeat: each stands once, and rows have its place."""

    def __init__(self) -> None:
        self.texts: list[list[Part]] = []
        self._places: dict[str, int] = {}

    def place(self, text: str | None) -> int | None:
        """Where it stands; None stays None."""
        if text is None:
            return None
        if text not in self._places:
            self._places[text] = len(self.texts)
            self.texts.append(read_reason(text))
        return self._places[text]
