"""A file's cells as typed columns: a whole column by Arrow where it is plain, cell by cell where one is odd.

An amount takes 0.2 microseconds this way, 3.6 by itself.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.arrow_schema import arrow_type
from tally.adapters.importing.numbers import NumberFormat
from tally.domain.collecting.rejection import Reason
from tally.domain.plan.personal_data import Treatment, hash_text, truncate_text
from tally.domain.records.record_cells import BadCell, cell_reader, is_empty
from tally.domain.records.record_column import RecordColumn

Refusals = Mapping[int, BadCell]
"""Place in the column -> why its cell was not taken."""

_DAY = r"(19|[2-9]\d)\d\d-\d\d-\d\d"
_PLAIN = {
    "bigint": r"^-?\d{1,18}$",
    "date": rf"^{_DAY}$",
    "timestamp": rf"^{_DAY}[T ]\d\d:\d\d:\d\d(\.\d{{1,6}})?(Z|\+00:00)$",
}
_AMBIGUOUS = r"^-?[1-9]\d{0,2}\.\d{3}$"
_UTC = pa.timestamp("us", "UTC")

AS_WRITTEN = NumberFormat()
"""A map that tells nothing: what could be read in two ways is refused."""


def read_column(
    column: RecordColumn, cells: Sequence[Any], zone: tzinfo, numbers: NumberFormat = AS_WRITTEN
) -> "tuple[pa.Array[Any], Refusals]":
    """Typed values, null where a cell is empty or refused. `numbers`: how people wrote those in text."""
    plain = None if numbers.decimal == "," else _read_plain(column.type, cells, numbers)
    return (plain, {}) if plain is not None else _read_one_by_one(column, cells, zone, numbers)


def treat_column(column: RecordColumn, values: "pa.Array[Any]", salt: bytes) -> "pa.Array[Any]":
    """Texts after the column's treatment, each distinct one treated once."""
    if column.personal is Treatment.KEEP:
        return values
    packed: Any = values.dictionary_encode()
    treated = [treat_text(column.personal, text, salt) for text in packed.dictionary.to_pylist()]
    return pa.array(treated, pa.string()).take(packed.indices)


def treat_text(treatment: Treatment, text: str, salt: bytes) -> str | None:
    """One text; None where it is dropped."""
    if treatment is Treatment.HASH:
        return hash_text(text, salt)
    if treatment is Treatment.TRUNCATE:
        return truncate_text(text)
    return text if treatment is Treatment.KEEP else None


def _read_plain(kind: str, cells: Sequence[Any], numbers: NumberFormat) -> "pa.Array[Any] | None":
    """The column when each cell is text in the plainest way to write its type; None when one is not."""
    try:
        texts: Any = pc.utf8_trim_whitespace(pa.array(cells, pa.string()))
    except (pa.ArrowException, UnicodeEncodeError):
        return None
    found: pa.Array[Any] = pc.if_else(pc.equal(texts, pa.scalar("")), pa.scalar(None, pa.string()), texts)
    if kind == "string":
        return found
    pattern = _find_pattern(kind)
    if _is_number(kind) and numbers.decimal is None and _has_ambiguous(found):
        return None
    if pattern is None or pc.all(pc.match_substring_regex(found, pattern)).as_py() is False:
        return None
    try:
        moments = found.cast(_UTC) if kind == "timestamp" else found
        return moments.cast(arrow_type(kind))
    except pa.ArrowInvalid:  # 2026-02-30
        return None


def _find_pattern(kind: str) -> str | None:
    if kind.startswith("decimal("):
        precision, scale = map(int, re.findall(r"\d+", kind))
        return rf"^-?\d{{1,{precision - scale}}}(\.\d{{1,{scale}}})?$"
    return _PLAIN.get(kind)


def _is_number(kind: str) -> bool:
    return kind == "bigint" or kind.startswith("decimal(")


def _has_ambiguous(texts: Any) -> bool:
    return pc.any(pc.match_substring_regex(texts, _AMBIGUOUS)).as_py() is True


def _read_number(text: str, numbers: NumberFormat) -> Decimal:
    """The number in a text; the sentence of a bad one quotes nothing."""
    try:
        return numbers.read(text)
    except ValueError as error:
        told = str(error)
    if "could mean" in told:
        detail = 'could mean two numbers: say decimal = "." or "," under [file] of a map'
    else:
        detail = "holds no number: write 1200.50, or say decimal and thousands under [file] of a map"
    raise BadCell(Reason.WRONG_TYPE, detail)


def _read_one_by_one(
    column: RecordColumn, cells: Sequence[Any], zone: tzinfo, numbers: NumberFormat
) -> "tuple[pa.Array[Any], Refusals]":
    read = cell_reader(column.type, zone)
    is_number = _is_number(column.type)
    values: list[Any] = []
    refusals: dict[int, BadCell] = {}
    for place, cell in enumerate(cells):
        value = None
        try:
            if is_empty(cell):
                value = None
            elif is_number and isinstance(cell, str):
                value = read(_read_number(cell, numbers))
            else:
                value = read(cell)
        except BadCell as bad:
            value, refusals[place] = None, bad
        values.append(value)
    return pa.array(values, arrow_type(column.type)), refusals
