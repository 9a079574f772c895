"""Which rows of a Parquet file are a customer's: one rule for every table that Tally writes.

A column's name says what it means in all of them. Which are keys of a person, the tables declare
(person_columns.py); id_hash is the key of an event. Keys are 64 bits of a hash, and as
everywhere in the models equal keys are the same person. Row groups whose statistics exclude every key are
passed over. A table without keys may name a person or an event by id all the same, as plan_violations does
with sample_event_id. And a row of nobody known may name anybody in its text: what could not be read, and
Mixpanel's $merge of two ids.
"""

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tally.adapters.erasing.mentions import Mentions
from tally.adapters.erasing.names_in_text import Names
from tally.adapters.erasing.person_columns import person_columns
from tally.adapters.wire.id_key import key_of
from tally.domain.events.columns import SENT_KEY
from tally.domain.people.erasure import Found
from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.people.person import Traces

_PROFILE = "profile_key"
_EVENTS = ("id_hash",)
_WITNESS = {"device_key", "id_hash"}
_IDS = {
    **dict.fromkeys(("user_id", "distinct_id", "profile_id", "first_id", "second_id", "event_id"), ""),
    "device_id": DEVICE_PREFIX,
}
"""Endings of the names of id columns, and what stands before the id in the text that its key is made of."""

_TOLD = ("property", "value")
"""Texts of the catalogue of events, which tells no persons: one of them may be somebody's id all the same."""

_KIND = "kind"
_RAW, _MERGED, _NAME = "raw", "properties", "event_name"
_MERGE = "$merge"


@dataclass(frozen=True, slots=True)
class CustomerRows:
    """The rule for one customer: `persons` and `events` are sorted keys, `told` are ids as values have them.

    Others' rows that mention them stay; when `blanking`, without the mention.
    """

    persons: "pa.Array[Any]"
    events: "pa.Array[Any]"
    names: Names
    told: "pa.Array[Any]"
    mentions: Mentions
    blanking: bool

    @classmethod
    def of(cls, traces: Traces) -> "CustomerRows":
        """The rule for these traces."""
        return cls(
            pa.array(sorted(traces.person_keys), pa.int64()),
            pa.array(sorted(traces.event_keys), pa.int64()),
            Names(traces.person.names),
            pa.array(sorted(traces.person.mentioned_as), pa.string()),
            Mentions.of(traces.person),
            traces.with_mentions,
        )

    def look(self, file: pq.ParquetFile) -> Found:
        """What one file holds."""
        rows = self.count_rows(file)
        return Found(rows, int(rows > 0), self.count_mentions(file))

    def count_mentions(self, file: pq.ParquetFile) -> int:
        """How many rows of others in a file name the customer."""
        return self.mentions.count(file, self.mask)

    def count_rows(self, file: pq.ParquetFile) -> int:
        """How many rows of the file are the customer's; reads no more columns than tell."""
        names = file.schema_arrow.names
        keys = self._find_key_columns(names)
        texts = [*keys, *(name for name in (_KIND, _RAW, _MERGED, _NAME) if name in names)]
        found = 0
        for group in range(file.num_row_groups if keys else 0):
            statistics = _read_statistics(file, group)
            if SENT_KEY in keys and _may_be_null(statistics[SENT_KEY]):
                found += _count_true(self.mask(file.read_row_group(group, texts)))
            elif self._may_hold(statistics, keys):
                kinds = [name for name in (_KIND,) if name in names]
                found += _count_true(self.mask(file.read_row_group(group, [*keys, *kinds])))
        return found

    def wants(self, found: Found) -> bool:
        """Whether a file that holds this is to be written anew."""
        return found.rows > 0 or (self.blanking and found.mentions > 0)

    def keep_others(self, rows: pa.Table) -> tuple[pa.Table, int]:
        """The rows that stay, as they stay, and in how many of them a mention was blanked."""
        others = rows.filter(pc.invert(self.mask(rows)))
        return self.mentions.blank(others) if self.blanking else (others, 0)

    def pick_theirs(self, rows: pa.Table) -> pa.Table:
        """The rows that are the customer's."""
        return rows.filter(self.mask(rows))

    def mask(self, rows: pa.Table) -> Any:
        """True for each row that is the customer's, as an Arrow column."""
        found: Any = pa.chunked_array([pa.repeat(pa.scalar(value=False), len(rows))])
        for name in self._find_key_columns(rows.column_names):
            if name in _TOLD:
                found = pc.or_(found, pc.is_in(rows[name], value_set=self.told))
                continue
            has_key = pc.is_in(_to_keys(name, rows[name]), value_set=self._choose_keys(name))
            found = pc.or_(found, has_key if name != _PROFILE else pc.and_(has_key, _is_person(rows)))
        if SENT_KEY not in rows.column_names or not rows[SENT_KEY].null_count:
            return found
        return pc.or_(found, pa.array(map(self._is_named, _read_texts_of_nobody(rows)), pa.bool_()))

    def _is_named(self, text: str | None) -> bool:
        return text is not None and self.names.occur_in(text.encode())

    def _find_key_columns(self, names: Sequence[str]) -> list[str]:
        """The event's key tells only where no person's does: two persons' events may have the same id.

        The witness knows the device at most, so that both tell there.
        """
        if set(names) >= _WITNESS:
            return sorted(_WITNESS)
        persons = [name for name in names if name in person_columns()]
        told = _TOLD if "property" in names else ()
        told_by = (persons, _EVENTS, [name for name in names if _find_ending(name)], told)
        return next((found for some in told_by if (found := [name for name in some if name in names])), [])

    def _choose_keys(self, column: str) -> "pa.Array[Any]":
        return self.events if column in _EVENTS or _find_ending(column) == "event_id" else self.persons

    def _may_hold(self, statistics: Mapping[str, Any], keys: Sequence[str]) -> bool:
        return any(
            name in _TOLD
            or _find_ending(name)
            or _overlaps(statistics[name], self._choose_keys(name).to_pylist())
            for name in keys
        )


