"""A running Tally that is well, for tests of how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tally.domain.running.health import HourOfArrivals, LandedPlan, LastNight, PlanMark, QueueLook

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(slots=True)
class FakeRunning:
    """See ports.RunningTally."""

    queues: Sequence[QueueLook] = (QueueLook("tally-events", 2, timedelta(seconds=3)),)
    dead: Sequence[QueueLook] = (QueueLook("tally-events-dead", 0),)
    landed_at: datetime | None = NOW - timedelta(minutes=5)
    committed_until: datetime | None = NOW - timedelta(minutes=5)
    night: LastNight | None = field(
        default_factory=lambda: LastNight("SUCCEEDED", NOW - timedelta(hours=6), NOW - timedelta(hours=5))
    )
    set_aside: int = 0
    ringing: Sequence[str] = ()
    arrivals: Sequence[HourOfArrivals] = ()
    plan: PlanMark | None = None
    landed_plans: Sequence[LandedPlan] = ()
    since: list[datetime] = field(default_factory=list)

    def look_at_queues(self) -> Sequence[QueueLook]:
        return self.queues

    def look_at_dead_letters(self) -> Sequence[QueueLook]:
        return self.dead

    def read_last_landing(self) -> datetime | None:
        return self.landed_at

    def read_committed_until(self) -> datetime | None:
        return self.committed_until

    def count_set_aside(self) -> int:
        return self.set_aside

    def find_last_night(self) -> LastNight | None:
        return self.night

    def list_ringing_alarms(self) -> Sequence[str]:
        return self.ringing

    def count_arrivals(self, since: datetime) -> Sequence[HourOfArrivals]:
        self.since.append(since)
        return self.arrivals

    def find_landed_plans(self) -> Sequence[LandedPlan]:
        return self.landed_plans

    def read_plan_in_force(self) -> PlanMark | None:
        return self.plan
