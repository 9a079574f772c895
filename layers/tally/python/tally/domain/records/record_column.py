"""A column of a table of records, as its line under [columns] tells it: see record_table.py for the keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.events.columns import RECORD_VERSION_COLUMNS
from tally.domain.events.labels import LABEL_OF
from tally.domain.plan.personal_data import Treatment

TYPES = (
    "string",
    "boolean",
    "bigint",
    "date",
    "timestamp",
    "decimal(13,4)",
    "decimal(20,6)",
    "decimal(20,10)",
)
"""Athena's words; amounts are decimal(20,6), rates decimal(20,10). Quantities are decimal(13,4), nine
digits before the point as in events: no sum of price x quantity leaves the 38 digits of Trino."""

NUMBERS = tuple(kind for kind in TYPES if kind == "bigint" or kind.startswith("decimal"))

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""What a table or a column may be called."""

DATED = ("date", "timestamp")

_FLAGS = ("required", "optional", "past", "unsigned", "positive", "unknown_is_null")
_KEYS = ("type", "comment", "also", "personal", "values", "label", "id", *_FLAGS)
_RESERVED = frozenset(
    resources.files("tally.domain.records").joinpath("reserved_words.txt").read_text().split()
)
"""Trino's reserved words (trino.io, language/reserved): a query would have to quote them."""

_OWN = frozenset(column.name for column in RECORD_VERSION_COLUMNS)


class IdKind(StrEnum):
    """Of whom an id is; each has the form that events give it (domain/people/id_rules.py)."""

    PERSON = "person"
    ORDER = "order"
    THING = "thing"
    LINE = "line"
    """The number of an order's line: 0 is one, and so is any other word."""


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column: what it holds, what a file may call it, what is done with it before it is stored."""

    name: str
    type: str
    comment: str
    also: tuple[str, ...] = ()
    personal: Treatment = Treatment.KEEP
    required: bool = False
    values: tuple[str, ...] = ()
    past: bool = False
    unsigned: bool = False
    positive: bool = False
    label: str | None = None
    unknown_is_null: bool = False
    id: IdKind | None = None

    def find_word(self, text: str) -> str | None:
        """The word of the column's list that a text stands for, whatever its case."""
        if self.label is not None:
            return LABEL_OF[self.label](text)
        return next((value for value in self.values if value.casefold() == text.casefold()), None)


def parse_record_column(
    file: str, name: str, told: object, key: tuple[str, ...], persons: tuple[str, ...]
) -> RecordColumn:
    """The column of one line of a table's file; Misconfigured says which key of it to change.

    `key` and `persons` are the table's.
    """
    place = f"columns.{name}"
    if not NAME.fullmatch(name):
        raise Misconfigured(f"{file}: {place}: a column is named with a-z, 0-9 and _")
    if not isinstance(told, dict):
        raise Misconfigured(f'{file}: {place} is a table such as {{ type = "string", comment = "..." }}')
    refuse_unknown(file, told, _KEYS, f"{place}.")
    if told.get("type") not in TYPES:
        raise Misconfigured(f"{file}: {place}.type is {told.get('type')!r}: write one of {', '.join(TYPES)}")
    if not isinstance(told.get("comment"), str) or not told["comment"].strip():
        raise Misconfigured(f"{file}: {place}.comment is missing: say what it holds, with its unit")
    for flag in _FLAGS:
        if not isinstance(told.get(flag, False), bool):
            raise Misconfigured(f"{file}: {place}.{flag} is true or false")
    column = RecordColumn(
        name=name,
        type=told["type"],
        comment=told["comment"],
        also=read_names(file, f"{place}.also", told.get("also", [])),
        personal=_read_treatment(file, f"{place}.personal", told.get("personal", Treatment.KEEP)),
        required=told.get("required", name in key and not told.get("optional", False)),
        values=read_names(file, f"{place}.values", told.get("values", [])),
        past=told.get("past", False),
        unsigned=told.get("unsigned", False),
        positive=told.get("positive", False),
        label=_read_label(file, f"{place}.label", told.get("label")),
        unknown_is_null=told.get("unknown_is_null", False),
        id=_read_id(file, f"{place}.id", told.get("id"), is_person=name in persons),
    )
    _check_column(file, column)
    return column


def read_names(file: str, place: str, told: object) -> tuple[str, ...]:
    """A list of texts of a table's file."""
    if not isinstance(told, list) or not all(isinstance(name, str) and name for name in told):
        raise Misconfigured(f"{file}: {place} is a list of texts")
    return tuple(told)


def refuse_unknown(file: str, told: Mapping[str, Any], known: tuple[str, ...], before: str = "") -> None:
    """Misconfigured names a key that a table's file cannot have."""
    if unknown := sorted(told.keys() - set(known)):
        raise Misconfigured(f"{file}: {before}{unknown[0]} is unknown: there are {', '.join(known)}")


def _read_treatment(file: str, place: str, told: object) -> Treatment:
    try:
        return Treatment(str(told))
    except ValueError:
        raise Misconfigured(f"{file}: {place} is {told!r}: write one of {', '.join(Treatment)}") from None


def _read_label(file: str, place: str, told: object) -> str | None:
    if told is not None and str(told) not in LABEL_OF:
        raise Misconfigured(f"{file}: {place} is {told!r}: write one of {', '.join(LABEL_OF)}")
    return None if told is None else str(told)


def _read_id(file: str, place: str, told: object, *, is_person: bool) -> IdKind | None:
    """Whose the id is. That it is a person's, the table's `persons` tells alone."""
    if is_person and told is not None:
        raise Misconfigured(
            f"{file}: {place}: persons names the column, so the id is a person's: leave it out"
        )
    kinds = [kind for kind in IdKind if kind is not IdKind.PERSON]
    if told is not None and told not in kinds:
        raise Misconfigured(f"{file}: {place} is {told!r}: write one of {', '.join(kinds)}")
    return IdKind.PERSON if is_person else None if told is None else IdKind(str(told))


def _check_column(file: str, column: RecordColumn) -> None:
    name = column.name
    if name in _OWN or name.endswith("person_key"):
        raise Misconfigured(f"{file}: columns.{name}: every version has this column: choose another name")
    if name in _RESERVED:
        raise Misconfigured(f"{file}: columns.{name}: SQL has this word for itself: choose another name")
    if column.personal is not Treatment.KEEP and column.type != "string":
        raise Misconfigured(f"{file}: columns.{name}.personal: only a string can be treated")
    if column.personal is not Treatment.KEEP and column.values:
        raise Misconfigured(
            f"{file}: columns.{name} has values and a treatment, which lets none of them stay"
        )
    if column.past and column.type not in DATED:
        raise Misconfigured(f"{file}: columns.{name}.past: only a date or a timestamp can lie ahead")
    if (column.unsigned or column.positive) and column.type not in NUMBERS:
        raise Misconfigured(f"{file}: columns.{name}: only a number can be unsigned or positive")
    if column.label is not None and (column.type != "string" or column.values):
        raise Misconfigured(f"{file}: columns.{name}.label: only a string without values has one")
    if column.unknown_is_null and (column.label is None or column.required):
        raise Misconfigured(f"{file}: columns.{name}.unknown_is_null: only a label that is not required")
    if column.id is not None and column.type != "string":
        raise Misconfigured(f"{file}: columns.{name}: an id must be a string")
