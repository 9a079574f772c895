"""Lake against witness: every closed hour gets a verdict."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tally.domain.audit.audit_cells import CELLS_TABLE, judge_cells
from tally.domain.audit.verdicts import Verdict, first_open_hour
from tally.domain.errors import Misconfigured
from tally.domain.events.event_time import EARLIEST
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.building import StepBuilder
from tally.modelling.models import AUDIT, REFRESH
from tally.ports.auditing import JudgedCells
from tally.ports.clock import Clock
from tally.ports.modelling import Builds, QueryEngine

FIRST_HOUR = EARLIEST
"""Events from before it are in quarantine."""

_MARGIN = timedelta(days=2)
"""An id may lie this far outside the hours compared and still be found: in other partitions of the lake."""


@dataclass(frozen=True, slots=True)
class Audited:
    """Cells by verdict, and how many ids the lake lacks."""

    build: str
    audited: int = 0
    disputed: int = 0
    unaudited: int = 0
    missing_in_lake: int = 0


@dataclass(frozen=True, slots=True)
class AuditLake:
    """Compare both collectors' ids in closed hours, judge each cell, publish audit_ids and audit_cells.

    SQL does the comparing, `domain.audit` the judging. A rerun of the same build comes to the same tables:
    the compared hours' ids are built once, the judged cells are written anew until they are published.
    All hours of the lake are audited each time unless `from_hour` and `to_hour` say otherwise.
    """

    engine: QueryEngine
    builds: Builds
    cells: JudgedCells
    shop: ShopClock
    now: Clock

    def __call__(
        self, build: str | None = None, from_hour: datetime = FIRST_HOUR, to_hour: datetime | None = None
    ) -> Audited:
        """Audit this build, or the newest one that has its models.

        Hours (UTC) from `from_hour` to before `to_hour`; open hours never. Misconfigured: no build yet.
        """
        build = build or self.builds.newest(REFRESH)
        if build is None:
            raise Misconfigured("there is no build to audit: run refresh_models first")
        database = self.builds.open(build)
        StepBuilder(self.engine, self.builds)(build, AUDIT, self._hours(from_hour, to_hour))
        counted = [_with_utc(row) for row in self.engine.rows(catalog.query("counted_cells").sql, database)]
        cells = judge_cells(counted, self.shop)
        if CELLS_TABLE not in self.builds.finished(build):
            self.cells.put(database, self.builds.clear(build, CELLS_TABLE), cells)
            self.builds.finish(build, CELLS_TABLE)
        self.builds.publish(build, ("audit_ids", CELLS_TABLE))
        return _summary(build, cells)

    def _hours(self, from_hour: datetime, to_hour: datetime | None) -> dict[str, Any]:
        closed = first_open_hour(self.now())
        end = min(to_hour, closed) if to_hour else closed
        return {
            "from_hour": from_hour,
            "to_hour": end,
            "from_date": (from_hour - _MARGIN).date(),
            "to_date": (end + _MARGIN).date(),
        }


def _with_utc(row: dict[str, Any]) -> dict[str, Any]:
    """Athena's timestamps know no zone; ours are UTC."""
    return {**row, "hour_at": row["hour_at"].replace(tzinfo=UTC)}


def _summary(build: str, cells: list[dict[str, Any]]) -> Audited:
    verdicts = Counter(cell["verdict"] for cell in cells)
    return Audited(
        build,
        audited=verdicts[Verdict.AUDITED],
        disputed=verdicts[Verdict.DISPUTED],
        unaudited=verdicts[Verdict.UNAUDITED],
        missing_in_lake=sum(int(cell["missing_in_lake"]) for cell in cells),
    )
