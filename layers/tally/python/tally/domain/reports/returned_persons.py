"""Who came back in a period of a retention."""

from dataclasses import dataclass
from datetime import date

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.person_list import PersonList
from tally.domain.reports.retention import Criteria, Retention


@dataclass(frozen=True, slots=True)
class ReturnedPersons(PersonList):
    """Those of all cohorts who count in the period: of one cohort, as many as its cell says."""

    retention: Retention
    period: int

    def __post_init__(self) -> None:
        """BadQuestion for a period that is not asked for, and for days that are counted."""
        if not 0 <= self.period <= self.retention.periods:
            raise BadQuestion(f"There are periods 0 to {self.retention.periods}, none is {self.period}")
        if self.retention.criteria is Criteria.ACTIVE_DAYS:
            raise BadQuestion("A list of persons goes with periods, not with --criteria active-days")

    @property
    def first(self) -> date:
        """See Question."""
        return self.retention.first

    @property
    def last(self) -> date:
        """See Question."""
        return self.retention.last

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question."""
        return self.retention.events

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question."""
        return self.retention.properties
