"""A funnel in a sentence: how many came to its end, and where most leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.domain.words.report_words import MOST_NAMED, name_property, name_segment, write_share
from tally.domain.words.words import Words

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Loss:
    """How many of a segment came to `before`, and not to `after`."""

    left: int
    before: str
    after: str
    segment: str | None


@dataclass(frozen=True, slots=True)
class _End:
    """How many entered, and how many of them came to the last step, of a segment or of all."""

    segment: str | None
    entered: int
    reached: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.reached / self.entered


def tell_funnel(question: Funnel, answer: ChartedAnswer) -> str:
    """How many came to the end, of each of the largest segments where there are some, and where most leave.

    Segments are never added up: a person may be in several.
    """
    words, ends = answer.words, _rank(_list_ends(answer.rows, len(question.steps)))
    if not ends:
        days = words.on_days(question.first, question.last)
        return words.say("sentence.funnel.nobody", first=question.steps[0].name, days=days)
    told = _tell_ends(question, ends, words)
    loss = max(_list_losses(answer.rows), key=lambda each: each.left)
    if not loss.left or len(question.steps) == 2:
        return f"{told}."
    places = {"told": told, "before": loss.before, "after": loss.after}
    if question.breakdown is None:
        return words.say("sentence.funnel.leave", **places)
    place = _name_place(question.breakdown.property, loss.segment, words)
    return words.say("sentence.funnel.leave_in", **places, place=place)


def _tell_ends(question: Funnel, ends: Sequence[_End], words: Words) -> str:
    largest, *others = ends
    places = {
        "entered": words.say(f"counted.n.{question.count}", n=largest.entered),
        "first": question.steps[0].name,
        "reached": largest.reached,
        "last": question.steps[-1].name,
        "share": write_share(words, largest.share),
    }
    if question.breakdown is None:
        return words.say("sentence.funnel", **places)
    by = question.breakdown.property
    told = words.say("sentence.funnel.segment", **places, place=_name_place(by, largest.segment, words))
    told = told[0].upper() + told[1:]
    for end in others[: MOST_NAMED - 1]:
        told = words.say(
            "sentence.funnel.next",
            told=told,
            place=_name_place(by, end.segment, words),
            entered=end.entered,
            reached=end.reached,
            share=write_share(words, end.share),
        )
    left = len(ends) - MOST_NAMED
    return words.say("sentence.funnel.more", told=told, n=left) if left > 0 else told


def _name_place(by: str, segment: str | None, words: Words) -> str:
    return f"{name_property(words, by)} {name_segment(words, by, segment)}"


def tell_dropped(question: DroppedPersons, answer: ChartedAnswer) -> str:
    """How many persons the list has."""
    name = question.funnel.steps[question.step - 1].name
    return answer.words.say("sentence.dropped", n=len(answer.rows), name=name)


def _list_ends(rows: Rows, last: int) -> list[_End]:
    """Of segments that somebody entered, in the order of the rows."""
    entered = {row.get("segment"): row["reached"] for row in rows if row["step"] == 1}
    reached = {row.get("segment"): row["reached"] for row in rows if row["step"] == last}
    return [_End(segment, n, reached[segment]) for segment, n in entered.items() if n]


def _rank(ends: list[_End]) -> list[_End]:
    return sorted(ends, key=lambda each: -each.entered)


def _list_losses(rows: Rows) -> list[_Loss]:
    return [
        _Loss(row["reached"] - following["reached"], row["name"], following["name"], row.get("segment"))
        for row, following in pairwise(rows)
        if following["step"] == row["step"] + 1
    ]