def _read_statistics(file: pq.ParquetFile, group: int) -> Mapping[str, Any]:
    """{column: its statistics in a row group, None when it has none}."""
    facts = file.metadata.row_group(group)
    columns = [facts.column(place) for place in range(facts.num_columns)]
    return {column.path_in_schema: column.statistics for column in columns}


def _may_be_null(statistics: Any) -> bool:
    return statistics is None or not statistics.has_null_count or statistics.null_count > 0


def _find_ending(column: str) -> str | None:
    """Which kind of id a column is named after, such as sample_event_id."""
    return next((ending for ending in _IDS if column == ending or column.endswith(f"_{ending}")), None)


def _to_keys(column: str, values: Any) -> Any:
    """The keys of a column, which has them or has ids as text."""
    ending = _find_ending(column)
    if ending is None:
        return values
    before, ids = _IDS[ending], values.to_pylist()
    return pa.array([None if one is None else key_of(before + one) for one in ids], pa.int64())


def _overlaps(statistics: Any, keys: list[Any]) -> bool:
    """Whether a sorted key lies between a row group's least and greatest."""
    if statistics is None or not statistics.has_min_max:
        return True
    place = bisect.bisect_left(keys, statistics.min)
    return place < len(keys) and keys[place] <= statistics.max


def _read_texts_of_nobody(rows: pa.Table) -> Iterator[str | None]:
    """The text that may name somebody, of each row of nobody known; None for all others. They are few."""
    names = {_RAW, _MERGED, _NAME} & set(rows.column_names)
    columns = {name: rows[name].to_pylist() for name in names}
    for place, person in enumerate(rows[SENT_KEY].to_pylist()):
        row = {name: values[place] for name, values in columns.items()}
        text = row.get(_RAW) or (row.get(_MERGED) if row.get(_NAME) == _MERGE else None)
        yield text if person is None else None


def _is_person(rows: pa.Table) -> Any:
    """A group may have a person's id for its own."""
    return pc.equal(rows[_KIND], pa.scalar("person")) if _KIND in rows.column_names else pa.scalar(value=True)


def _count_true(mask: Any) -> int:
    return pc.sum(mask).as_py() or 0
