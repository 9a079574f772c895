"""The files `questions/NAME`: answers of the saved questions that stand in the shop's dashboards.

A build asks them once, so that a dashboard is read without a query. What cannot be answered is told in its
file; a question that has none is asked by the page itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tally.domain.answering.asked_report import AskedReport
from tally.domain.answering.told_answer import Served, tell_answer
from tally.domain.errors import Misconfigured
from tally.domain.page.columns import write_columns
from tally.domain.reports.answer_types import find_types
from tally.domain.reports.written.written_question import FindVersion
from tally.domain.settings.dashboard_text import check_dashboard
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.settings.saved_by import SavedBy
from tally.domain.settings.setting import SettingVersion
from tally.domain.settings.toml_text import read_any_toml
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.refusals import tell_refusal
from tally.domain.words.words import LANGUAGES

MOST_QUESTIONS = 24
"""As many as one dashboard holds panels; what stands beyond is asked by the page."""

_TOLD = ("days", "notes", "verdict", "build", "cohorts", "answered_at", "scanned_bytes", "sql")
_IN_WORDS = ("sentence", "chart", "verdict", "notes")


@dataclass(frozen=True, slots=True)
class QuestionToAnswer:
    """A saved question; `version` is that of its setting, so that a page sees that it was changed since."""

    name: str
    version: int
    description: str
    kind: str
    asked: Mapping[str, Any]


def choose_questions(
    dashboards: Sequence[SettingVersion], saved: Sequence[SettingVersion], now: datetime
) -> list[QuestionToAnswer]:
    """Those that stand in dashboards, the most used first: at most MOST_QUESTIONS. What no longer reads as a
    setting is passed over."""
    uses: dict[str, int] = {}
    for board in dashboards:
        for name in _list_questions(board):
            uses[name] = uses.get(name, 0) + 1
    standing = {version.address.name: version for version in saved if version.text is not None}
    names = sorted((name for name in uses if name in standing), key=lambda name: (-uses[name], name))
    read = (_read(standing[name], now) for name in names)
    return [question for question in read if question is not None][:MOST_QUESTIONS]


def make_question_file(
    question: QuestionToAnswer, served: Served, clock: ShopClock, find_cohort: FindVersion
) -> dict[str, Any]:
    """The answer by columns, and in the words of each language its sentence, chart, verdict and notes, and
    `texts`: columns that it says in other words."""
    moment = datetime.fromisoformat(served["answered_at"])
    report = AskedReport(question.kind, question.asked, moment, served["cohorts"])
    types = find_types(report.read(clock, find_cohort))
    answer = {
        **{name: served[name] for name in _TOLD},
        "columns": write_columns(served["rows"], served["columns"]),
        "types": {name: types.get(name, "string") for name in served["columns"]},
    }
    told = {language: tell_answer(served, language, clock, find_cohort) for language in LANGUAGES}
    words = {
        language: {**{name: each[name] for name in _IN_WORDS}, "texts": _list_texts(served, each)}
        for language, each in told.items()
    }
    return {**_describe(question), "answer": answer, "told": words, "problem": None}


def _list_texts(served: Served, told: Served) -> dict[str, list[Any]]:
    """Columns of which the language says another text than the table."""
    rows = list(zip(served["rows"], told["rows"], strict=True))
    differing = [name for name in served["columns"] if any(row[name] != each[name] for row, each in rows)]
    return {name: [each[name] for _, each in rows] for name in differing}


def make_problem_file(question: QuestionToAnswer, problem: str) -> dict[str, Any]:
    """Why it has no answer, in English and, where its sentence is known, in each language."""
    told = {language: {"problem": tell_refusal(language, problem)} for language in LANGUAGES}
    return {**_describe(question), "answer": None, "told": told, "problem": problem}


def _describe(question: QuestionToAnswer) -> dict[str, Any]:
    return {
        "name": question.name,
        "version": question.version,
        "description": question.description,
        "kind": question.kind,
        "asked": question.asked,
    }


def _list_questions(board: SettingVersion) -> list[str]:
    if board.text is None:
        return []
    try:
        check_dashboard(board.text)
    except Misconfigured:
        return []
    panels = read_any_toml(board.text).get("panel", [])
    return list(dict.fromkeys(panel["question"] for panel in panels if "question" in panel))


def _read(version: SettingVersion, now: datetime) -> QuestionToAnswer | None:
    try:
        question = parse_saved_question(version.text or "", now)
        saved = SavedBy.read(read_any_toml(version.text or ""))
    except Misconfigured:
        return None
    name = version.address.name
    return QuestionToAnswer(name, version.number, saved.description, question.kind, question.asked)
