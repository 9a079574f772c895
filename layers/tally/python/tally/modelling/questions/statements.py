"""Any question as a statement, by its kind."""

from tally.domain.reports.cohort import CohortMembers, CohortSizes, OfCohort
from tally.domain.reports.funnel import DroppedPersons, Funnel
from tally.domain.reports.insights import Insights
from tally.domain.reports.question import Question
from tally.modelling.questions.cohort import COHORT_EVENTS, bind_members, bind_of_cohort, bind_sizes
from tally.modelling.questions.funnel import bind_dropped_persons, bind_funnel
from tally.modelling.questions.insights import bind_insights

EVENTS = "person_events"
"""What every report reads, as published."""


def bind_question(question: Question, events: str = EVENTS) -> str:
    """The one statement that answers it; `events` has the columns of person_events."""
    match question:
        case Funnel():
            return bind_funnel(question, events)
        case DroppedPersons():
            return bind_dropped_persons(question, events)
        case Insights():
            return bind_insights(question, events)
        case CohortMembers():
            return bind_members(question)
        case CohortSizes():
            return bind_sizes(question)
        case OfCohort():
            return bind_of_cohort(question.members, bind_question(question.question, COHORT_EVENTS))
        case _:
            raise TypeError(f"{type(question).__name__} is no kind of report")
