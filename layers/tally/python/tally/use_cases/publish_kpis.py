"""publish_kpis: joins KPIs and verdicts, publishes tables and files. No number without its verdict."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.domain.audit.verdicts import LATE_WINDOW
from tally.domain.errors import Misconfigured
from tally.domain.reports.kpis import BY_PROFILE, CORRECTS, KPI_TABLES, KPIS
from tally.domain.reports.restatements import Restatement, find_restatements
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.building import StepBuilder, build_moment
from tally.modelling.literals import Rows, Value, bind
from tally.modelling.models import PUBLISH
from tally.ports.modelling import Builds, QueryEngine
from tally.ports.publishing import KpiFiles, KpiRows, Publication


@dataclass(frozen=True, slots=True)
class KpisPublished:
    """Counts of one publication: rows of all tables of KPIs, how many carry which verdict, and files.

    `restated`: values of closed days that were published otherwise before.
    """

    build: str
    rows: int
    audited: int
    disputed: int
    unaudited: int
    restated: int
    files: int


@dataclass(frozen=True, slots=True)
class PublishKpis:
    """Build the tables, check them (a row without verdict stops here), switch the views, write the files.

    May run again: a finished table is not made twice, views and files are written with the same content. What
    the build before had published otherwise of a day that was closed then is told beside the rows.
    """

    engine: QueryEngine
    builds: Builds
    files: KpiFiles
    shop: ShopClock

    def __call__(self, build: str | None = None) -> KpisPublished:
        """Publish the KPIs of `build`, or of the newest one that was audited."""
        chosen = build or self.builds.newest(CELLS_TABLE)
        if chosen is None:
            raise Misconfigured("no build was audited yet: run refresh_models and audit_lake first")
        if CELLS_TABLE not in self.builds.finished(chosen):
            raise Misconfigured(
                f"build {chosen} was not audited: run refresh_models and audit_lake on it first"
            )
        built = StepBuilder(self.engine, self.builds)(chosen, PUBLISH, kpi_values())
        self.builds.publish(chosen, built.tables)
        database = self.builds.open(chosen)
        rows = self.engine.rows(catalog.query("published_kpis").sql, database)
        tables = _by_table(rows)
        restated = self._restate(chosen, tables, database)
        files = self.files.put(Publication(chosen, tables, restated))
        verdicts = [row["verdict"] for row in rows]
        return KpisPublished(
            build=chosen,
            rows=len(rows),
            audited=verdicts.count("audited"),
            disputed=verdicts.count("disputed"),
            unaudited=verdicts.count("unaudited"),
            restated=len(restated),
            files=len(files),
        )

    def _restate(self, build: str, tables: KpiRows, database: str) -> Sequence[Restatement]:
        """Compare with what is published now; a build that is published again restates what it did before."""
        published = self.files.newest()
        if published is None:
            return []
        if published.build == build:
            return published.restated
        moment = build_moment(published.build)
        if moment is None:
            return []
        since = {"since": moment, "before": self.shop.business_date(moment)}
        late = self.engine.rows(bind(catalog.query("late_arrivals").sql, since), database)
        return find_restatements(
            _rows_of_places(published.tables),
            _rows_of_places(tables),
            lambda day: self.shop.day(day).ends_at + LATE_WINDOW <= moment,
            {row["business_date"]: row["events"] for row in late},
        )


def _rows_of_places(tables: KpiRows) -> Iterator[Mapping[str, Any]]:
    """All rows but those by profile: everybody's is today's, so its past changes every night."""
    return chain.from_iterable(rows for name, rows in tables.items() if name != BY_PROFILE)


def _by_table(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows of published_kpis under their tables, with the columns of these."""
    columns = {name: [column.name for column in catalog.model(name).columns] for name in KPI_TABLES}
    return {
        name: [{column: row[column] for column in columns[name]} for row in rows if row["table_name"] == name]
        for name in KPI_TABLES
    }


def kpi_values() -> dict[str, Value]:
    """The parameters of this step's models: which events each KPI rests on, and which facts of orders."""
    events = [
        (kpi.name, each.event, CORRECTS.get(each.event, each.event), each.platforms, each.days_after)
        for kpi in KPIS.values()
        for each in kpi.rests_on
    ]
    facts = [(kpi.name, fact) for kpi in KPIS.values() for fact in kpi.facts]
    return {
        "kpi_events": Rows(("varchar", "varchar", "varchar", "varchar", "bigint"), events),
        "kpi_facts": Rows(("varchar", "varchar"), facts),
    }
