"""What questions around a funnel take from it."""

from dataclasses import dataclass
from datetime import date

from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.funnel import Funnel


@dataclass(frozen=True, slots=True)
class FunnelQuestion:
    """A question about a funnel: of its days, its events and their properties."""

    funnel: Funnel

    @property
    def first(self) -> date:
        """See Question."""
        return self.funnel.first

    @property
    def last(self) -> date:
        """See Question."""
        return self.funnel.last

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question."""
        return self.funnel.events

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question."""
        return self.funnel.properties
