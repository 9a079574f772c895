"""Any report asked of a cohort's persons only: its options --cohort and --cohort-as-of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
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
    """Conditions as they were written, and the day at whose end they must hold; None: today."""

    conditions: tuple[str, ...]
    as_of: date | None

    def ask(self, tally: "Tally", question: Question) -> Question:
        """The question of the cohort's persons; itself where no cohort is named. BadQuestion as texts say."""
        if not self.conditions:
            return question
        as_of = self.as_of or find_today(tally)
        return OfCohort(
            question, CohortMembers(Cohort(tuple(map(parse_any_condition, self.conditions))), as_of)
        )


def cohort_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--cohort and --cohort-as-of; the function takes them as `of_cohort`."""

    @click.option(
        "--cohort",
        "conditions",
        multiple=True,
        metavar="CONDITION",
        help='only of persons who "did Order Completed; at least 2; within 7d"; several must all hold',
    )
    @click.option(
        "--cohort-as-of",
        "as_of",
        type=Day(),
        metavar="YYYY-MM-DD",
        help="at the end of this day (default: today)",
    )
    @wraps(command)
    def run(*, conditions: tuple[str, ...], as_of: date | None, **values: Any) -> Any:
        if as_of is not None and not conditions:
            click.get_current_context().fail("--cohort-as-of is the day of a cohort: name it with --cohort")
        return command(of_cohort=CohortWanted(conditions, as_of), **values)

    return run
