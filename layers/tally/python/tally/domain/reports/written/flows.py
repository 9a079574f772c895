"""Flows as they are written."""

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import Condition, Operator, parse_event
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel_entries import Counted
from tally.domain.reports.question import Question
from tally.domain.reports.spans import parse_span
from tally.domain.reports.written.days import DAY_FIELDS, read_days
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.of_cohort import COHORT_FIELDS, narrow_to_cohort
from tally.domain.reports.written.written_question import WrittenQuestion

FLOWS_FIELDS = (
    Field("anchor", Form.TEXT, "the event that flows lead from, or to", shown="EVENT", is_required=True),
    *DAY_FIELDS,
    Field("after", Form.NUMBER, "steps behind it (default: 3, with --before none)", shown="N"),
    Field("before", Form.NUMBER, "steps before it (default: none)", shown="N"),
    Field("count", Form.TEXT, "what an entry is of (default: persons)", words=tuple(Counted)),
    Field("top", Form.NUMBER, "events of a step that stand alone (default: 3)", shown="N"),
    Field("window", Form.TEXT, "steps lie within 30m, 24h or 7d of the anchor (default: 30d)", shown="SPAN"),
    Field("merge-repeats", Form.YES, "events in a row that are named alike are one step"),
    Field("hide", Form.TEXTS, "is passed over", shown="EVENT"),
    Field("expand", Form.TEXTS, "is named with the value of a property", shown="EVENT[PROPERTY]"),
    *COHORT_FIELDS,
)


def read_flows(written: WrittenQuestion) -> Question:
    """The flows; BadQuestion says what to write instead."""
    first, last = read_days(written)
    before, after, top = (written.number(name) for name in ("before", "after", "top"))
    asked = Flows(
        anchor=parse_event(written.text("anchor") or ""),
        first=first,
        last=last,
        before=before or 0,
        after=after if after is not None else 0 if before else 3,
        count=Counted(written.text("count") or Counted.PERSONS),
        top=3 if top is None else top,
        window=parse_span(written.text("window") or "30d"),
        is_merged=bool(written.number("merge-repeats")),
        hidden=tuple(map(_read_hidden, written.texts("hide"))),
        expanded=tuple(map(_read_expanded, written.texts("expand"))),
    )
    return narrow_to_cohort(written, asked)


def _read_hidden(text: str) -> str:
    event = parse_event(text)
    if event.conditions:
        raise BadQuestion(f"--hide {text} has conditions: an event is hidden by its name alone")
    return event.name


def _read_expanded(text: str) -> tuple[str, str]:
    event = parse_event(text)
    match event.conditions:
        case (Condition(name, Operator.IS_SET),):
            return event.name, name
    raise BadQuestion(f"--expand {text} names no property: write it like Product Added[colour]")
