"""What a look at a running Tally needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tally.domain.running.health import HourOfArrivals, LandedPlan, LastNight, PlanMark, QueueLook


class RunningTally(Protocol):
    """One deployed Tally, looked at and never changed."""

    def look_at_queues(self) -> Sequence[QueueLook]:
        """The queues of parcels, their dead letters not among them."""

    def look_at_dead_letters(self) -> Sequence[QueueLook]:
        """The queues of what was given up."""

    def read_last_landing(self) -> datetime | None:
        """When events landed last (UTC); None where none did."""

    def read_committed_until(self) -> datetime | None:
        """When the newest landing object that a commit took had landed (UTC); None before the first."""

    def count_set_aside(self) -> int:
        """Landed objects, of both collectors, that lie apart because no step can read them."""

    def find_last_night(self) -> LastNight | None:
        """The newest run of the nightly state machine; None where none is known."""

    def list_ringing_alarms(self) -> Sequence[str]:
        """Names of Tally's alarms that ring."""

    def count_arrivals(self, since: datetime) -> Sequence[HourOfArrivals]:
        """By hour, from `since` (UTC) on."""

    def read_plan_in_force(self) -> PlanMark | None:
        """The tracking plan in force; None where none was put and an older deployment noted none."""

    def find_landed_plans(self) -> Sequence[LandedPlan]:
        """By which version each of the landing functions landed last; none for one that never did."""
