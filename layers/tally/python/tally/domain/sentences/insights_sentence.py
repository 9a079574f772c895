"""An insight in a sentence: its number, its largest segment, or its last whole span."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import Insights
from tally.domain.words.report_words import name_insight, name_ranked, name_segment, write_value
from tally.domain.words.words import Words

Rows = Sequence[Mapping[str, Any]]


def tell_insights(question: Insights, answer: ChartedAnswer) -> str:
    """Numbers of segments and spans are never added up: of persons they would count some twice."""
    words = answer.words
    told = [row for row in answer.rows if row["value"] is not None]
    if question.interval is not None:
        ended = {span.start for span in question.spans if span.is_complete and span.last < answer.today}
        return _tell_last_span(question, [row for row in told if row["start"] in ended], words)
    places = {"title": name_insight(words, question), "days": words.on_days(question.first, question.last)}
    if not told:
        return words.say("sentence.insights.nothing", **places)
    if question.breakdown is not None:
        return _tell_largest(question, told, words, places)
    value, before = told[0]["value"], told[0].get("compared")
    if not before:
        return words.say("sentence.insights", **places, value=write_value(words, value))
    return words.say(
        "sentence.insights.compared",
        **places,
        value=write_value(words, value),
        before=write_value(words, before),
        change=words.change((value - before) / abs(before)),
    )


def _tell_largest(question: Insights, rows: Rows, words: Words, places: Mapping[str, str]) -> str:
    told = {**places, **_name_segments(question, rows, words)}
    return words.say("sentence.insights.most", **told)


def _name_segments(question: Insights, rows: Rows, words: Words) -> dict[str, str]:
    ranked = [
        (name_segment(words, question.breakdown, row["segment"]), write_value(words, row["value"]))
        for row in _rank(rows)
    ]
    return name_ranked(words, ranked)


def _tell_last_span(question: Insights, whole: Rows, words: Words) -> str:
    """Of rows of spans that are over, and that the days do not cut."""
    interval = question.interval or Interval.DAY
    title = name_insight(words, question)
    if not whole:
        days = words.on_days(question.first, question.last)
        return words.say("sentence.insights.nothing", title=title, days=days)
    start = whole[-1]["start"]
    last = _rank([row for row in whole if row["start"] == start])
    places = {
        "title": title,
        "value": write_value(words, last[0]["value"]),
        "span": words.say(f"sentence.last.{interval}"),
        "start": _name_start(words, start),
    }
    if question.breakdown is not None:
        return words.say("sentence.insights.last_most", **{**places, **_name_segments(question, last, words)})
    before = whole[-2]["value"] if len(whole) > 1 else None
    if not before:
        return words.say("sentence.insights.last", **places)
    change = words.change((last[0]["value"] - before) / abs(before))
    return words.say("sentence.insights.change", **places, change=change)


def _rank(rows: Rows) -> list[Mapping[str, Any]]:
    """The largest first, of equal ones the first in the answer."""
    return sorted(rows, key=lambda row: -row["value"])


def _name_start(words: Words, start: str) -> str:
    moment = datetime.fromisoformat(start)
    return words.moment(moment) if "T" in start else words.day(moment.date())
