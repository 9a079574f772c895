"""Who came to a step of a funnel and no further."""

from dataclasses import dataclass

from tally.domain.errors import BadQuestion
from tally.domain.reports.funnel_entries import Counted
from tally.domain.reports.of_funnel import FunnelQuestion
from tally.domain.reports.person_list import PersonList


@dataclass(frozen=True, slots=True)
class DroppedPersons(PersonList, FunnelQuestion):
    """Who came to the step of this number and no further: as many as are missing at the next one."""

    step: int

    def __post_init__(self) -> None:
        """BadQuestion for a step that there is not, and for what counts no persons."""
        self.funnel.check_step(self.step)
        if self.funnel.count is not Counted.PERSONS:
            raise BadQuestion(f"A list of persons goes with --count persons, not with {self.funnel.count}")
