"""An answer in the language of who asked: one sentence, and a chart of its rows.

They are made when the answer is given, so that one kept answer serves every language.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tally.domain.answering.asked_report import AskedReport
from tally.domain.answering.refusals import NoSuchAnswer
from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.charts.report_chart import draw_report, has_chart
from tally.domain.errors import BadQuestion
from tally.domain.reports.answer_types import find_types
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpi_question import KpiQuestion
from tally.domain.reports.question import Question
from tally.domain.reports.written.written_question import FindVersion
from tally.domain.sentences.report_sentence import tell_report
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.reasons import tell_reason
from tally.domain.words.words import Words

Served = Mapping[str, Any]
"""An answer, or {"id": ..., "state": "running"}."""


def tell_answer(served: Served, language: str | None, clock: ShopClock, find_cohort: FindVersion) -> Served:
    """With `sentence` and `chart` (Vega-Lite; None of a list, and of no rows) in a language, and its
    verdict's reason and notes in it; without one, and while the question runs, as it is. Saved cohorts are
    read in the versions that it is of. NoSuchAnswer where one was taken away since."""
    if language is None or served["state"] != "answered":
        return served
    question, answer = read_served(served, Words(language), clock, find_cohort)
    chart = draw_report(question, answer) if answer.rows and has_chart(question) else None
    return {
        **served,
        **_tell_texts(served, answer.words),
        "rows": _tell_rows(question, served["rows"], answer.words),
        "sentence": tell_report(question, answer),
        "chart": chart,
    }


def read_served(
    served: Served, words: Words, clock: ShopClock, find_cohort: FindVersion
) -> tuple[Question, ChartedAnswer]:
    """The question of a whole answer, and what is drawn and told of it. NoSuchAnswer as of `tell_answer`."""
    moment = datetime.fromisoformat(served["answered_at"])
    try:
        report = AskedReport(served["kind"], served["asked"], moment, served.get("cohorts", {}))
        question = report.read(clock, find_cohort)
    except BadQuestion as error:
        raise NoSuchAnswer(f"The answer can be told no more, ask the question again: {error}") from error
    return question, ChartedAnswer(
        _read_rows(question, served["rows"]),
        EventsVerdict(Verdict(served["verdict"]["verdict"]), served["verdict"]["reason"]),
        served["notes"],
        clock.business_date(moment),
        words,
    )


def _tell_texts(served: Served, words: Words) -> Served:
    """Why its verdict is what it is, and its notes, in the language."""
    verdict = served["verdict"]
    return {
        "verdict": {**verdict, "reason": tell_reason(words, verdict["reason"])},
        "notes": [tell_reason(words, note) for note in served["notes"]],
    }


def _tell_rows(
    question: Question, rows: list[Mapping[str, Any]], words: Words
) -> Sequence[Mapping[str, Any]]:
    """Each KPI has its reason and its note."""
    if not isinstance(question, KpiQuestion):
        return rows
    return [
        {**row, **{name: tell_reason(words, row[name]) for name in ("reason", "note") if row[name]}}
        for row in rows
    ]


def _read_rows(question: Question, rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Plain rows, their days as days again."""
    types = find_types(question)
    return [{name: _read_cell(types.get(name), value) for name, value in row.items()} for row in rows]


def _read_cell(athena_type: str | None, value: Any) -> Any:
    return date.fromisoformat(value) if athena_type == "date" and value is not None else value
