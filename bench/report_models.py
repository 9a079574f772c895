"""What a night makes of the events, and what is read of it: sessions and KPIs, by Tally's own models.

Each model is written to Parquet beside the events, as a night writes it. What the events do not have (orders,
spend, stock, consents) is read from empty tables: visitors are the KPI that is counted.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from tally.modelling import catalog
from tally.modelling.literals import Value, bind
from tally.modelling.models import Model, reads
from tally.use_cases.refresh_models import fixed_values

from bench.report_events import FIRST, LAST
from bench.report_measuring import Ask, Counts
from local.athena import dialect
from tests.sql.tables import column_types

_KPIS = ("kpi_catalog", "kpi_regions", "kpi_person_days", "kpi_daily")
_ALL_ARE_VISITS = "true as is_visit, 'device' as sender, 'unknown' as region"
_PUBLISHED = (
    "judged_kpis",
    "kpis",
    "kpis_by_platform",
    "kpis_by_country",
    "kpis_by_platform_and_country",
    "kpis_by_region",
    "kpis_by_profile",
)
_VALUES: dict[str, Value] = {**fixed_values(), "as_of": datetime(2026, 5, 1)}
_TABLES = frozenset(each.name for each in catalog.models())


def make_sessions(database: duckdb.DuckDBPyConnection, folder: Path) -> Ask:
    """Day -> sessions and their events, of the model device_sessions."""
    _look_at_events(database, "stg_events")
    write = _prepare(database, catalog.model("device_sessions"), folder)

    def count() -> Counts:
        write()
        counted = "select business_date, count(*), sum(events) from device_sessions group by business_date"
        rows = database.execute(counted).fetchall()
        return {f"{day}": n for day, n, _ in rows} | {f"{day} events": int(events) for day, _, events in rows}

    return count


def roll_up(database: duckdb.DuckDBPyConnection, folder: Path) -> Ask:
    """Day, platform and country (each also as all) -> visitors, of the models from visits to kpi_daily."""
    _look_at_events(database, "merged_events")
    visits = catalog.model("visits")
    writes = [_prepare(database, visits, folder, visits.query)]
    writes += [_prepare(database, catalog.model(name), folder) for name in _KPIS]

    def count() -> Counts:
        for write in writes:
            write()
        return _count_visitors(database, "select * from kpi_daily")

    return count


def publish(database: duckdb.DuckDBPyConnection, folder: Path) -> Ask:
    """Likewise; writes the tables that people read, without verdicts, of what roll_up wrote."""
    for name in _KPIS:
        _look_at_written(database, folder, name)
    writes = [_prepare(database, catalog.model(name), folder) for name in _PUBLISHED]

    def count() -> Counts:
        for write in writes:
            write()
        return _count_visitors(database, "select * from kpi_daily")

    return count


def read_kpis(database: duckdb.DuckDBPyConnection, folder: Path) -> Ask:
    """Likewise, of the statement that `tally kpis` asks, over what publish wrote."""
    for name in _PUBLISHED:
        _look_at_written(database, folder, name)
    place: dict[str, Value] = dict.fromkeys(("platform", "country", "region", "profile"), None)
    days: dict[str, Value] = {"first": FIRST, "last": LAST, "kpi": None}
    statement = translate(bind(catalog.query("kpis_by_place").sql, days | place))
    return lambda: _count_visitors(database, statement)


def translate(statement: str) -> str:
    """A statement in Athena's SQL for DuckDB."""
    return dialect.translate(statement, {name: column_types(name) for name in _TABLES & reads(statement)})


def name_rows(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of what was executed."""
    names = [each[0] for each in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def make_empty(database: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Those of the tables that it reads which are not there."""
    for name in _TABLES & reads(statement):
        columns = ", ".join(
            f"cast(null as {kind}) as {column}" for column, kind in column_types(name).items()
        )
        empty = dialect.translate(f"select {columns} where false")
        database.execute(f"create view if not exists {name} as {empty}")


def _look_at_events(database: duckdb.DuckDBPyConnection, name: str) -> None:
    database.execute(f"create view {name} as select *, {_ALL_ARE_VISITS} from person_events")


def _look_at_written(database: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    database.execute(f"create or replace view {name} as select * from '{folder / name}.parquet'")


def _prepare(
    database: duckdb.DuckDBPyConnection, model: Model, folder: Path, query: str | None = None
) -> Callable[[], None]:
    """What writes its file, and makes a view of it; in the `query` all that it reads is a table."""
    statement = query or model.bound(_VALUES)
    make_empty(database, statement)
    translated = translate(statement)

    def write() -> None:
        path = folder / f"{model.name}.parquet"
        database.execute(f"copy ({translated}) to '{path}' (format parquet, compression zstd)")
        _look_at_written(database, folder, model.name)

    return write


def _count_visitors(database: duckdb.DuckDBPyConnection, kpis: str) -> Counts:
    counted = f"""
        select business_date, platform, country, numerator
        from ({kpis}) as kpis
        where kpi = 'visitors' and region = 'all' and profile = 'all'
    """
    found = database.execute(counted).fetchall()
    return {f"{day} {platform} {country}": int(visitors) for day, platform, country, visitors in found}
