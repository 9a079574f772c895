"""A saved question as a setting: the kind of a report, and what is asked by the names of its options."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.cohort_conditions import Did
from tally.domain.reports.question import Question
from tally.domain.reports.written.days import DAY_FIELDS
from tally.domain.reports.written.kinds import read_question
from tally.domain.settings.saved_by import NOBODY, SAVED_KEYS, SavedBy
from tally.domain.settings.toml_text import read_toml
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.toml_lines import format_key, format_list, format_text

_DAYS = frozenset(field.name for field in DAY_FIELDS)
_SHAPE = 'kind = "funnel", and below [asked] its options, such as window = "7d"'


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """`asked` as tally.domain.reports.written reads it."""

    kind: str
    asked: Mapping[str, object]

    def changed(self, changes: Mapping[str, object]) -> Mapping[str, object]:
        """What is asked with some of it said anew. New days take the place of all days that were saved."""
        is_of_other_days = not _DAYS.isdisjoint(changes)
        kept = {name: value for name, value in self.asked.items() if not (is_of_other_days and name in _DAYS)}
        return {**kept, **changes}


def parse_saved_question(text: str, now: datetime) -> SavedQuestion:
    """The question of a setting's text, which can be asked at `now`; Misconfigured says what to change.

    Which cohorts there are, named_settings tells.
    """
    told = read_toml(text, (*SAVED_KEYS, "kind", "asked"))
    SavedBy.read(told)
    kind, asked = told.get("kind"), told.get("asked")
    if not isinstance(kind, str) or not isinstance(asked, dict):
        raise Misconfigured(f"a saved question has {_SHAPE}")
    saved = SavedQuestion(kind, asked)
    _read(saved, now)
    return saved


def read_at(text: str, now: datetime) -> Question:
    """What a checked text asks at `now`, its cohorts left open; Misconfigured where it asks nothing then."""
    return _read(parse_saved_question(text, now), now)


def list_cohorts(text: str, now: datetime) -> list[str]:
    """Cohorts that the question of a checked text names."""
    saved, named = parse_saved_question(text, now), []

    def note_cohort(name: str) -> Cohort:
        named.append(name)
        return _any_cohort(name)

    read_question(saved.kind, saved.asked, ShopClock("UTC"), now, note_cohort)
    return named


def write_saved_question(kind: str, asked: Mapping[str, object], saved: SavedBy = NOBODY) -> str:
    """A setting's text; values are texts, lists of texts, whole numbers, and yes or no."""
    lines = (_format_value(name, value) for name, value in asked.items())
    head = [*saved.lines, f"kind = {format_text(kind)}"]
    return "\n".join([*head, "", "[asked]", *(line.rstrip() for line in lines), ""])


def _read(saved: SavedQuestion, now: datetime) -> Question:
    try:
        return read_question(saved.kind, saved.asked, ShopClock("UTC"), now, _any_cohort)
    except BadQuestion as error:
        raise Misconfigured(str(error)) from error


def _format_value(name: str, value: object) -> str:
    match value:
        case list() | tuple():
            return format_list(format_key(name), map(str, value))
        case bool():
            return f"{format_key(name)} = {str(value).lower()}"
        case int():
            return f"{format_key(name)} = {value}"
    return f"{format_key(name)} = {format_text(str(value))}"


def _any_cohort(_name: str) -> Cohort:
    return Cohort((Did(AskedEvent(ANY_EVENT)),))
