"""A table of records, as its file `records/<table>.toml` tells it.

    description, grain, owner   sentences: what it holds, what a row is, who in the shop answers for it
    key                         columns whose values make a row one record
    date                        the column that says which day a record belongs to; may be left out
    differ                      two columns whose values cannot be equal
    persons                     columns with a person's id, in the form of events; `tally forget` reads this
    changed_at, is_deleted      other names that a file may have for these two, beside their own
    [columns]                   name = { type, comment } and, where wanted:
        also = [...]            other names of the column in files
        personal = "..."        hash, drop or truncate (domain/plan/personal_data.py); keep is the default
        required = true         a row without it is no row; key columns are required unless optional = true
        values = [...]          what it may hold
        past = true             a date that tells what happened: more than a day ahead it cannot be
        unsigned = true         its sign does not count: -12.50 is 12.50
        positive = true         a number that must be more than 0
        label = "..."           country, currency or platform: one label for each (domain/events/labels.py)
        unknown_is_null = true  a text that is no label is null and told; else the row is refused
        id = "..."              order, thing or line: an id in its one form, as in events. One that means
                                nobody is null and told; where every row needs it, the row is refused

`parse_record_table` reads it, or stops with a sentence that names the file and the key.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from tally.domain.errors import Misconfigured
from tally.domain.events.columns import RECORD_VERSION_COLUMNS, SENT_KEY, Column
from tally.domain.plan.personal_data import Treatment
from tally.domain.records.record_column import (
    DATED,
    NAME,
    RecordColumn,
    parse_record_column,
    read_names,
    refuse_unknown,
)

CHANGED_AT, IS_DELETED = "changed_at", "is_deleted"
_SENTENCES = ("description", "grain", "owner")
_KEYS = (*_SENTENCES, "key", "date", "differ", "persons", CHANGED_AT, IS_DELETED, "columns")


@dataclass(frozen=True, slots=True)
class RecordTable:
    """One table. `date` is None where its records belong to no day."""

    name: str
    description: str
    grain: str
    owner: str
    key: tuple[str, ...]
    columns: tuple[RecordColumn, ...]
    date: str | None = None
    differ: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    changed_at: tuple[str, ...] = ()
    is_deleted: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[RecordColumn, ...]:
        """The columns that are stored: a dropped one never is."""
        return tuple(column for column in self.columns if column.personal is not Treatment.DROP)

    @property
    def person_keys(self) -> Mapping[str, str]:
        """{column with a person's id: column with its key}. That of the first is named as in events."""
        first = self.persons[:1]
        return {name: SENT_KEY if name in first else f"{name}_{SENT_KEY}" for name in self.persons}

    @property
    def version_columns(self) -> tuple[Column, ...]:
        """All columns of a stored version, in their order."""
        own = tuple(Column(column.name, column.type, column.comment) for column in self.kept)
        keys = tuple(
            Column(key, "bigint", f"xxHash64 of {name}, as {SENT_KEY} of the events")
            for name, key in self.person_keys.items()
        )
        return (*own, *keys, *RECORD_VERSION_COLUMNS)

    @property
    def has_hashed(self) -> bool:
        """Whether the shop's salt is needed."""
        return any(column.personal is Treatment.HASH for column in self.columns)


def parse_record_table(name: str, text: str) -> RecordTable:
    """The table in a file's text; Misconfigured says which key of which file to change."""
    file = f"{name}.toml"
    if not NAME.fullmatch(name):
        raise Misconfigured(f"{file}: a table is named with a-z, 0-9 and _, beginning with a letter")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{file} is no TOML: {error}") from error
    refuse_unknown(file, told, _KEYS)
    for sentence in _SENTENCES:
        if not isinstance(told.get(sentence), str) or not told[sentence].strip():
            raise Misconfigured(f"{file}: {sentence} is missing: write a sentence")
    if not isinstance(told.get("date", ""), str):
        raise Misconfigured(f"{file}: date is the name of a column")
    key, persons = (read_names(file, name, told.get(name, [])) for name in ("key", "persons"))
    table = RecordTable(
        name=name,
        **{sentence: told[sentence] for sentence in _SENTENCES},
        key=key,
        columns=_read_columns(file, told.get("columns"), key, persons),
        date=told.get("date"),
        differ=read_names(file, "differ", told.get("differ", [])),
        persons=persons,
        changed_at=read_names(file, CHANGED_AT, told.get(CHANGED_AT, [])),
        is_deleted=read_names(file, IS_DELETED, told.get(IS_DELETED, [])),
    )
    _check_table(file, table)
    return table


def _read_columns(
    file: str, told: object, key: tuple[str, ...], persons: tuple[str, ...]
) -> tuple[RecordColumn, ...]:
    if not isinstance(told, dict) or not told:
        raise Misconfigured(f"{file}: [columns] is missing: name each column with its type and a comment")
    return tuple(parse_record_column(file, name, facts, key, persons) for name, facts in told.items())


def _check_table(file: str, table: RecordTable) -> None:
    columns = {column.name: column for column in table.columns}
    if not table.key:
        raise Misconfigured(f"{file}: key is missing: name the columns that make a row one record")
    for place, names in (
        ("key", table.key),
        ("differ", table.differ),
        ("persons", table.persons),
        ("date", () if table.date is None else (table.date,)),
    ):
        for name in names:
            if name not in columns:
                raise Misconfigured(f"{file}: {place} names {name}, which is no column: add it to [columns]")
            if columns[name].personal is not Treatment.KEEP:
                raise Misconfigured(
                    f"{file}: columns.{name}.personal must be keep: {place} names it, and it is found by its "
                    "value. Let the file hold an id that says nothing of the person instead"
                )
    if table.date is not None and columns[table.date].type not in DATED:
        raise Misconfigured(f"{file}: date names {table.date}: its type must be date or timestamp")
    if table.differ and (len(table.differ) != 2 or len({columns[name].type for name in table.differ}) != 1):
        raise Misconfigured(f"{file}: differ names two columns of one type")
    _check_file_names(file, table)


def _check_file_names(file: str, table: RecordTable) -> None:
    """No header of a file may lead to two columns."""
    found: dict[str, str] = {}
    own = ((CHANGED_AT, table.changed_at), (IS_DELETED, table.is_deleted))
    for name, also in (*((column.name, column.also) for column in table.columns), *own):
        for header in (name, *also):
            if found.setdefault(header, name) != name:
                raise Misconfigured(f"{file}: {header} is a name of {found[header]} and of {name}: keep one")
