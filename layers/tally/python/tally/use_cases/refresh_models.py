"""refresh_models: builds every model of the lake beside the published tables, checks them, then switches."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from tally.domain.events import message_names
from tally.domain.events.event_time import EARLIEST
from tally.domain.people.identity import MOST_USERS_OF_A_DEVICE
from tally.domain.plan.tracking_plan import NO_PLAN, TrackingPlan
from tally.domain.reports.event_catalog import LEAST_PERSONS, LONGEST_NAME, LONGEST_VALUE, VALUES_SAMPLE
from tally.domain.reports.kpis import KPIS, Kpi
from tally.domain.reports.windows import (
    CART_WINDOW,
    CLOCK_ERROR,
    COPY_WINDOW,
    FUNNEL_WINDOW,
    MOST_SESSIONS_OF_A_DAY,
    OPENING_HOUR,
    ORDER_LIKENESS,
    RATE_DAYS,
    RETURN_WINDOW,
    SESSION_GAP,
)
from tally.domain.settings.setting import SettingVersion
from tally.domain.settings.standing import StandingSettings
from tally.domain.shop.customer_profiles import DEFAULT_PROFILES, CustomerProfile
from tally.domain.shop.shop_clock import ShopClock, ShopDay
from tally.modelling import catalog
from tally.modelling.building import StepBuilder, build_moment
from tally.modelling.literals import Rows, Value
from tally.modelling.models import REFRESH
from tally.ports.modelling import Builds, QueryEngine

VIOLATION_DAYS = 35
"""How far back plan_violations goes: what an app did wrong a month ago is an old version's."""

SHOP_CURRENCY = "EUR"
"""Where a deployment names none."""

MODELS_AT_ONCE = 4
"""Our decision. Athena bounds the statements of an account, by its Region; analysts ask at night, too."""

CALENDAR_TYPES = ("date", "date", "bigint", "bigint", "bigint")
VISIT_TYPES = ("varchar", "boolean")
SETTING_TYPES = ("varchar", "varchar", "bigint", "varchar", "timestamp", "varchar")
NAME_TYPES = ("varchar",)
KPI_TYPES = (
    "varchar",
    "bigint",
    *("varchar",) * 5,
    "decimal(5,4)",
    "bigint",
    *("varchar",) * 3,
    "boolean",
)
PROFILE_TYPES = ("bigint", "varchar", "bigint", "decimal(20,6)", "bigint", "bigint")


@dataclass(frozen=True, slots=True)
class ModelsRefreshed:
    """Counts of one refresh; `dropped` names the older builds that were removed."""

    build: str
    models: int
    checks: int
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefreshModels:
    """Build, check, publish, tidy up, in this order.

    May run again after a crash anywhere, with the same build: tables are made anew until all checks have
    passed, and from then on only published. Readers see the tables of the build before until the views are
    switched; when a check finds rows (PermanentFailure) they are not.

    What the plan says today of visits holds for all days, and no value of its personal data is shown.
    `currency` is the shop's, which KPIs are in (ISO 4217). `at_once` models are built at the same time.
    `read_settings` gives the newest version of each setting, those that stand when the build begins: what is
    put counts, and not the `plan` and the opening hours of `shop` that were deployed, nor Tally's own
    customer profiles, owners and tolerances.
    """

    engine: QueryEngine
    builds: Builds
    shop: ShopClock
    keep: int = 2
    plan: TrackingPlan = NO_PLAN
    currency: str = SHOP_CURRENCY
    at_once: int = 1
    read_settings: Callable[[], Sequence[SettingVersion]] = tuple

    def __call__(self, build: str) -> ModelsRefreshed:
        """Refresh all models as `build`."""
        database = self.builds.open(build)
        dates = self.engine.rows(catalog.model("lake_dates").sql, database)
        standing = StandingSettings.of(self.read_settings())
        plan = standing.tracking_plan(self.plan)
        shop = replace(self.shop, opening=standing.opening_hours(self.shop.opening))
        days = [row["business_date"] for row in dates]
        values = {
            **model_values(days, shop, plan.visits, self.currency, build_moment(build)),
            "profiles": profile_rows(standing.customer_profiles(DEFAULT_PROFILES)),
            "kpis": kpi_rows(standing.kpis(KPIS)),
            "settings": setting_rows(standing),
            "personal_names": list_names(plan.personal_data),
        }
        built = StepBuilder(self.engine, self.builds, self.at_once)(build, REFRESH, values)
        self.builds.publish(build, built.tables)
        dropped = self.builds.drop_older(self.keep)
        return ModelsRefreshed(build, len(built.tables), built.checks, tuple(dropped))


