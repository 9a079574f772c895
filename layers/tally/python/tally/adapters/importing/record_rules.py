"""What a table of records asks of its values beyond their types: cell by cell, then row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_columns import Refusals
from tally.adapters.importing.version_rows import naive_utc
from tally.domain.collecting.rejection import Reason
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.records.record_cells import BadCell
from tally.domain.records.record_column import IdKind, RecordColumn
from tally.domain.records.record_table import CHANGED_AT, IS_DELETED, RecordTable

_compute: Any = pc  # the stubs know fewer arguments than there are

CHANGED = RecordColumn(CHANGED_AT, "timestamp", "", past=True)
DELETED = RecordColumn(IS_DELETED, "boolean", "")
"""Columns that a file of any table may have."""

FUTURE = timedelta(days=1)
"""A date of the past that lies further ahead is refused. Of such a changed_at no later version is newer."""

_LABELS = {
    "country": "country: write its code of ISO 3166, such as IT,",
    "currency": "single currency: write its code of ISO 4217, such as EUR,",
    "platform": "platform: write web, ios, android, server or store,",
}
_NOT_POSITIVE = BadCell(Reason.OUT_OF_RANGE, "must be more than 0")
_MISSING_ID = BadCell(
    Reason.MISSING_FIELD, "is empty, or means nobody as undefined, null and 0 do: every row needs an id there"
)
_MISSING = BadCell(Reason.MISSING_FIELD, "is empty: every row needs it")
_AHEAD = BadCell(
    Reason.OUT_OF_RANGE, "lies in the future: it tells of what has happened, so a day ahead is the most"
)


@dataclass(frozen=True, slots=True)
class RuledColumn:
    """Values as the rules of their column leave them, null where one is refused.

    In a column where that costs no row, `unlabelled` counts texts that are null now, for they are no label,
    and `placeholders` ids that are null now, for they mean nobody.
    """

    values: "pa.Array[Any]"
    refusals: Refusals
    unlabelled: int = 0
    placeholders: int = 0


def apply_rules(column: RecordColumn, values: "pa.Array[Any]", ids: IdRules = ID_RULES) -> RuledColumn:
    """What becomes of typed values; `ids` are the rules of the shop's tracking plan."""
    refusals: dict[int, BadCell] = {}
    unlabelled = placeholders = 0
    if column.values or column.label:
        values, unknown = _find_words(column, values)
        if column.unknown_is_null:
            unlabelled = len(unknown)
        else:
            refusals |= dict.fromkeys(unknown, _say_unknown(column))
    if column.id is not None:
        known = _read_ids(column.id, values, ids)
        placeholders = 0 if column.required else known.null_count - values.null_count
        values = known
    if column.unsigned:
        values = pc.abs(values)
    if column.positive:
        low: Any = _compute.less_equal(values, pa.scalar(0, values.type))
        refusals |= dict.fromkeys(_find_places(low), _NOT_POSITIVE)
    return RuledColumn(values, refusals, unlabelled, placeholders)


def limit_past(arrived_at: datetime, dates: BusinessDates) -> Mapping[str, Any]:
    """{type: latest value} of a column that tells of the past. A date is the shop's."""
    latest = pa.array([naive_utc(arrived_at + FUTURE).as_py()], pa.timestamp("us"))
    return {"timestamp": latest[0], "date": dates.of(latest)[0]}


def check_rows(
    table: RecordTable, arrays: Mapping[str, Any], latest: Mapping[str, Any]
) -> Iterator[tuple[int, str, BadCell]]:
    """(row, column, fault) of what is no record. A deleted one needs its key only."""
    for column in table.columns:
        if column.required:
            lacks = pc.is_null(arrays[column.name])
            if column.name not in table.key:
                lacks = pc.and_(lacks, pc.invert(arrays[IS_DELETED]))
            is_plain = column.id in {None, IdKind.LINE}
            yield from _tell(lacks, column.name, _MISSING if is_plain else _MISSING_ID)
    for column in (*table.columns, CHANGED):
        if column.past:
            yield from _tell(pc.greater(arrays[column.name], latest[column.type]), column.name, _AHEAD)
    if table.differ:
        first, second = table.differ
        fault = BadCell(Reason.NOT_ALLOWED, f"is the same as {first}: they must differ")
        yield from _tell(pc.equal(arrays[first], arrays[second]), second, fault)


def _find_words(column: RecordColumn, texts: Any) -> "tuple[pa.Array[Any], list[int]]":
    """The words that the texts stand for, each distinct one looked up once, and places of those without."""
    packed = texts.dictionary_encode()
    words = pa.array([column.find_word(text) for text in packed.dictionary.to_pylist()], pa.string())
    found: Any = words.take(packed.indices)
    return found, _find_places(pc.and_(pc.is_null(found), pc.is_valid(texts)))


def _read_ids(kind: IdKind, texts: Any, ids: IdRules) -> "pa.Array[Any]":
    """In their one form, each distinct one read once; null where one means nobody."""
    packed = texts.dictionary_encode()
    sent: list[str] = packed.dictionary.to_pylist()
    of_person, of_order = kind is IdKind.PERSON, kind is IdKind.ORDER
    if ids.are_plain(sent, of_person=of_person, of_order=of_order):
        plain: pa.Array[Any] = texts
        return plain
    read = ids.form_of if kind is IdKind.LINE else ids.read
    forms = [read(text, of_person=of_person, of_order=of_order) or None for text in sent]
    found: pa.Array[Any] = pa.array(forms, pa.string()).take(packed.indices)
    return found


def _say_unknown(column: RecordColumn) -> BadCell:
    if column.label is None:
        detail = f"holds none of {', '.join(column.values)}: tell in a map which it is"
    else:
        detail = f"names no {_LABELS[column.label]} or tell in a map what it means"
    return BadCell(Reason.NOT_ALLOWED, detail)


def _tell(is_bad: Any, column: str, fault: BadCell) -> Iterator[tuple[int, str, BadCell]]:
    return ((place, column, fault) for place in _find_places(is_bad))


def _find_places(is_bad: Any) -> list[int]:
    """Where it is true; null is not."""
    places: list[int] = _compute.indices_nonzero(_compute.fill_null(is_bad, False)).to_pylist()
    return places
