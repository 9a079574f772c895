"""Answer a report: one statement, its rows completed, and the verdict of the events under it."""

from dataclasses import dataclass

from tally.domain.reports.answer import ReportAnswer, complete_answer
from tally.domain.reports.question import Question
from tally.modelling.questions.statements import bind_question, bind_verdict
from tally.ports.modelling import QueryEngine


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """Asks the published tables of one database. NotPublished before the first night."""

    engine: QueryEngine
    database: str

    def __call__(self, question: Question) -> ReportAnswer:
        """The whole answer; what the engine raises is raised."""
        rows = self.engine.rows(bind_question(question), self.database)
        (verdict,) = self.engine.rows(bind_verdict(question), self.database)
        return complete_answer(question, rows, verdict)
