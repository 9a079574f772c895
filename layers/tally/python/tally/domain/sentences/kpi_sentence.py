"""KPIs in a sentence: the one asked for, or net revenue."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.kpi_places import ALL
from tally.domain.reports.kpi_question import KpiComparison, KpiDays, KpiQuestion
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.kpis import kpi_named
from tally.domain.words.kpi_words import name_kpi, write_kpi
from tally.domain.words.place_words import name_place
from tally.domain.words.report_words import name_ranked
from tally.domain.words.words import Words

_MAIN = "net_revenue"

Rows = Sequence[Mapping[str, Any]]


def tell_kpi_days(question: KpiDays, answer: ChartedAnswer) -> str:
    """Of the last day that is over and has a number."""
    told = [row for row in _choose(question, answer) if row["business_date"] < answer.today]
    last = max((row["business_date"] for row in told), default=None)
    if last is None:
        return _tell_nothing(question, answer)
    return _tell_places(question, [row for row in told if row["business_date"] == last], (last, last), answer)


def tell_kpi_range(question: KpiRange, answer: ChartedAnswer) -> str:
    """Of all the days."""
    return _tell_places(question, _choose(question, answer), (question.first, question.last), answer)


def tell_kpi_comparison(question: KpiComparison, answer: ChartedAnswer) -> str:
    """Of the last day that has a number, and the same weekday a week before."""
    told = _choose(question, answer)
    if not told:
        return _tell_nothing(question, answer)
    row, words = told[-1], answer.words
    places = _name_number(question, row, (row["business_date"], row["business_date"]), words)
    if row["change_share"] is None:
        return words.say("sentence.insights", **places)
    return words.say(
        "sentence.insights.compared",
        **places,
        change=words.change(row["change_share"]),
        before=_write(row, words, row["before_value"]),
    )


def _choose(question: KpiQuestion, answer: ChartedAnswer) -> Rows:
    named = question.kpi or _MAIN
    return [row for row in answer.rows if row["kpi"] == named and row["value"] is not None]


def _tell_places(question: KpiQuestion, rows: Rows, days: tuple[date, date], answer: ChartedAnswer) -> str:
    """The largest of the places first; the total is none of them."""
    if not rows:
        return _tell_nothing(question, answer)
    words, by = answer.words, question.place.by
    of_places = [row for row in rows if by is not None and row[by] != ALL]
    if by is None or not of_places:
        return words.say("sentence.insights", **_name_number(question, rows[0], days, words))
    ranked = sorted(of_places, key=lambda row: -row["value"])
    told = _name_number(question, ranked[0], days, words)
    named = [(name_place(words, by, row[by]), _write(row, words)) for row in ranked]
    return words.say("sentence.insights.most", **{**told, **name_ranked(words, named)})


def _name_number(
    question: KpiQuestion, row: Mapping[str, Any], days: tuple[date, date], words: Words
) -> dict[str, str]:
    return {
        "title": _title(question, words),
        "value": _write(row, words),
        "days": words.on_days(*days),
    }


def _tell_nothing(question: KpiQuestion, answer: ChartedAnswer) -> str:
    days = answer.words.on_days(question.first, question.last)
    return answer.words.say("sentence.insights.nothing", title=_title(question, answer.words), days=days)


def _title(question: KpiQuestion, words: Words) -> str:
    return name_kpi(words, kpi_named(question.kpi or _MAIN))


def _write(row: Mapping[str, Any], words: Words, value: float | None = None) -> str:
    shown = row["value"] if value is None else value
    return write_kpi(words, kpi_named(row["kpi"]).unit, shown, row["currency"])
