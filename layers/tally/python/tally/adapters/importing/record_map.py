"""Which columns of a file become which of a table of records: by their names, or as a map tells.

A map is a TOML file, written as for events (docs/guides/records.md):

    table = "orders"               where it is kept in the settings: which table it is of
    [file] timezone, encoding ...  how the file is written; times without a zone are of this one
    [columns] target = source      a column's name, or a table as in docs/guides/maps/README.md
    [values.target] "Paid" = ...   what a value of the file means
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tally.adapters.importing.file_format import FileFormat, read_format
from tally.adapters.importing.map_file import parse_map, read_map_text
from tally.adapters.importing.sources import Source, UnreadableError, lookup, read_source
from tally.domain.errors import Misconfigured
from tally.domain.records.record_table import CHANGED_AT, IS_DELETED, RecordTable

_SECTIONS, _ZONE = ("file", "columns", "values"), "timezone"
_TABLE = "table"
_UTC = "UTC"


@dataclass(frozen=True, slots=True)
class RecordMap:
    """`sources` by target; where there are none, a file's columns are known by their names."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    form: FileFormat = field(default_factory=FileFormat)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(_UTC))


def read_record_map(file: Path, table: RecordTable) -> RecordMap:
    """The map in a TOML file; Misconfigured says what to change in it."""
    return parse_record_map(read_map_text(file), file.name, table)


def parse_record_map(text: str, name: str, table: RecordTable) -> RecordMap:
    """The map in a text; Misconfigured begins with its name."""
    return parse_map(text, name, partial(_read_map, table=table))


def targets_of(table: RecordTable) -> Mapping[str, Sequence[str]]:
    """{target: the names that a file may have for it}, its own first."""
    columns = {column.name: (column.name, *column.also) for column in table.columns}
    own = {CHANGED_AT: (CHANGED_AT, *table.changed_at), IS_DELETED: (IS_DELETED, *table.is_deleted)}
    return {**columns, **own}


def find_sources(table: RecordTable, headers: Iterable[str]) -> Mapping[str, Source]:
    """The sources of a file without a map: case, spaces and - of a header do not count."""
    plain: dict[str, str] = {}
    for header in headers:
        plain.setdefault(plain_header(header), header)
    found = {
        target: next((plain[name] for name in names if name in plain), None)
        for target, names in targets_of(table).items()
    }
    return {target: Source(column=header) for target, header in found.items() if header is not None}


def plain_header(header: str) -> str:
    """A header as names are compared."""
    return header.strip().casefold().replace(" ", "_").replace("-", "_")


def has_column(values: Mapping[str, Any], source: Source) -> bool:
    """Whether a row has all columns that this source reads; what lies in a list is a fault of the row."""
    try:
        return all(name in values or lookup(values, name) is not None for name in source.columns)
    except UnreadableError:
        return True


def _read_map(told: Mapping[str, Any], table: RecordTable) -> RecordMap:
    if told.get(_TABLE, table.name) != table.name:
        raise Misconfigured(f"this is a map of {told[_TABLE]}, and not of {table.name}")
    _refuse_unknown("", told, (*_SECTIONS, _TABLE))
    sections = [told.get(section, {}) for section in _SECTIONS]
    if not all(isinstance(section, dict) for section in sections):
        raise Misconfigured("[file], [columns] and [values.column] are tables")
    file, columns, values = sections
    form = read_format({key: value for key, value in file.items() if key != _ZONE})
    targets = tuple(targets_of(table))
    _refuse_unknown("[columns] ", columns, targets)
    _refuse_unknown("[values] ", values, targets)
    if missing := [name for name in table.key if name not in columns and columns]:
        raise Misconfigured(f"[columns] lacks {missing[0]}, a part of the key of {table.name}")
    return RecordMap(
        sources={
            target: read_source(f"[columns] {target}", source, form.numbers)
            for target, source in columns.items()
        },
        values={target: _read_values(target, words) for target, words in values.items()},
        form=form,
        zone=_read_zone(file.get(_ZONE, _UTC)),
    )


def _read_values(target: str, words: Any) -> Mapping[str, str]:
    if not isinstance(words, dict) or not all(isinstance(meaning, str) for meaning in words.values()):
        raise Misconfigured(f'[values.{target}] holds lines such as "Paid" = "completed"')
    return words


def _read_zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(f"[file] timezone {name!r} is none: write one such as Europe/Rome") from None


def _refuse_unknown(place: str, told: Mapping[str, Any], known: Sequence[str]) -> None:
    if unknown := sorted(set(told) - set(known)):
        raise Misconfigured(f"{place}{unknown[0]} is unknown; there are {', '.join(known)}")
