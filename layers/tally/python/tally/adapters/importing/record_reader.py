"""Rows of a file as versions of records: typed, treated, hashed; what is none is refused with its line."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.file_rows import BadRow, Row
from tally.adapters.importing.record_columns import read_column, treat_text
from tally.adapters.importing.record_map import RecordMap, find_sources, has_column
from tally.adapters.importing.record_rules import CHANGED, DELETED, apply_rules, check_rows, limit_past
from tally.adapters.importing.sources import Source, UnreadableError
from tally.adapters.importing.version_rows import make_versions
from tally.domain.collecting.rejection import Reason
from tally.domain.errors import Misconfigured
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.plan.personal_data import Treatment
from tally.domain.records.record_cells import BadCell, is_empty, plain_text
from tally.domain.records.record_table import CHANGED_AT, IS_DELETED, RecordTable

ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is no version: line and column of the file, why, and its text where it may be stored."""

    line: int
    column: str | None
    reason: Reason
    detail: str
    raw: str | None


@dataclass(frozen=True, slots=True)
class ReadVersions:
    """Some rows of a file: versions with all stored columns but batch_id, and what is none."""

    versions: pa.Table
    refused: Sequence[RefusedRow]

    @property
    def rows(self) -> int:
        """How many rows of the file these are."""
        return len(self.versions) + len(self.refused)


@dataclass(slots=True)
class RecordReader:
    """Reads one file. `arrived_at` is the moment of its import (UTC), `source` its name, `dates` the shop's.

    `deleted` says that every row is a record that is gone. `unknown` fills with headers that became nothing,
    `unlabelled` with rows by column whose text is null now, for it names no country, currency or platform,
    and `placeholders` with those whose id is null now, for by `ids`, the plan's rules, it means nobody.
    """

    table: RecordTable
    mapped: RecordMap
    source: str
    arrived_at: datetime
    dates: BusinessDates
    salt: bytes = b""
    deleted: bool = False
    ids: IdRules = ID_RULES
    unknown: dict[str, None] = field(default_factory=dict)
    unlabelled: Counter[str] = field(default_factory=Counter)
    placeholders: Counter[str] = field(default_factory=Counter)
    told_by: str | None = None
    is_checked: bool = False

    def read(self, rows: Iterable[Row | BadRow]) -> Iterator[ReadVersions]:
        """All rows, some thousands at a time. Misconfigured when the file lacks a column of the key."""
        remaining = iter(rows)
        while some := list(islice(remaining, ROWS_AT_ONCE)):
            good = [row for row in some if isinstance(row, Row)]
            bad = [_refuse_line(row) for row in some if isinstance(row, BadRow)]
            yield self._read_some(good, bad)

    def _read_some(self, rows: Sequence[Row], bad: Sequence[RefusedRow]) -> ReadVersions:
        sources = self._choose_sources(rows)
        faults: dict[int, tuple[str, BadCell]] = {}
        arrays: dict[str, Any] = {}
        for column in (*self.table.columns, CHANGED, DELETED):
            cells = _fetch_cells(sources.get(column.name), rows, column.name, faults)
            cells = _translate(cells, self.mapped.values.get(column.name))
            read, refused = read_column(column, cells, self.mapped.zone, self.mapped.form.numbers)
            ruled = apply_rules(column, read, self.ids)
            arrays[column.name] = ruled.values
            self.unlabelled.update({column.name: ruled.unlabelled})
            self.placeholders.update({column.name: ruled.placeholders})
            for place, fault in (*refused.items(), *ruled.refusals.items()):
                faults.setdefault(place, (column.name, fault))
        deleted = pc.fill_null(arrays[IS_DELETED], False)
        arrays[IS_DELETED] = pc.or_(deleted, pa.scalar(self.deleted))
        for place, target, fault in check_rows(self.table, arrays, limit_past(self.arrived_at, self.dates)):
            faults.setdefault(place, (target, fault))
        good = pa.array([place for place in range(len(rows)) if place not in faults], pa.int64())
        refused_rows = [self._refuse_row(rows[place], sources, *fault) for place, fault in faults.items()]
        lines = pa.array([row.line for row in rows], pa.int64())
        kept = {name: array.take(good) for name, array in arrays.items()}
        versions = make_versions(
            self.table,
            kept,
            lines.take(good),
            arrived_at=self.arrived_at,
            source=self.source,
            dates=self.dates,
            salt=self.salt,
        )
        return ReadVersions(versions, [*bad, *refused_rows])

    def _choose_sources(self, rows: Sequence[Row]) -> Mapping[str, Source]:
        headers = dict.fromkeys(name for row in rows for name in row.values)
        sources = self.mapped.sources or find_sources(self.table, headers)
        if rows and not self.is_checked:
            self._check_sources(sources, headers, rows)
            self.is_checked = True
        read = {column for source in sources.values() for column in source.columns}
        self.unknown |= dict.fromkeys(header for header in headers if header not in read)
        if self.told_by is None and CHANGED_AT in sources:
            self.told_by = next(iter(sources[CHANGED_AT].columns), CHANGED_AT)
        return sources

    def _check_sources(
        self, sources: Mapping[str, Source], headers: Iterable[str], rows: Sequence[Row]
    ) -> None:
        """A column that every row needs must be told; one that the map reads must be in some row."""
        there = ", ".join(headers)
        for column in self.table.columns:
            is_needed = column.required and (column.name in self.table.key or not self.deleted)
            if is_needed and column.name not in sources:
                raise Misconfigured(
                    f"{self.source} has no column {column.name}, which {self.table.name} needs; it has "
                    f"{there}. Name it in a map: see docs/guides/records.md"
                )
        for target, source in sources.items():
            if not any(has_column(row.values, source) for row in rows):
                raise Misconfigured(
                    f"the map reads {', '.join(source.columns)} for {target}, which {self.source} lacks; "
                    f"it has {there}"
                )

    def _refuse_row(self, row: Row, sources: Mapping[str, Source], target: str, fault: BadCell) -> RefusedRow:
        source = sources.get(target)
        column = next(iter(source.columns), target) if source else target
        return RefusedRow(row.line, column, fault.reason, str(fault), self._treat_row(row, sources))

    def _treat_row(self, row: Row, sources: Mapping[str, Source]) -> str:
        """The row as JSON, as far as it may be stored: what becomes no column is left out."""
        treatments = {column.name: column.personal for column in self.table.columns}
        kept: dict[str, str | None] = {}
        treated: dict[str, str | None] = {}
        for target, source in sources.items():
            treatment = treatments.get(target, Treatment.KEEP)
            for name in source.columns:
                cell = row.values.get(name)
                text = None if is_empty(cell) else _replace_halves(plain_text(cell))
                place = kept if treatment is Treatment.KEEP else treated
                place[name] = None if text is None else treat_text(treatment, text, self.salt)
        return json.dumps({**kept, **treated}, ensure_ascii=False)


