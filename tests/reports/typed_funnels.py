"""Questions to funnels in the shape of the cases, as the typed questions that the product answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tally.domain.events.event_names import canonical_name
from tally.domain.reports.asked_events import AskedEvent, Condition, Operator
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attribute, Attributed, Counted, Exclusion, Reentry
from tally.domain.reports.spans import parse_span

from tests.reports.oracle.values import text_of

Asked = Mapping[str, Any]


def type_funnel(question: Asked) -> Funnel | DroppedPersons:
    """The typed question; BadQuestion where it has no answer."""
    funnel = Funnel(
        steps=_steps(question),
        first=date.fromisoformat(question["from"]),
        last=date.fromisoformat(question["to"]),
        window=parse_span(question["window"]),
        count=Counted(question["count"]),
        reentry=Reentry(question.get("reentry", "optimized")),
        hold=tuple(question.get("hold", ())),
        exclusion=_exclusion(question.get("exclude")),
        breakdown=_attributed(question.get("breakdown")),
        filter=_filter(question.get("filter")),
        sum=question.get("sum"),
    )
    if "persons_dropped_after" in question:
        return DroppedPersons(funnel, question["persons_dropped_after"])
    return funnel


def _steps(question: Asked) -> tuple[AskedEvent, ...]:
    """All in any order where none has a star to say which."""
    steps = tuple(map(_event, question["steps"]))
    if question.get("order") == "any" and not any(step.is_anywhere for step in steps):
        return tuple(replace(step, is_anywhere=True) for step in steps)
    return steps


def _event(asked: Asked) -> AskedEvent:
    conditions = tuple(_is_one_of(name, values) for name, values in asked.get("where", {}).items())
    return AskedEvent(canonical_name(asked["event"]), conditions, asked.get("any", False))


def _is_one_of(name: str, values: list[Any]) -> Condition:
    return Condition(name, Operator.IS, tuple(str(text_of(value)) for value in values))


def _exclusion(asked: list[Asked] | None) -> Exclusion | None:
    if asked is None:
        return None
    return Exclusion(tuple(map(_event, asked)), asked[0]["after"], asked[0]["before"])


def _attributed(asked: Asked | None) -> Attributed | None:
    if asked is None:
        return None
    by = asked.get("attribute", "first")
    return Attributed(asked["property"], int(by.split()[1]) if by.startswith("step") else Attribute(by))


def _filter(asked: Asked | None) -> tuple[Attributed, Condition] | None:
    attributed = _attributed(asked)
    if asked is None or attributed is None:
        return None
    return attributed, _is_one_of(asked["property"], asked["values"])
