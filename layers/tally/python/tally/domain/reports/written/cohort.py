"""A cohort as it is written: its persons, or their number over time."""

from collections.abc import Callable, Mapping
from datetime import date

from tally.domain.errors import BadQuestion
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes
from tally.domain.reports.cohort_conditions import CohortCondition
from tally.domain.reports.cohort_texts import (
    parse_any_of,
    parse_did,
    parse_did_not,
    parse_dropped_off,
    parse_first_time,
    parse_profile,
    parse_reached,
    parse_sequence,
)
from tally.domain.reports.question import Question
from tally.domain.reports.written.days import (
    SHOWN_DAY,
    has_days,
    list_day_fields,
    parse_day,
    read_day,
    read_days,
)
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.of_cohort import list_conditions
from tally.domain.reports.written.written_question import WrittenQuestion

_STEP = "step N of EVENT; EVENT ...[; window SPAN][; within SPAN]"
_EVENT = "EVENT[; at least N][; within SPAN]"

_CONDITIONS: Mapping[str, Callable[[str], CohortCondition]] = {
    "did": parse_did,
    "did-not": parse_did_not,
    "first-time": parse_first_time,
    "sequence": parse_sequence,
    "reached": parse_reached,
    "dropped-off": parse_dropped_off,
    "profile": parse_profile,
    "any": parse_any_of,
}

COHORT_KIND_FIELDS = (
    Field("did", Form.TEXTS, "did it so often (default: once, at any time)", shown=_EVENT),
    Field("did-not", Form.TEXTS, "did not do it", shown="EVENT[; within SPAN]"),
    Field("first-time", Form.TEXTS, "did it for the first time ever", shown="EVENT[; within SPAN]"),
    Field("sequence", Form.TEXTS, "one after the other", shown="EVENT; EVENT ...[; within SPAN]"),
    Field("reached", Form.TEXTS, "came to a step of a funnel", shown=_STEP),
    Field("dropped-off", Form.TEXTS, "came to a step of a funnel and to none behind it", shown=_STEP),
    Field("profile", Form.TEXTS, "of the profile as it is now", shown="[PROPERTY=VALUE]"),
    Field(
        "any",
        Form.TEXTS,
        'one of several holds: "did Order Completed or profile [tier=gold]"; and binds closer',
        shown="CONDITION or CONDITION ...",
    ),
    Field("cohort", Form.TEXTS, "is of a saved cohort", shown="NAME"),
    Field("as-of", Form.TEXT, "at the end of this day (default: today)", shown=SHOWN_DAY),
    Field("sizes", Form.YES, "how many, at the end of each of the days"),
    Field("on", Form.TEXTS, "sizes of these days only", shown=SHOWN_DAY),
    *list_day_fields("the last 30, for --sizes"),
)


def read_cohort(written: WrittenQuestion) -> Question:
    """Who belongs to it, or how many at the end of days; BadQuestion says what to write instead."""
    on = tuple(parse_day(text, written.today) for text in written.texts("on"))
    is_sizes = bool(written.number("sizes")) or bool(on)
    _refuse_other_days(written, is_sizes=is_sizes)
    conditions = (parse(text) for name, parse in _CONDITIONS.items() for text in written.texts(name))
    saved, versions = list_conditions(written)
    asked = Cohort((*conditions, *saved), versions)
    if is_sizes:
        return CohortSizes(asked, on or _list_days(*read_days(written)))
    return CohortMembers(asked, read_day(written, "as-of") or written.today)


def list_definition(asked: Mapping[str, object]) -> list[str]:
    """The conditions of a written cohort, each with its kind in front, as it is kept under a name.

    BadQuestion where it says days: a cohort is kept as its definition.
    """
    if strange := sorted(asked.keys() - _CONDITIONS.keys()):
        raise BadQuestion(f"--{strange[0]} is no part of a cohort's definition: save it without")
    found = []
    for name in _CONDITIONS:
        texts = asked.get(name) or ()
        found += (
            [f"{name.replace('-', ' ')} {text}" for text in texts] if isinstance(texts, list | tuple) else []
        )
    return found


def _refuse_other_days(written: WrittenQuestion, *, is_sizes: bool) -> None:
    """BadQuestion where two fields say which days are meant, or one that is of no use here."""
    if is_sizes and written.has("as-of"):
        raise BadQuestion(
            "--as-of is the day of a list of persons: give the days of --sizes with --on or --from and --to"
        )
    if written.texts("on") and has_days(written):
        raise BadQuestion("--on does not go with other days: give the days of --sizes in one way")
    if has_days(written) and not is_sizes:
        raise BadQuestion("a list of persons is of one day, --as-of: other days go with --sizes")


def _list_days(first: date, last: date) -> tuple[date, ...]:
    return tuple(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))
