"""Answer a report: its rows completed, and the verdict of the events under it."""

from dataclasses import dataclass

from tally.domain.reports.answer import ReportAnswer, complete_answer
from tally.domain.reports.question import Question
from tally.modelling.questions.statements import list_statements
from tally.ports.modelling import QueryEngine


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """Asks the published tables of one database. NotPublished before the first night."""

    engine: QueryEngine
    database: str

    def __call__(self, question: Question) -> ReportAnswer:
        """The whole answer; what the engine raises is raised."""
        found = (self.engine.rows(sql, self.database) for sql in list_statements(question))
        return complete_answer(question, *found)
