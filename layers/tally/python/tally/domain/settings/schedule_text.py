"""A schedule as a setting.

question = "checkout-funnel"
every = "week"
day = "monday"
hour = 7
format = "pdf"
language = "fr"

[to]
mail = ["ana@shop.example"]
"""

import re
from collections.abc import Mapping
from typing import Any

from tally.domain.daily_report.subscription import LANGUAGES, WEEKDAYS
from tally.domain.errors import Misconfigured
from tally.domain.exports.asked_export import ExportFormat
from tally.domain.schedules.export_schedule import (
    DEFAULT_HOUR,
    Every,
    ExportSchedule,
    Rhythm,
    SentThing,
    SentTo,
)
from tally.domain.settings.saved_by import SAVED_KEYS, SavedBy
from tally.domain.settings.subscription_text import is_address
from tally.domain.settings.toml_text import read_texts, read_toml
from tally.domain.toml_lines import format_list, format_text

MOST_ADDRESSES = 20
"""Of one schedule: more are a list of the shop's mail server, which has one address."""

LAST_DAY = 28
"""Of a month: each has it."""

MEMBERS = (*SentThing, "every", "day", "hour", "format", "language", "to")
FOLDER = r"[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,3}"

_PLACES = ("mail", "folder", "table")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def parse_schedule(text: str) -> ExportSchedule:
    """The schedule of a setting's text; Misconfigured says what to write."""
    return read_schedule(read_toml(text, (*SAVED_KEYS, *MEMBERS)))


def read_schedule(told: Mapping[str, Any]) -> ExportSchedule:
    """The same of its members."""
    thing, of = _read_thing(told)
    fmt = _choose(told, "format", list(ExportFormat), ExportFormat.PDF)
    if thing is SentThing.DASHBOARD and ExportFormat(fmt).holds_one:
        raise Misconfigured(f'a dashboard is several reports, and {fmt} holds one: write format = "pdf"')
    return ExportSchedule(
        thing,
        of,
        Rhythm(*_read_rhythm(told)),
        _read_places(told),
        ExportFormat(fmt),
        _choose(told, "language", LANGUAGES, LANGUAGES[0]),
        SavedBy.read(told),
    )


def write_schedule(schedule: ExportSchedule) -> str:
    """A setting's text."""
    rhythm, to = schedule.rhythm, schedule.to
    day = rhythm.day
    lines = [
        *schedule.saved.lines,
        f"{schedule.thing} = {format_text(schedule.of)}",
        f"every = {format_text(rhythm.every)}",
        *([f"day = {day if isinstance(day, int) else format_text(day)}"] if day is not None else []),
        f"hour = {rhythm.hour}",
        f"format = {format_text(schedule.format)}",
        f"language = {format_text(schedule.language)}",
        "",
        "[to]",
        *([format_list("mail", to.mail)] if to.mail else []),
        *([f"folder = {format_text(to.folder)}"] if to.folder else []),
        *(["table = true"] if to.table else []),
    ]
    return "\n".join([*lines, ""])


def _read_thing(told: Mapping[str, Any]) -> tuple[SentThing, str]:
    named = [(thing, told[thing]) for thing in SentThing if thing in told]
    if len(named) != 1 or not isinstance(named[0][1], str) or not _NAME.fullmatch(named[0][1]):
        raise Misconfigured('a schedule sends one thing: write question = "NAME" or dashboard = "NAME"')
    return named[0]


def _read_rhythm(told: Mapping[str, Any]) -> tuple[Every, int, str | int | None]:
    if told.get("every") not in tuple(Every):
        raise Misconfigured(f'every is one of {", ".join(Every)}: write every = "week" and day = "monday"')
    every, hour, day = Every(told["every"]), told.get("hour", DEFAULT_HOUR), told.get("day")
    if not _is_whole(hour) or not 0 <= hour <= 23:
        raise Misconfigured("hour is a whole hour of the shop's clock, from 0 to 23: write hour = 7")
    if every is Every.WEEK and day not in WEEKDAYS:
        raise Misconfigured(f"a week has a day: write day = one of {', '.join(WEEKDAYS)}")
    if every is Every.MONTH and not (_is_whole(day) and day in range(1, LAST_DAY + 1)):
        raise Misconfigured(f"a month has a day from 1 to {LAST_DAY}, which each month has: write day = 1")
    if every in (Every.DAY, Every.WEEKDAY) and day is not None:
        raise Misconfigured(f'every = "{every}" has no day: leave the line out')
    return every, hour, day


def _read_places(told: Mapping[str, Any]) -> SentTo:
    to = told.get("to")
    if not isinstance(to, Mapping) or not to:
        raise Misconfigured(
            'where to? Write [to], and below it mail = ["ana@shop.example"], or folder, table'
        )
    if strange := [key for key in to if key not in _PLACES]:
        raise Misconfigured(f"[to] has no {strange[0]!r}: use {', '.join(_PLACES)}")
    found = SentTo(_read_addresses(to), _read_folder(to), to.get("table", False))
    if not isinstance(found.table, bool):
        raise Misconfigured("table is true or false")
    if not (found.takes_files or found.table):
        raise Misconfigured("[to] names nothing: write mail, folder or table = true below it")
    return found


def _read_addresses(to: Mapping[str, Any]) -> tuple[str, ...]:
    if "mail" not in to:
        return ()
    found = read_texts(to, "mail", 'mail = ["ana@shop.example"]')
    if strange := [each for each in found if not is_address(each)]:
        raise Misconfigured(f"{strange[0]!r} is no address of a mail: write ana@shop.example")
    if len(found) > MOST_ADDRESSES:
        raise Misconfigured(
            f"{len(found)} addresses: {MOST_ADDRESSES} are the most. A list of your mail server is one"
        )
    return tuple({each.casefold(): each for each in found}.values())


def _read_folder(to: Mapping[str, Any]) -> str | None:
    folder = to.get("folder")
    if folder is not None and not (isinstance(folder, str) and re.fullmatch(FOLDER, folder)):
        raise Misconfigured('folder is up to four names with / between: write folder = "board/weekly"')
    return folder


def _choose(told: Mapping[str, Any], key: str, known: Any, otherwise: str) -> str:
    value = told.get(key, otherwise)
    if value not in known:
        raise Misconfigured(f'{key} is one of {", ".join(known)}: write {key} = "{otherwise}"')
    return str(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
