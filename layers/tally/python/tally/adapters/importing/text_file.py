"""Files of text, zipped or not, in the encoding that the map tells."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tally.adapters.importing.file_format import UTF_8
from tally.domain.errors import Misconfigured

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LIKELY = "cp1252"
"""Windows in Western Europe, the usual case. It reads cp1250 (Czech, Polish, Hungarian) as well, and wrongly:
so it is suggested, with what it would show, and never taken."""


@contextmanager
def open_text(file: Path, encoding: str) -> Iterator[TextIO]:
    """The file as text, unzipped. Bytes that are none in this encoding stay recognisable (surrogates).

    Misconfigured when it cannot be read on: cut gzip, broken UTF-16.
    """
    opener = gzip.open if file.suffix == ".gz" else open
    if encoding == UTF_8:
        _refuse_utf_16(file)
    try:
        with opener(
            file,
            "rt",
            encoding="utf-8-sig" if encoding == UTF_8 else encoding,
            errors="surrogateescape",
            newline="",
        ) as text:
            yield text
    except (EOFError, gzip.BadGzipFile) as error:
        raise Misconfigured(f"{file.name} is no whole gzip file: {error}. Fetch it again") from error
    except UnicodeError as error:
        raise Misconfigured(
            f"{file.name} is no {encoding}: {error}. Correct encoding under [file] of the map"
        ) from error


def is_readable(text: str) -> bool:
    """Whether all bytes of a text were characters."""
    return text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text)


def show_bytes(text: str) -> str:
    """The text with bytes that were no characters written as \\xNN."""
    return (
        text
        if is_readable(text)
        else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    )


def suggest_encoding(text: str, encoding: str) -> str:
    """What is wrong with a text that is not readable, and what may be its encoding."""
    if encoding != UTF_8:
        return f"is no {encoding} text"
    shown = text.encode("utf-8", "surrogateescape").decode(_LIKELY, "replace")
    return (
        f'is no UTF-8 text. If it should read {shown!r}, write encoding = "{_LIKELY}" under [file] of the '
        "map; else the encoding that it was saved in"
    )


def _refuse_utf_16(file: Path) -> None:
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rb") as content:
            start = content.read(4)
    except (EOFError, gzip.BadGzipFile):
        return  # said when it is read
    if start[:2] in _UTF_16_MARKS or b"\x00" in start:
        name = "utf-16" if start[:2] in _UTF_16_MARKS else "utf-16-le"
        raise Misconfigured(
            f'{file.name} looks like UTF-16: write encoding = "{name}" under [file] of the map'
        )
