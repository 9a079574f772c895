"""Where others' rows name a customer: in the JSON of any table that Tally writes, by its columns' names.

An id in a column of its own (user_id, device_id) is the row's own, and so is the same id in that row's JSON:
whoever came later to a customer's device keeps it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.people.mentions import ERASED, blank_ids, words_of
from tally.domain.people.person import Person

_JSON = ("properties", "value", "raw")
_OWN = ("user_id", "device_id", "distinct_id", "profile_id")
_OPERATION, _ADD = "operation", "$add"
_STRINGS = (pa.string(), pa.large_string())  # large in rows that are read by the table's Iceberg schema

_Texts = dict[str, dict[int, str]]
"""{column: {place of a row: its new text}}."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """`ids` are the values to find; `pattern` (RE2) matches every text worth a look; empty, there is none."""

    ids: frozenset[str]
    pattern: str

    @classmethod
    def of(cls, person: Person) -> Self:
        """Those of a person."""
        return cls(person.mentioned_as, "|".join(map(re.escape, sorted(words_of(person.names)))))

    def count(self, file: pq.ParquetFile, is_theirs: Callable[[pa.Table], Any]) -> int:
        """How many rows of a file name the customer and are not the customer's; a row group at a time."""
        wanted = _find_text_columns(file.schema_arrow)
        if not wanted or not self.pattern:
            return 0
        told_by = [name for name in (*_OWN, _OPERATION) if name in file.schema_arrow.names]
        found = 0
        for group in range(file.num_row_groups):
            places = _collect_places(self._blank_texts(file.read_row_group(group, [*wanted, *told_by])))
            if places:
                theirs = is_theirs(file.read_row_group(group)).to_pylist()
                found += sum(not theirs[place] for place in places)
        return found

    def blank(self, rows: pa.Table) -> tuple[pa.Table, int]:
        """The rows with ERASED for each such value, and in how many one was; all else as it was."""
        texts = self._blank_texts(rows)
        for name, new in texts.items():
            place, old = rows.column_names.index(name), rows[name].combine_chunks()
            values = pa.array([new.get(row) for row in range(len(rows))], old.type)
            rows = rows.set_column(place, rows.schema.field(place), pc.coalesce(values, old))
        return rows, len(_collect_places(texts))

    def _blank_texts(self, rows: pa.Table) -> _Texts:
        found: _Texts = {}
        for name in _find_text_columns(rows.schema) if self.pattern else ():
            # One array: given a column of no chunks at all, Arrow 25's indices_nonzero ends the process.
            texts: Any = rows[name].combine_chunks()
            worth_a_look: Any = pc.indices_nonzero(pc.match_substring_regex(texts, self.pattern))
            for place in worth_a_look.to_pylist():
                old, new = texts[place].as_py(), self._blank_text(rows, name, place)
                if new != old:
                    found.setdefault(name, {})[place] = new
        return found

    def _blank_text(self, rows: pa.Table, name: str, place: int) -> str:
        row = {told: rows[told][place].as_py() for told in (*_OWN, _OPERATION) if told in rows.column_names}
        text: str = rows[name][place].as_py()
        if row.get(_OPERATION) == _ADD:  # an amount
            return text
        ids = self.ids - _read_own_ids(row)
        if name in _JSON:
            return blank_ids(text, ids)
        return ERASED if text in ids else text


def _find_text_columns(schema: pa.Schema) -> list[str]:
    """Columns that may name anybody. Profiles have what is in their JSON in columns of their own as well."""
    strings = [field.name for field in schema if field.type in _STRINGS]
    is_profile = "properties" in strings and "event_name" not in strings
    return [name for name in strings if name in _JSON or (is_profile and not _is_key(name))]


def _is_key(column: str) -> bool:
    return column == "kind" or column.endswith(("_id", "_key"))


def _read_own_ids(row: dict[str, str | None]) -> frozenset[str]:
    """The ids that a row is stored under; a device's with and without its prefix."""
    ids = [one.removeprefix(DEVICE_PREFIX) for name in _OWN if (one := row.get(name))]
    return frozenset((*ids, *(DEVICE_PREFIX + one for one in ids)))


def _collect_places(texts: _Texts) -> set[int]:
    return {place for new in texts.values() for place in new}
