"""A funnel as it is written."""

import re
from dataclasses import replace

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import BRACKET, AskedEvent, Condition, parse_condition, parse_event
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attribute, Attributed, Counted, Exclusion, Reentry
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.question import Question
from tally.domain.reports.spans import parse_span
from tally.domain.reports.written.days import DAY_FIELDS, read_days
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.of_cohort import COHORT_FIELDS, narrow_to_cohort
from tally.domain.reports.written.written_question import WrittenQuestion

FUNNEL_FIELDS = (
    Field(
        "steps",
        Form.TEXTS,
        'events with their conditions, such as "Order Completed[platform=web]"',
        shown="STEP STEP ...",
        is_required=True,
        is_argument=True,
    ),
    *DAY_FIELDS,
    Field("window", Form.TEXT, "all steps within 30m, 24h or 7d of the first (default: 7d)", shown="SPAN"),
    Field("count", Form.TEXT, "what an entry is of (default: persons)", words=tuple(Counted)),
    Field(
        "reentry",
        Form.TEXT,
        "which first step is the entry: the one that leads furthest, or the first (default: optimized)",
        words=tuple(Reentry),
    ),
    Field(
        "order",
        Form.TEXT,
        "any: in whatever order; a star behind an event says so of it and its neighbours with one",
        words=("specific", "any"),
    ),
    Field("hold", Form.TEXTS, "all steps have its value; up to three", shown="PROPERTY"),
    Field("exclude", Form.TEXTS, "ends an entry where it comes between", shown="EVENT"),
    Field("between", Form.TEXT, "of which steps (default: the first and the last)", shown="N,M"),
    Field(
        "by", Form.TEXT, "a funnel for each value (default: of step 1)", shown="PROPERTY[:step N|first|last]"
    ),
    Field(
        "filter",
        Form.TEXT,
        "of whole entries (default: by the first value that is set)",
        shown="[PROPERTY=VALUE][:step N|first|last]",
    ),
    Field("sum", Form.TEXT, "add up a number of each step's events", shown="PROPERTY"),
    Field("times", Form.EITHER, "in what time each step was reached (default: yes); counts alone are faster"),
    Field("significance", Form.YES, "with by: whether a segment differs from the rest by more than chance"),
    Field("persons", Form.NUMBER, "list who came to step N and no further", shown="N"),
    *COHORT_FIELDS,
)

_BETWEEN = re.compile(r"\s*(\d+)\s*,\s*(\d+)\s*")
_AT = r":(?:step (?P<step>\d+)|(?P<attribute>first|last))"
_BY = re.compile(rf"(?P<property>.+?){_AT}", re.DOTALL)
_FILTER = re.compile(rf"{BRACKET}(?:{_AT})?", re.DOTALL)


def read_funnel(written: WrittenQuestion) -> Question:
    """The funnel, or the persons who dropped off; BadQuestion says what to write instead."""
    first, last = read_days(written)
    steps = _read_steps(written.texts("steps"), written.text("order"))
    by, condition = written.text("by"), written.text("filter")
    asked = Funnel(
        steps=steps,
        first=first,
        last=last,
        window=parse_span(written.text("window") or "7d"),
        count=Counted(written.text("count") or Counted.PERSONS),
        reentry=Reentry(written.text("reentry") or Reentry.EVERY),
        hold=written.texts("hold"),
        exclusion=_read_exclusion(written.texts("exclude"), written.text("between"), len(steps)),
        breakdown=_read_breakdown(by) if by is not None else None,
        filter=_read_filter(condition) if condition is not None else None,
        sum=written.text("sum"),
        times=written.number("times") != 0,
    )
    return narrow_to_cohort(written, _choose_answer(written, asked))


def _choose_answer(written: WrittenQuestion, asked: Funnel) -> Question:
    """Its steps, judged or not, or the persons who came to one of them and no further."""
    is_judged = bool(written.number("significance"))
    dropped_after = written.number("persons")
    if dropped_after is None:
        return FunnelSignificance(asked) if is_judged else asked
    if is_judged:
        raise BadQuestion("--persons is a list of persons, and --significance of segments: ask one of them")
    return DroppedPersons(asked, dropped_after)


def _read_steps(texts: tuple[str, ...], order: str | None) -> tuple[AskedEvent, ...]:
    """All in any order where none has a star to say which."""
    steps = tuple(map(parse_event, texts))
    if order == "any" and not any(step.is_anywhere for step in steps):
        return tuple(replace(step, is_anywhere=True) for step in steps)
    return steps


def _read_exclusion(events: tuple[str, ...], between: str | None, steps: int) -> Exclusion | None:
    if not events:
        if between is not None:
            raise BadQuestion("--between says where an event may not come: name it with --exclude")
        return None
    after, before = 1, steps
    if between is not None:
        found = _BETWEEN.fullmatch(between)
        if found is None:
            raise BadQuestion(f"--between {between} is no pair of steps: write it like 1,2")
        after, before = int(found[1]), int(found[2])
    return Exclusion(tuple(map(parse_event, events)), after, before)


def _read_breakdown(text: str) -> Attributed:
    found = _BY.fullmatch(text)
    if found is None:
        if text.endswith(":step"):
            raise BadQuestion(f"--by {text} lacks the number of a step: write '{text} 1'")
        return Attributed(text, 1)
    return Attributed(found["property"], _read_at(found))


def _read_filter(text: str) -> tuple[Attributed, Condition]:
    found = _FILTER.fullmatch(text if text.startswith("[") else f"[{text}]")
    if found is None:
        raise BadQuestion(
            f"--filter {text} is no one condition: write [browser=Safari], or [browser=Safari]:last for the "
            "last value that is set"
        )
    condition = parse_condition(found[1])
    return Attributed(condition.property, _read_at(found)), condition


def _read_at(found: re.Match[str]) -> int | Attribute:
    return int(found["step"]) if found["step"] else Attribute(found["attribute"] or Attribute.FIRST)
