"""answer_report: the question's own statement, its rows completed, and the verdict of its events and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from tally.domain.audit.verdicts import Verdict
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.funnel import Funnel
from tally.modelling.questions.statements import bind_question
from tally.use_cases.answer_report import AnswerReport

QUESTION = Funnel(
    (AskedEvent("Product Viewed"), AskedEvent("Order Completed")), date(2026, 4, 1), date(2026, 4, 30)
)
ENTERED = {"segment": None, "step": 1, "reached": 3}
DISPUTED = {"reason": "10 orders lack", "disputed": 1}


@dataclass
class FakeEngine:
    """Answers one list of rows after another."""

    answers: list[Sequence[Mapping[str, Any]]]
    asked: list[tuple[str, str]] = field(default_factory=list)

    def rows(self, sql: str, database: str) -> Sequence[Mapping[str, Any]]:
        self.asked.append((sql, database))
        return self.answers.pop(0)

    def run(self, sql: str, database: str) -> None:
        raise AssertionError(sql)


def test_an_answer_has_the_rows_of_its_statement_and_a_verdict() -> None:
    engine = FakeEngine([[ENTERED], [DISPUTED]])
    answer = AnswerReport(engine, "marts")(QUESTION)
    assert [row["reached"] for row in answer.rows] == [3, 0]
    assert answer.columns == QUESTION.columns
    assert (answer.verdict.verdict, answer.verdict.reason) == (Verdict.DISPUTED, "10 orders lack")
    assert bind_question(QUESTION) == engine.asked[0][0]
    assert [database for _, database in engine.asked] == ["marts", "marts"]


def test_the_verdict_is_of_the_events_and_days_asked_for() -> None:
    engine = FakeEngine([[], [DISPUTED]])
    AnswerReport(engine, "marts")(QUESTION)
    judged, _ = engine.asked[1]
    assert "event_name in ('Order Completed', 'Product Viewed')" in judged
    assert "2026-04-01" in judged
    assert "2026-04-30" in judged


def test_what_the_engine_raises_is_raised() -> None:
    class Failing(FakeEngine):
        def rows(self, sql: str, database: str) -> Sequence[Mapping[str, Any]]:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        AnswerReport(Failing([]), "marts")(QUESTION)
