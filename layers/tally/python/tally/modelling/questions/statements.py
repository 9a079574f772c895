"""Any question as a statement, by its kind."""

from tally.domain.reports.funnel import DroppedPersons, Funnel
from tally.domain.reports.insights import Insights
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Retention
from tally.modelling.questions.funnel import bind_dropped_persons, bind_funnel
from tally.modelling.questions.insights import bind_insights
from tally.modelling.questions.retention import bind_retention


def bind_question(question: Question) -> str:
    """The one statement that answers it, over the published `person_events`."""
    match question:
        case Funnel():
            return bind_funnel(question)
        case DroppedPersons():
            return bind_dropped_persons(question)
        case Insights():
            return bind_insights(question)
        case Retention():
            return bind_retention(question)
        case _:
            raise TypeError(f"{type(question).__name__} is no kind of report")
