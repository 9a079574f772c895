"""Names in answers of reports, as people read them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tally.domain.reports.answer_words import EMPTY, NOT_SET
from tally.domain.reports.flows import DROP_OFF, START
from tally.domain.reports.formula import LETTERS
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_places import PLACES
from tally.domain.reports.metric import Metric
from tally.domain.reports.retention import AVERAGE
from tally.domain.reports.segments import OTHER
from tally.domain.words.place_words import name_place
from tally.domain.words.words import Words

_OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        NOT_SET: "segment.not_set",
        EMPTY: "segment.empty",
        OTHER: "segment.other",
        START: "flow.start",
        DROP_OFF: "flow.drop_off",
        AVERAGE: "retention.average",
    }
)
"""What an answer holds in place of a shop's value -> its text."""

MOST_NAMED = 3
"""Segments in one sentence: all where there are so many, and of more the largest, with how many are left."""


def name_value(words: Words, value: str | None) -> str:
    """A value of a breakdown or an event's name: a shop's own stands as it is."""
    named = NOT_SET if value is None else value or EMPTY
    return words.say(_OWN_NAMES[named]) if named in _OWN_NAMES else named


def name_property(words: Words, property_name: str) -> str:
    """One that every shop has, in words; another as it is."""
    return words.find(f"property.{property_name}", property_name)


def name_segment(words: Words, property_name: str | None, value: str | None) -> str:
    """As name_value, and places as people call them."""
    if property_name in PLACES and value and value not in _OWN_NAMES:
        return name_place(words, property_name, value)
    return name_value(words, value)


def name_insight(words: Words, question: Insights) -> str:
    """What is measured: of a formula all its letters."""
    parts = [
        {"event": metric.event.name, "measure": name_metric(words, metric)} for metric in question.metrics
    ]
    if question.formula is None:
        return words.say("chart.insights.title", **parts[0])
    told = [
        words.say("chart.insights.part", letter=letter, **part)
        for letter, part in zip(LETTERS, parts, strict=False)
    ]
    return words.say("chart.insights.formula", formula=question.formula.text, parts=words.several(told))


def name_metric(words: Words, metric: Metric) -> str:
    """Such as persons, sum of revenue, or average of the sum of revenue per person."""
    name = words.find(f"measure.{metric.measure}", metric.measure)
    if metric.per_person:
        fold = _name_of(words, words.say(f"measure.{metric.per_person}"), metric.property_name)
        return words.say("measure.per_person", measure=name, fold=fold)
    return _name_of(words, name, metric.property_name)


def write_value(words: Words, value: float | None) -> str:
    """A number of which no unit is known; a dash for none."""
    return words.say("value.none") if value is None else words.number(value)


def write_share(words: Words, share: float | None) -> str:
    """A share of 1, in per cent; a dash for none."""
    return words.say("value.none") if share is None else words.share(share)


def name_ranked(words: Words, ranked: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Of segments and their written values, largest first: the first, and in its place `value` what follows:
    the next ones, and how many more there are."""
    (segment, value), *others = ranked
    for following, next_value in others[: MOST_NAMED - 1]:
        value += words.say("sentence.insights.then", segment=following, value=next_value)
    if (left := len(ranked) - MOST_NAMED) > 0:
        value += words.say("sentence.insights.more", n=left)
    return {"segment": segment, "value": value}


def _name_of(words: Words, measure: str, property_name: str | None) -> str:
    if property_name is None:
        return measure
    return words.say("measure.of", measure=measure, property=name_property(words, property_name))