def model_values(
    dates: Collection[date],
    shop: ShopClock,
    visits: Mapping[str, bool] | None = None,
    currency: str = SHOP_CURRENCY,
    moment: datetime | None = None,
) -> dict[str, Value]:
    """The parameters of this step's models, for a lake of these business dates and a plan's `visits`.

    `as_of`, as of which a number is complete, is the build's `moment` (UTC), else the end of the last of
    these days. A day that lies ahead of it begins no window: one wrong clock would empty them all.
    """
    last = max(dates, default=EARLIEST.date())
    as_of = moment or shop.day(last).ends_at
    today = shop.business_date(as_of)
    newest = max((day for day in dates if day <= today), default=today)
    return {
        "spans": calendar_spans(dates, shop),
        **fixed_values(visits, currency),
        **arrivals_since(newest - timedelta(days=VIOLATION_DAYS)),
        "as_of": as_of,
        "today": today,
    }


def fixed_values(visits: Mapping[str, bool] | None = None, currency: str = SHOP_CURRENCY) -> dict[str, Value]:
    """Of these, what no lake changes: what Tally itself fixes, the plan's visits and the shop's currency."""
    return {
        "planned_visits": Rows(VISIT_TYPES, sorted((visits or {}).items())),
        "message_names": message_names.PATTERN,
        "longest_name": message_names.LONGEST,
        "kpis": kpi_rows(),
        "settings": setting_rows(StandingSettings()),
        "session_gap": SESSION_GAP,
        "most_sessions": MOST_SESSIONS_OF_A_DAY,
        "cart_window": CART_WINDOW,
        "opening_hour": OPENING_HOUR,
        "clock_error": CLOCK_ERROR,
        "copy_window": COPY_WINDOW,
        "shop_currency": currency,
        "rate_days": RATE_DAYS,
        "return_window": RETURN_WINDOW,
        "profiles": profile_rows(DEFAULT_PROFILES),
        "likeness": ORDER_LIKENESS,
        "most_users": MOST_USERS_OF_A_DEVICE,
        "personal_names": list_names(()),
        "values_sample": VALUES_SAMPLE,
        "least_persons": LEAST_PERSONS,
        "longest_value": LONGEST_VALUE,
        "longest_property": LONGEST_NAME,
        # Each day is a period by itself; a question about a range has other values.
        "range_first": None,
        "range_last": None,
        "window_ms": FUNNEL_WINDOW // timedelta(milliseconds=1),
    }


def list_names(names: Iterable[str]) -> Rows:
    """Names as rows of one column."""
    return Rows(NAME_TYPES, [(name,) for name in sorted(names)])


def arrivals_since(day: date) -> dict[str, Value]:
    """Parameters that mean what arrived from this UTC day on; quarantine lies under its earliest day."""
    return {"since": datetime.combine(day, time(0)), "since_dt": str(day - timedelta(days=1))}


def calendar_spans(dates: Collection[date], shop: ShopClock) -> Rows:
    """All days from the first of these dates to the last, those in a row that are alike as one row.

    Athena takes 262,144 bytes a statement: a row a day would be 17 years, and anybody may send older events.
    """
    alike = groupby(map(shop.day, _days_between(dates)), _limits)
    spans = [(limits, [day.business_date for day in days]) for limits, days in alike]
    return Rows(CALENDAR_TYPES, [(days[0], days[-1], *limits) for limits, days in spans])


def kpi_rows(kpis: Mapping[str, Kpi] = KPIS) -> Rows:
    """The KPIs as rows of kpi_catalog."""
    return Rows(
        KPI_TYPES,
        [
            (
                kpi.name,
                place,
                kpi.unit.value,
                kpi.formula,
                kpi.numerator,
                kpi.denominator,
                kpi.owner,
                Decimal(str(kpi.tolerance)),
                kpi.window_hours,
                kpi.needs,
                kpi.missing,
                kpi.left_out,
                kpi.looks_back,
            )
            for place, kpi in enumerate(kpis.values(), start=1)
        ],
    )


def setting_rows(standing: StandingSettings) -> Rows:
    """What stands, as rows of settings."""
    return Rows(
        SETTING_TYPES,
        [
            (each.address.kind, each.address.name, each.number, each.written_by, each.written_at, text)
            for each, text in zip(standing.versions, standing.list_texts(), strict=True)
        ],
    )


def profile_rows(profiles: Sequence[CustomerProfile]) -> Rows:
    """The kinds of customers as rows of the parameter of customer_profiles."""
    return Rows(
        PROFILE_TYPES, [(place, each.name, *each.bounds) for place, each in enumerate(profiles, start=1)]
    )


def _days_between(dates: Collection[date]) -> Iterable[date]:
    if not dates:
        return ()
    return map(date.fromordinal, range(min(dates).toordinal(), max(dates).toordinal() + 1))


def _limits(day: ShopDay) -> tuple[int, ...]:
    return tuple(_minutes(limit, day.business_date) for limit in (day.starts_at, day.opens_at, day.ends_at))


def _minutes(moment: datetime, business_date: date) -> int:
    return (moment - datetime.combine(business_date, time(0), UTC)) // timedelta(minutes=1)
