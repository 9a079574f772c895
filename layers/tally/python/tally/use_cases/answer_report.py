"""Answer a report: one statement, its rows completed, and the verdict of the events under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.question import Question, find_days_under, list_notes
from tally.modelling import catalog
from tally.modelling.expressions import fits_any
from tally.modelling.literals import Value, bind
from tally.modelling.questions.statements import bind_question
from tally.ports.modelling import QueryEngine


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """Rows by the names of `columns`. `notes` are sentences, without full stop, to stand beside them."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    verdict: EventsVerdict
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """Asks the published tables of one database. NotPublished before the first night."""

    engine: QueryEngine
    database: str

    def __call__(self, question: Question) -> ReportAnswer:
        """The whole answer; what the engine raises is raised."""
        rows = question.complete(self.engine.rows(bind_question(question), self.database))
        notes = list_notes(question, rows)
        return ReportAnswer(question.columns, rows, self._judge(question), notes)

    def _judge(self, question: Question) -> EventsVerdict:
        days, compared = find_days_under(question)
        values: dict[str, Value] = {
            "first": days[0],
            "last": days[1],
            "compared_first": compared[0],
            "compared_last": compared[1],
            "is_asked": fits_any(question.events),
        }
        (row,) = self.engine.rows(bind(catalog.query("events_verdict").sql, values), self.database)
        return EventsVerdict.judge(row)
