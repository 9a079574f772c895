"""Any report asked of a cohort's persons only, or by cohorts: cohort and cohort-as-of."""

from datetime import date

from tally.domain.errors import BadQuestion
from tally.domain.reports.cohort import Cohort, CohortMembers
from tally.domain.reports.cohort_conditions import CohortCondition
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.reports.joined_properties import name_cohorts
from tally.domain.reports.of_cohorts import AmongCohorts, OfCohort
from tally.domain.reports.question import Question
from tally.domain.reports.written.days import SHOWN_DAY, read_day
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.written_question import WrittenQuestion

COHORT_FIELDS = (
    Field(
        "cohort",
        Form.TEXTS,
        'only of persons of a saved cohort, or who "did Order Completed; at least 2"; several must all hold',
        shown="NAME|CONDITION",
    ),
    Field(
        "cohort-as-of",
        Form.TEXT,
        "at the end of this day (default: today; of --as-of its day)",
        shown=SHOWN_DAY,
    ),
)


def narrow_to_cohort(written: WrittenQuestion, question: Question, today: date | None = None) -> Question:
    """The question of the cohort's persons, with the cohorts that its properties name; else itself.

    Where no day is said it is today; of a question that is asked as of another day, that one.
    """
    conditions, day = written.texts("cohort"), read_day(written, "cohort-as-of")
    names = name_cohorts(question.properties)
    if day is not None and not conditions and not names:
        raise BadQuestion("--cohort-as-of is the day of a cohort: name it with --cohort")
    as_of = day or today or written.today
    if names:
        named = tuple((name, CohortMembers(written.find_cohort(name), as_of)) for name in names)
        question = AmongCohorts(question, named)
    if conditions:
        question = OfCohort(question, CohortMembers(Cohort(*list_conditions(written)), as_of))
    return question


def list_conditions(
    written: WrittenQuestion,
) -> tuple[tuple[CohortCondition, ...], tuple[tuple[str, int], ...]]:
    """All that the field cohort says, and the versions of the saved cohorts in it.

    The name of a saved cohort is one word, which no condition is.
    """
    found: list[CohortCondition] = []
    versions: list[tuple[str, int]] = []
    for text in written.texts("cohort"):
        if text.split() == [text]:
            saved = written.find_cohort(text)
            found += saved.conditions
            versions += saved.versions
        else:
            found.append(parse_any_condition(text))
    return tuple(found), tuple(versions)
