"""Questions of one cohort's persons only, and questions that tell the persons of cohorts from the others."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.cohort import CohortMembers, CohortSizes
from tally.domain.reports.question import Days, Question, find_days_under, list_notes


@dataclass(frozen=True, slots=True)
class CohortQuestion(ABC):
    """A question that looks at cohorts. Its verdict is of their conditions' events, too."""

    question: Question

    @property
    @abstractmethod
    def cohorts(self) -> tuple[CohortMembers, ...]:
        """Those that it looks at."""

    @property
    def first(self) -> date:
        """See Question."""
        return self.question.first

    @property
    def last(self) -> date:
        """See Question."""
        return self.question.last

    @property
    def rests_on(self) -> tuple[Days, Days]:
        """See WideQuestion: the days of the question, and those of the conditions."""
        days, compared = find_days_under(self.question)
        members = min(each.first for each in self.cohorts), max(each.last for each in self.cohorts)
        if compared in (days, (self.first, self.last)):
            return days, members
        return (min(days[0], members[0]), max(days[1], members[1])), compared

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question."""
        return (*self.question.events, *(event for each in self.cohorts for event in each.events))

    @property
    def properties(self) -> Sequence[str]:
        """See Question: those of the conditions are the members' own."""
        return self.question.properties

    @property
    def told_properties(self) -> Sequence[str]:
        """See Question."""
        return self.question.told_properties

    @property
    def columns(self) -> Sequence[str]:
        """See Question."""
        return self.question.columns

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """See Question."""
        return self.question.complete(rows)

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[str]:
        """See NotedQuestion."""
        return list_notes(self.question, rows)


def list_cohort_versions(question: Question) -> dict[str, int]:
    """The saved cohorts that a question looks at, by name, and which version of each."""
    found: dict[str, int] = {}
    while isinstance(question, CohortQuestion):
        found |= dict(version for each in question.cohorts for version in each.cohort.versions)
        question = question.question
    if isinstance(question, CohortMembers | CohortSizes):
        found |= dict(question.cohort.versions)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class OfCohort(CohortQuestion):
    """A question of a cohort's members only."""

    members: CohortMembers

    @property
    def cohorts(self) -> tuple[CohortMembers, ...]:
        """See CohortQuestion."""
        return (self.members,)


@dataclass(frozen=True, slots=True)
class AmongCohorts(CohortQuestion):
    """A question with properties such as `cohort.buyers`: `in` for a member's event, else `out`.

    `named` has the members by the names of cohorts.
    """

    named: tuple[tuple[str, CohortMembers], ...]

    @property
    def cohorts(self) -> tuple[CohortMembers, ...]:
        """See CohortQuestion."""
        return tuple(members for _, members in self.named)
