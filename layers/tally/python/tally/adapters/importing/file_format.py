"""The section [file] of a map: what a file's text is written in. A guess is only ever a suggestion."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tally.adapters.importing.numbers import NumberFormat
from tally.domain.errors import Misconfigured

UTF_8 = "utf-8"
_KEYS = ("delimiter", "encoding", "decimal", "thousands")


@dataclass(frozen=True, slots=True)
class FileFormat:
    """`encoding` is one of Python's names; UTF-8 with or without byte order mark when none is told."""

    delimiter: str = ","
    encoding: str = UTF_8
    numbers: NumberFormat = field(default_factory=NumberFormat)


def read_format(told: Mapping[str, Any]) -> FileFormat:
    """The format that a map tells; Misconfigured names the key to change."""
    if unknown := sorted(set(told) - set(_KEYS)):
        raise Misconfigured(f"[file] {unknown[0]} is unknown; there are {', '.join(_KEYS)}")
    for key, value in told.items():
        if not isinstance(value, str) or not value or (key != "encoding" and len(value) != 1):
            raise Misconfigured(f"[file] {key} is {_WANTED.get(key, 'one character in quotes')}")
    return FileFormat(
        delimiter=told.get("delimiter", ","),
        encoding=_read_encoding(told.get("encoding", UTF_8)),
        numbers=_read_numbers(told.get("decimal"), told.get("thousands")),
    )


_WANTED = {"encoding": 'the name of an encoding, such as "cp1252"'}


def _read_encoding(name: str) -> str:
    try:
        found = codecs.lookup(name)
        "".encode(name)  # what only turns bytes into bytes, such as base64, refuses
    except LookupError:
        raise Misconfigured(
            f'[file] encoding: there is no {name!r}; write one such as "utf-8", "utf-16" or "cp1252"'
        ) from None
    return found.name


def _read_numbers(decimal: str | None, thousands: str | None) -> NumberFormat:
    if decimal not in (None, ".", ","):
        raise Misconfigured(f'[file] decimal is {decimal!r}: write "." or ","')
    if thousands is not None and (thousands == decimal or thousands.isdigit() or thousands in "+-"):
        raise Misconfigured(
            f"[file] thousands is {thousands!r}: write another character than that of decimal"
        )
    if thousands is not None and decimal is None:
        raise Misconfigured("[file] thousands needs decimal beside it: which character is the decimal point")
    return NumberFormat(decimal, thousands)
