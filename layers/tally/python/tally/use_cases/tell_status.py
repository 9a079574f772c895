"""Tells how a running Tally stands: one finding a part, in the order in which an event passes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tally.domain.running import health
from tally.domain.running.health import Finding, PlanMark
from tally.ports.running import RunningTally

ARRIVALS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TellStatus:
    """Looks and changes nothing; may be asked at any time."""

    running: RunningTally

    def __call__(self, plan_at_hand: PlanMark, now: datetime) -> Sequence[Finding]:
        """`now` is aware. What a part raises is raised: a status that lacks parts would calm wrongly."""
        running = self.running
        landed_at = running.read_last_landing()
        since = (now - ARRIVALS).replace(minute=0, second=0, microsecond=0)
        return [
            *health.judge_queues(running.look_at_queues()),
            health.judge_dead_letters(running.look_at_dead_letters()),
            health.judge_landing(landed_at, now),
            health.judge_commit(landed_at, running.read_committed_until(), now),
            health.judge_set_aside(running.count_set_aside()),
            health.judge_night(running.find_last_night(), landed_at, now),
            health.judge_arrivals(running.count_arrivals(since)),
            health.judge_plan(running.read_plan_in_force(), plan_at_hand, running.find_landed_plans()),
            health.judge_alarms(running.list_ringing_alarms()),
        ]
