"""refresh_models: builds every model of the lake beside the published tables, audits them, then switches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tally import catalog
from tally.building import StepBuilder
from tally.domain.shop import ShopClock, ShopDay
from tally.literals import Rows, Scalar
from tally.ports import Builds, QueryEngine

STEP = "refresh"
CALENDAR_TYPES = ("date", "bigint", "bigint", "bigint")


@dataclass(frozen=True, slots=True)
class ModelsRefreshed:
    """Counts of one refresh; `dropped` names the older builds that were removed."""

    build: str
    models: int
    audits: int
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefreshModels:
    """Build, audit, publish, tidy up, in this order.

    May run again after a crash anywhere, with the same build: tables are made anew until all audits have
    passed, and from then on only published. Readers see the tables of the build before until the views are
    switched; when an audit finds rows (PermanentFailure) they are not.
    """

    engine: QueryEngine
    builds: Builds
    shop: ShopClock
    keep: int = 2

    def __call__(self, build: str) -> ModelsRefreshed:
        """Refresh all models as `build`."""
        database = self.builds.open(build)
        dates = self.engine.rows(catalog.report("lake_dates").query, database)
        days = calendar_rows(self.shop.day(row["business_date"]) for row in dates)
        built = StepBuilder(self.engine, self.builds)(build, STEP, {"days": days})
        self.builds.publish(build, built.tables)
        dropped = self.builds.drop_older(self.keep)
        return ModelsRefreshed(build, len(built.tables), built.audits, tuple(dropped))


def calendar_rows(days: Iterable[ShopDay]) -> Rows:
    """Days as few characters: Athena takes 262,144 bytes a statement, some 17 years of these."""
    ordered = sorted(days, key=lambda day: day.business_date)
    return Rows(CALENDAR_TYPES, [_row(day) for day in ordered])


def _row(day: ShopDay) -> tuple[Scalar, ...]:
    limits = (day.starts_at, day.opens_at, day.ends_at)
    return (day.business_date, *(_minutes(limit, day.business_date) for limit in limits))


def _minutes(moment: datetime, business_date: date) -> int:
    return (moment - datetime.combine(business_date, time(0), UTC)) // timedelta(minutes=1)
