"""Who came to a step of a funnel and no further."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.funnel_entries import Counted
from tally.domain.reports.of_funnel import FunnelQuestion


@dataclass(frozen=True, slots=True)
class DroppedPersons(FunnelQuestion):
    """Who came to the step of this number and no further: as many as are missing at the next one."""

    step: int

    def __post_init__(self) -> None:
        """BadQuestion for a step that there is not, and for what counts no persons."""
        self.funnel.check_step(self.step)
        if self.funnel.count is not Counted.PERSONS:
            raise BadQuestion(f"A list of persons goes with --count persons, not with {self.funnel.count}")

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        return ()

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question."""
        return ("person",)

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/funnel_persons.sql."""
        return [dict(row) for row in rows]
