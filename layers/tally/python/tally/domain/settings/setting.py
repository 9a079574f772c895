"""One setting: what it is called, and a version of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from tally.domain.errors import Misconfigured
from tally.domain.settings.kinds import KINDS

LONGEST_NAME = 64
MOST_BYTES = 200_000
"""Of one text: a tracking plan of 700 events."""

MOST_SETTINGS = 500
"""That stand at once: each is a row of one statement of the night, of which Athena takes 262,144 bytes."""

MOST_WRITER_BYTES = 200
"""The longest name of a role's session that AWS gives has some 180."""

_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}")


@dataclass(frozen=True, slots=True, order=True)
class SettingAddress:
    """Kind and name, such as cohort/spring-buyers; of a kind that a shop has once both are the same.

    A name is a word of a command, a file on any disk and a part of a URL.
    """

    kind: str
    name: str

    def __post_init__(self) -> None:
        """Misconfigured for no kind, and for no name."""
        if self.kind not in KINDS:
            if near := get_close_matches(self.kind, KINDS, n=1):
                raise Misconfigured(f"{self.kind!r} is no kind of setting: did you mean {near[0]}?")
            raise Misconfigured(f"{self.kind!r} is no kind of setting: there are {', '.join(KINDS)}")
        if KINDS[self.kind].is_single and self.name != self.kind:
            raise Misconfigured(f"a shop has one {self.kind}: call it {self.kind}, without a name")
        if not _NAME.fullmatch(self.name):
            raise Misconfigured(
                f"{self.name!r} is no name of a setting: use a-z, 0-9, - and _, at most "
                f"{LONGEST_NAME} of them"
            )

    @classmethod
    def parse(cls, text: str) -> "SettingAddress":
        """Read cohort/spring-buyers or opening_hours; Misconfigured says what to write."""
        kind, slash, name = text.partition("/")
        if slash or kind not in KINDS:
            return cls(kind, name)
        if not KINDS[kind].is_single:
            raise Misconfigured(f"there are many of kind {kind}: write which, such as {kind}/spring-buyers")
        return cls(kind, kind)

    def __str__(self) -> str:
        """As it is parsed."""
        return self.kind if KINDS[self.kind].is_single else f"{self.kind}/{self.name}"

    @property
    def file(self) -> str:
        """Where it lies in a folder of settings."""
        return f"{self}.{KINDS[self.kind].ending}"


@dataclass(frozen=True, slots=True)
class SettingVersion:
    """A version, from 1 on; it is written once and never changed.

    `text` None: with it the setting was deleted. `written_at` is UTC, in whole seconds.
    """

    address: SettingAddress
    number: int
    text: str | None
    written_by: str
    written_at: datetime


def measure_literal(text: str) -> int:
    """Bytes of a text in a statement: a quote is written twice."""
    return len(text.encode(errors="replace")) + text.count("'")


def check_writer(name: str) -> None:
    """Misconfigured where this cannot be kept as who wrote a version."""
    size = measure_literal(name)
    if not 1 <= size <= MOST_WRITER_BYTES or not name.isprintable():
        raise Misconfigured(
            f"who writes a setting has a name of 1 to {MOST_WRITER_BYTES} bytes, without breaks"
        )


def check_text(address: SettingAddress, text: str, now: datetime) -> None:
    """Misconfigured, with the setting before it, where the text is none of its kind, as of `now`."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise Misconfigured(f"{address}: this is no text that can be stored: {error.reason}") from error
    if size > MOST_BYTES:
        raise Misconfigured(f"{address}: the text has {size:,} bytes, and at most {MOST_BYTES:,} are stored")
    try:
        KINDS[address.kind].check(text, now)
    except Misconfigured as error:
        raise Misconfigured(f"{address}: {error}") from error
