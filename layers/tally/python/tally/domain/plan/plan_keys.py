"""Keys of a tracking plan as it is written: what every part of it is read by.

Misconfigured names the file and the key, and says what to write.
"""

from enum import StrEnum
from typing import Any, TypeVar

from tally.domain.errors import Misconfigured

Toml = dict[str, Any]

_Word = TypeVar("_Word", bound=StrEnum)


def read_word(words: type[_Word], file: str, key: str, value: Any) -> _Word:
    """One of a few words."""
    try:
        return words(value)
    except ValueError:
        choice = ", ".join(f'"{word}"' for word in words)
        fault = "is missing" if value is None else f"is {value!r}"
        raise Misconfigured(f"{file}: {key} {fault}: write one of {choice}") from None


def read_table(file: str, key: str, value: object) -> Toml:
    """A table of TOML."""
    if not isinstance(value, dict):
        raise Misconfigured(f"{file}: {key} is a table: see docs/guides/tracking-plan.md")
    return value


def read_flag(file: str, key: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Misconfigured(f"{file}: {key} is {value!r}: write true or false")
    return value


def refuse_unknown(file: str, table: Toml, known: tuple[str, ...], before: str = "") -> None:
    """Every key of the table is a known one; `before` is the table's own name, with its dot."""
    if unknown := sorted(table.keys() - set(known)):
        raise Misconfigured(f"{file}: {before}{unknown[0]} is unknown: there are {', '.join(known)}")
