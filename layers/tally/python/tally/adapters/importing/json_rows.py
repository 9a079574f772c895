"""Rows of JSON: an object a line, or objects over several lines, alone or in one list."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from tally.adapters.importing.file_format import FileFormat
from tally.adapters.importing.file_rows import BadRow, Row, Rows
from tally.adapters.importing.text_file import is_readable, open_text, show_bytes, suggest_encoding

_LIST, _OBJECTS = "item", ""
"""Where ijson finds the rows: the members of one list, or values one after the other."""

_LOOK_CHARACTERS = 65_536


def json_rows(file: Path, form: FileFormat) -> Rows:
    """The rows of a file of JSON, whichever way it is laid out."""
    with open_text(file, form.encoding) as text:
        layout = _find_layout(text.read(_LOOK_CHARACTERS))
    with open_text(file, form.encoding) as text:
        yield from _read_lines(text, form) if layout is None else _read_stream(text, layout)


def _find_layout(start: str) -> str | None:
    """None for an object a line: what cannot be told is read so, since then a bad line costs itself alone."""
    first, _, others = start.lstrip().partition("\n")
    others = others.lstrip()
    if first.startswith("["):
        return None if others and _is_json(first) else _LIST
    goes_on = first.rstrip().endswith(("{", ",", "[")) and not others.startswith("{")
    return _OBJECTS if first.startswith("{") and goes_on and others else None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _read_lines(text: TextIO, form: FileFormat) -> Rows:
    for line, content in enumerate(text, start=1):
        if not content.strip():
            continue
        if not is_readable(content):
            detail = suggest_encoding(content.rstrip("\r\n")[:200], form.encoding)
            yield BadRow(line, None, detail, show_bytes(content.rstrip("\n")))
            continue
        try:
            values = json.loads(content, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            yield BadRow(line, None, f"is not JSON: {error}", content.rstrip("\n"))
            continue
        yield _make_row(line, values, content.rstrip("\n"))


def _read_stream(text: TextIO, layout: str) -> Rows:
    import ijson  # noqa: PLC0415 - few files need it

    number = 0
    values: Iterator[Any] = ijson.items(
        _Bytes(text), layout, use_float=True, multiple_values=layout == _OBJECTS
    )
    try:
        for number, found in enumerate(values, start=1):
            yield _make_row(number, found, str(found))
    except (ijson.JSONError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        yield BadRow(number + 1, None, f"is not JSON, and nothing after it can be read: {reason}", "")


def _make_row(line: int, values: Any, shown: str) -> Row | BadRow:
    return Row(line, values) if isinstance(values, dict) else BadRow(line, None, "is no JSON object", shown)


class _Bytes:
    """Text as the bytes that ijson reads."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        """At most so many characters; none at the end."""
        return self._text.read(size).encode("utf-8", "surrogateescape")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