def _fetch_cells(
    source: Source | None, rows: Sequence[Row], target: str, faults: dict[int, tuple[str, BadCell]]
) -> list[Any]:
    if source is None:
        return [None] * len(rows)
    if source.column is not None and source.type == "text":
        name = source.column
        if "." not in name:
            return [row.values.get(name) for row in rows]
    cells: list[Any] = []
    for place, row in enumerate(rows):
        try:
            cells.append(source.value(row.values))
        except UnreadableError:
            cells.append(None)
            detail = f"holds no {source.type}{f' as {source.format}' if source.format else ''}"
            faults.setdefault(place, (target, BadCell(Reason.WRONG_TYPE, detail)))
    return cells


def _translate(cells: list[Any], words: Mapping[str, str] | None) -> list[Any]:
    """Cells with the map's meaning for their values; others stay."""
    if not words:
        return cells
    return [cell if is_empty(cell) else words.get(plain_text(cell), cell) for cell in cells]


def _refuse_line(row: BadRow) -> RefusedRow:
    """A line that could not be cut into columns is stored nowhere: no treatment knows what is in it.

    What comes after the first clause of its sentence may quote it.
    """
    detail = re.split("[:.,]", row.detail)[0]
    if "UTF-8" in detail:
        detail += ": say encoding under [file] of a map, or save it as UTF-8"
    return RefusedRow(row.line, row.column, Reason.NOT_A_ROW, detail, None)


def _replace_halves(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
