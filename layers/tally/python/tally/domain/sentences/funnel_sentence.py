"""A funnel in a sentence: how many came to its end, and where most leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.domain.words.report_words import name_property, name_segment, write_share

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Loss:
    """How many of a segment came to `before`, and not to `after`."""

    left: int
    before: str
    after: str
    segment: str | None


def tell_funnel(question: Funnel, answer: ChartedAnswer) -> str:
    """Entries of all segments together; the place is that of the largest number who left, in one segment."""
    rows, words = answer.rows, answer.words
    entered, reached = (_count(rows, step) for step in (1, len(question.steps)))
    first, last = question.steps[0].name, question.steps[-1].name
    if not entered:
        days = words.on_days(question.first, question.last)
        return words.say("sentence.funnel.nobody", first=first, days=days)
    told = words.say(
        "sentence.funnel",
        entered=words.say(f"counted.n.{question.count}", n=entered),
        first=first,
        reached=reached,
        last=last,
        share=write_share(words, reached / entered),
    )
    loss = max(_list_losses(rows), key=lambda each: each.left)
    is_elsewhere = len(question.steps) > 2 or question.breakdown is not None
    if not loss.left or not is_elsewhere:
        return f"{told}."
    places = {"told": told, "before": loss.before, "after": loss.after}
    if question.breakdown is None:
        return words.say("sentence.funnel.leave", **places)
    by = question.breakdown.property
    segment = name_segment(words, by, loss.segment)
    return words.say("sentence.funnel.leave_in", **places, property=name_property(words, by), segment=segment)


def tell_dropped(question: DroppedPersons, answer: ChartedAnswer) -> str:
    """How many persons the list has."""
    name = question.funnel.steps[question.step - 1].name
    return answer.words.say("sentence.dropped", n=len(answer.rows), name=name)


def _count(rows: Rows, step: int) -> int:
    return sum(row["reached"] for row in rows if row["step"] == step)


def _list_losses(rows: Rows) -> list[_Loss]:
    return [
        _Loss(row["reached"] - following["reached"], row["name"], following["name"], row.get("segment"))
        for row, following in pairwise(rows)
        if following["step"] == row["step"] + 1
    ]
