"""publish_page: the page's files of a build whose KPIs are published. Runs in the step of publish_kpis."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.page.catalog_files import CatalogRows, make_catalog, make_values
from tally.domain.page.changes import find_changes
from tally.domain.page.columns import Row, write_columns, write_reason, write_value
from tally.domain.page.cube import BOARD_KPIS, CUBE_KPIS, make_cube, make_regions
from tally.domain.page.faults import find_faults
from tally.domain.page.home import find_before, find_last_day, show_strip
from tally.domain.page.kpi_history import make_kpis
from tally.domain.page.page_file import REGIONS
from tally.domain.page.trust import make_trust
from tally.domain.plan.tracking_plan import NO_PLAN, TrackingPlan
from tally.domain.settings.setting import SettingVersion
from tally.domain.settings.standing import StandingSettings
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.building import build_moment
from tally.modelling.literals import Rows, Value, bind
from tally.modelling.models import PUBLISH
from tally.ports.modelling import Builds, QueryEngine
from tally.ports.publishing import PageFiles

KPI_DAYS = 400
"""A month, and the same month of last year."""
CUBE_DAYS = 92
"""A quarter: about 70 places a day stay below 100 KiB, which a phone loads within a second."""
TRUST_DAYS = 35
MOST_COUNTRIES = 12
MOST_COUNTRIES_BY_REGION, MOST_REGIONS = 6, 12
"""Rows that a night reads of them: 53,000 at most."""
MOST_CELLS = 500
MOST_SALES = 24

_SALE = (
    *("campaign_id", "name", "business_date", "opens_at", "closes_at", "orders", "buyers", "new_buyers"),
    *("units_sold", "net_revenue", "opening_hour_revenue_share", "sell_through", "lost_demand_rate"),
    *("return_on_spend", "verdict", "reason", "note"),
)
_FUNNEL = ("day", "platform", "viewed", "added", "checkouts", "ordered")


@dataclass(frozen=True, slots=True)
class PagePublished:
    """Of one build: how many files, and their bytes."""

    build: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PublishPage:
    """Ask what is small of a finished build, and write it. May run again, and be killed anywhere: files of a
    build have the same content each time, and the newest build is named last.

    Only what the tracking plan says of events is that of now: the newest that `read_settings` gives, else the
    `plan` that was deployed.
    """

    engine: QueryEngine
    builds: Builds
    files: PageFiles
    shop: ShopClock
    plan: TrackingPlan = NO_PLAN
    read_settings: Callable[[], Sequence[SettingVersion]] = tuple

    def __call__(self, build: str | None = None) -> PagePublished:
        """Publish the page of `build`, or of the newest one whose KPIs are published."""
        chosen = build or self.builds.newest(PUBLISH)
        if chosen is None or PUBLISH not in self.builds.finished(chosen):
            raise Misconfigured(f"build {chosen} has no KPIs yet: run publish_kpis first")
        plan = StandingSettings.of(self.read_settings()).tracking_plan(self.plan)
        files = _PageOf(self.engine, self.builds.open(chosen), self.shop, plan).make(chosen)
        return PagePublished(chosen, len(files), self.files.put(chosen, files))


@dataclass(frozen=True, slots=True)
class _PageOf:
    """One build's database."""

    engine: QueryEngine
    database: str
    shop: ShopClock
    plan: TrackingPlan

    def make(self, build: str) -> Mapping[str, Mapping[str, Any]]:
        """All files by name."""
        definitions, kpis = self._ask("page_definitions"), self._ask("page_kpis", days=KPI_DAYS)
        last = max((row["business_date"] for row in kpis), default=date.min)
        day = find_last_day(kpis)
        # Events dated ahead, or after a pause, do not push what is shown out of the windows.
        shown = day or last
        cube = self._ask_cube(shown, last)
        regions = make_regions(self._ask_regions(shown, last), definitions)
        since = _go_back(shown, TRUST_DAYS)
        cells = self._ask("page_cells", first=since, most=MOST_CELLS)
        verdicts = self._ask("page_verdicts", first=since)
        refused = self._ask("page_refused", since_dt=str(since))
        sales = [*map(_tell_sale, self._ask("page_sales", most=MOST_SALES, last=last))]
        about = self._tell_about(build, day, definitions)
        home: dict[str, Any] = {"kpis": [], "faults": [], "changes": None}
        if day is not None:
            before = find_before(day, kpis)
            home = {
                "kpis": show_strip(day, before, kpis, definitions),
                "faults": find_faults(day, cells, verdicts, refused),
                "changes": self._find_changes(day, before, cube) if before else None,
            }
        return {
            "home": {**about, **home, "today": None, "live_sale": None},
            "kpis": {**about, **make_kpis(kpis, definitions)},
            "cube": {**about, **make_cube(cube, definitions)},
            "trust": {**about, **make_trust(verdicts, cells, refused, kpis)},
            "sales": {**about, "columns": write_columns(sales, _SALE)},
            "funnels": {**about, "columns": self._list_funnels(shown, last)},
            **{f"{REGIONS}/{country}": {**about, **file} for country, file in regions.items()},
            "catalog": make_catalog(
                CatalogRows(
                    self._ask("cataloged_events"),
                    self._ask("page_properties"),
                    self._ask("page_profile_properties"),
                    self._ask("page_cohorts"),
                ),
                self.plan,
            ),
            "values": make_values(self._ask("page_values")),
        }

    def _tell_about(self, build: str, day: date | None, definitions: Sequence[Row]) -> Mapping[str, Any]:
        """What every file says of itself; moments are UTC."""
        [fresh] = self._ask("page_freshness")
        return {
            "published_at": write_value(build_moment(build)),
            "zone": self.shop.timezone,
            "currency": next((row["currency"] for row in definitions if row["currency"]), None),
            "day": write_value(day),
            "freshness": {name: write_value(moment) for name, moment in fresh.items()},
        }

    def _find_changes(self, day: date, before: date, cube: Sequence[Row]) -> dict[str, Any]:
        return find_changes(day, before, cube, self._ask("page_sale_parts", day=day, before=before))

    def _ask_cube(self, shown: date, last: date) -> list[dict[str, Any]]:
        kpis = Rows(("varchar",), [(kpi,) for kpi in CUBE_KPIS])
        return self._ask(
            "page_cube", first=_go_back(shown, CUBE_DAYS), last=last, kpis=kpis, most_countries=MOST_COUNTRIES
        )

    def _ask_regions(self, shown: date, last: date) -> list[dict[str, Any]]:
        return self._ask(
            "page_regions",
            first=_go_back(shown, CUBE_DAYS),
            last=last,
            kpis=Rows(("varchar",), [(kpi,) for kpi in BOARD_KPIS]),
            most_countries=MOST_COUNTRIES_BY_REGION,
            most_regions=MOST_REGIONS,
        )

    def _list_funnels(self, shown: date, last: date) -> Mapping[str, Any]:
        rows: list[Row] = [
            {**row, "day": row["business_date"]}
            for row in self._ask("page_funnels", first=_go_back(shown, CUBE_DAYS), last=last)
        ]
        return write_columns(rows, _FUNNEL)

    def _ask(self, query: str, **values: Value) -> list[dict[str, Any]]:
        return self.engine.rows(bind(catalog.query(query).sql, values), self.database)


def _tell_sale(row: Row) -> Row:
    return {**row, **{name: write_reason(row[name]) for name in ("reason", "note")}}


def _go_back(last: date, days: int) -> date:
    """The first of so many days."""
    return last - timedelta(days=days - 1) if last.toordinal() > days else last
