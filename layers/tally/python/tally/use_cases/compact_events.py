"""Closed days of the lake, rewritten sorted and in few files."""

from dataclasses import dataclass
from datetime import timedelta

from tally.domain.shop.shop_clock import ShopClock
from tally.ports.clock import Clock
from tally.ports.lake import Lake

SNAPSHOT_AGE = timedelta(days=3)  # at a commit every 5 minutes 864 of them: 1 MB that each query reads
SNAPSHOTS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Compacted:
    """Days rewritten (0 or 1) and the rows in them; `remaining` is true when more days wait."""

    days: int = 0
    rows: int = 0
    remaining: bool = False

    def __add__(self, later: "Compacted") -> "Compacted":
        """Both together, as they stand after the later."""
        return Compacted(self.days + later.days, self.rows + later.rows, later.remaining)


@dataclass(frozen=True, slots=True)
class CompactEvents:
    """Rewrite the oldest day before today (the shop's) that lies in more files than it needs.

    Each day is one commit that changes no row and carries the landing record on: killed at any point, the
    day is as it was or rewritten, and a rerun finds what is left to do. When a commit of events comes
    between, ours fails and is tried again. After the last day old snapshots are forgotten.
    """

    lake: Lake
    shop: ShopClock
    now: Clock

    def __call__(self) -> Compacted:
        """Compact one day, or none when every closed day is compact."""
        moment = self.now()
        days = self.lake.days_to_compact(self.shop.business_date(moment))
        rows = self.lake.rewrite_day(days[0]) if days else 0
        if len(days) <= 1:
            self.lake.expire_snapshots(moment - SNAPSHOT_AGE, SNAPSHOTS_KEPT)
        return Compacted(min(len(days), 1), rows, len(days) > 1)
