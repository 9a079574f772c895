"""Times as files tell them, and the hours that a shop's clock shows twice or never."""

from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

EPOCHS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}
"""Formats of numbers: how many make a second."""


class Doubt(StrEnum):
    """Of a time without offset: the clock showed it twice (the first is taken), or never (taken as if it had
    not been put forward yet). Python's PEP 495 calls both fold = 0."""

    TWICE = "twice"
    NEVER = "never"


class Moment(NamedTuple):
    """A time with its offset, and what is doubtful about it."""

    at: datetime
    doubt: Doubt | None = None


def read_moment(cell: Any, text: str, format_: str | None, zone: ZoneInfo) -> Moment:
    """The time in a cell, `text` being the cell as text; ValueError when it is none."""
    if isinstance(cell, datetime):
        return _place(cell, zone)
    if isinstance(cell, date):
        return _place(datetime(cell.year, cell.month, cell.day), zone)
    return _parse(text, format_, zone)


@lru_cache(4096)
def _parse(text: str, format_: str | None, zone: ZoneInfo) -> Moment:
    """Read once for the rows of one minute, and for the question after it."""
    if format_ in EPOCHS:
        return Moment(_count_from_epoch(text, EPOCHS[format_]))
    moment = datetime.strptime(text, format_) if format_ else datetime.fromisoformat(text)
    return _place(moment, zone)


def _place(moment: datetime, zone: ZoneInfo) -> Moment:
    if moment.tzinfo:
        return Moment(moment)
    first, second = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return Moment(first)
    return Moment(first, Doubt.TWICE if before > after else Doubt.NEVER)


def _count_from_epoch(text: str, per_second: int) -> datetime:
    try:
        return datetime.fromtimestamp(float(text) / per_second, UTC)
    except (OverflowError, OSError):
        raise ValueError from None
