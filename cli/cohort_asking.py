"""Any report asked of a cohort's persons only: its options --cohort and --cohort-as-of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from tally.domain.reports.cohort import Cohort, CohortMembers, OfCohort
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.reports.question import Question

from cli.argument_types import Day
from cli.report_asking import find_today

if TYPE_CHECKING:
    from cli.clients import Tally


@dataclass(frozen=True, slots=True)
class CohortWanted:
    """Conditions as they were written, and the day at whose end they must hold; None: not said."""

    conditions: tuple[str, ...]
    day: date | None

    def ask(self, tally: "Tally", question: Question, now: datetime | None = None) -> Question:
        """The question of the cohort's persons; itself where no cohort is named. BadQuestion as texts say.

        Where no day is said it is today; of a question that is asked as of `now`, that day.
        """
        if not self.conditions:
            return question
        cohort = Cohort(tuple(map(parse_any_condition, self.conditions)))
        return OfCohort(question, CohortMembers(cohort, self.day or find_today(tally, now)))


def cohort_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--cohort and --cohort-as-of; the function takes them as `of_cohort`."""

    @click.option(
        "--cohort",
        "cohort_conditions",
        multiple=True,
        metavar="CONDITION",
        help='only of persons who "did Order Completed; at least 2; within 7d"; several must all hold',
    )
    @click.option(
        "--cohort-as-of",
        "cohort_day",
        type=Day(),
        metavar="YYYY-MM-DD",
        help="at the end of this day (default: today; of --as-of its day)",
    )
    @wraps(command)
    def run(*, cohort_conditions: tuple[str, ...], cohort_day: date | None, **values: Any) -> Any:
        if cohort_day is not None and not cohort_conditions:
            click.get_current_context().fail("--cohort-as-of is the day of a cohort: name it with --cohort")
        return command(of_cohort=CohortWanted(cohort_conditions, cohort_day), **values)

    return run
