"""A whole night in this process: bodies are read as landing reads them, and every model and check runs over them.

The use cases are the real ones; their engine is one DuckDB behind the Athena stand-in's dialect.
"""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.adapters.landing.witness_rows import JsonWitnessRecords
from tally.adapters.publishing.kpi_files import format_csv, format_json
from tally.adapters.publishing.page_files import pack
from tally.domain.audit.audit_cells import CELL_COLUMNS, CELLS_TABLE
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.records.record_tables import record_tables
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.models import reads
from tally.modelling.records import name_versions
from tally.ports.publishing import Publication
from tally.use_cases.audit_lake import AuditLake
from tally.use_cases.publish_kpis import KpisPublished, PublishKpis, kpi_values
from tally.use_cases.publish_page import PublishPage
from tally.use_cases.refresh_models import SHOP_CURRENCY, RefreshModels, model_values

from local.athena import dialect
from tests.fakes import Journal
from tests.odd_inputs import RECEIVED_AT_MS, OddInput, parcels
from tests.sql.tables import Session, column_types
from tests.unit.fake_builds import FakeBuilds

SHOP = ShopClock()
PLAN = Path(__file__).parents[2] / "tracking_plan.toml"
NOW = datetime.fromtimestamp(RECEIVED_AT_MS / 1000, UTC) + timedelta(days=3)
_CREATE = re.compile(
    r"create (?:table (?P<table>\w+) with \(.*?\)|or replace view (?P<view>\w+)) as\n(?P<query>.*)", re.DOTALL
)


@dataclass(frozen=True)
class Landed:
    """The lake's tables, as landing and the commit make them."""

    tables: Mapping[str, pa.Table]

    def count(self, table: str) -> int:
        """Rows of a table."""
        return len(self.tables[table])


def land(inputs: Sequence[OddInput], shop: ShopClock = SHOP) -> Landed:
    """Read all bodies by the shipped plan; what is no new event or update goes the way a commit sends it."""
    plan = landing_plan(parse_plan(PLAN.read_text(encoding="utf-8")), b"salt")
    read = ColumnReader(shop, plan).read("b", parcels(inputs, witness=False))
    notes = JsonWitnessRecords().read("w", parcels(inputs, witness=True))
    no_events, no_updates = read.events.slice(0, 0), read.profile_updates.slice(0, 0)
    events = ArrowDuplicates().split(read.events, no_events, lambda _keys: no_events)
    updates = ProfileDuplicates().split(read.profile_updates, no_updates, lambda _keys: no_updates)
    refused = pa.concat_tables([read.rejected, events.conflicting, updates.conflicting])
    days = refused["received_at"].cast(pa.date32()).cast(pa.string())
    return Landed(
        {
            "events": events.new,
            "profile_updates": updates.new,
            "quarantine": refused.append_column("dt", days),
            "witness_events": notes.rows,
        }
    )


@dataclass
class NightEngine:
    """The port QueryEngine, and JudgedCells, over tables in memory."""

    session: Session = field(default_factory=Session)
    names: set[str] = field(default_factory=set)

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of Arrow's."""
        self.session.cursor.register("loaded", table)
        self.session.make(name, "select * from loaded")
        self.session.cursor.unregister("loaded")
        self.names.add(name)

    def run(self, sql: str, database: str) -> None:
        """See QueryEngine.run: of CREATE TABLE AS and CREATE VIEW only, which are both tables here."""
        created = _CREATE.fullmatch(sql)
        assert created is not None, sql
        name = created["table"] or created["view"]
        self.session.make(name, self._translated(created["query"]))
        self.names.add(name)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        """See QueryEngine.rows."""
        cursor = self.session.cursor.execute(self._translated(sql))
        columns = [column[0] for column in cursor.description or []]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def put(self, database: str, location: str, cells: Sequence[Mapping[str, Any]]) -> None:
        """See JudgedCells.put."""
        rows = [{**cell, "hour_at": cell["hour_at"].replace(tzinfo=None)} for cell in cells]
        self.load(CELLS_TABLE, pa.Table.from_pylist(rows, arrow_schema(CELL_COLUMNS)))

    def _translated(self, sql: str) -> str:
        return _translate(sql, frozenset(reads(sql) & self.names))


@lru_cache(200)
def _translate(sql: str, tables: frozenset[str]) -> str:
    return dialect.translate(sql, {name: column_types(name) for name in tables})


def _no_records() -> dict[str, pa.Table]:
    """The versions of all tables of records, empty."""
    return {
        name_versions(table): arrow_schema(table.version_columns).empty_table()
        for table in record_tables().values()
    }


class _Texts:
    """KpiFiles that are written nowhere: nothing was published before."""

    def newest(self) -> None:
        return None

    def put(self, publication: Publication) -> Sequence[str]:
        json.loads(format_json({"build": publication.build, **publication.tables}))
        return [format_csv(rows) for rows in publication.tables.values()]


@dataclass
class Night:
    """Refresh, audit and publish over a lake, or over the versions of records that are among its tables."""

    engine: NightEngine = field(default_factory=NightEngine)
    shop: ShopClock = SHOP
    currency: str = SHOP_CURRENCY
    page: dict[str, Any] = field(default_factory=dict)

    def make(self, landed: Landed, *models: str) -> None:
        """Only these models and those that they read, of a lake without a witness; nothing is checked."""
        self._load(landed)
        self.engine.put("", "", ())
        asked = f"select * from {' cross join '.join(models)}"
        days = [row["business_date"] for row in self.engine.rows(catalog.model("lake_dates").sql, "")]
        values = model_values(days, self.shop, currency=self.currency) | kpi_values()
        for model in catalog.read_by(asked, catalog.models()):
            if model.is_table:
                self.engine.run(model.create("", values), "")

    def run(self, landed: Landed) -> KpisPublished:
        """All three steps; raises what they raise."""
        self._load(landed)
        builds = FakeBuilds(Journal())
        RefreshModels(self.engine, builds, self.shop, currency=self.currency)("b1")
        AuditLake(self.engine, builds, self.engine, self.shop, lambda: NOW)("b1")
        published = PublishKpis(self.engine, builds, _Texts(), self.shop)("b1")
        PublishPage(self.engine, builds, self, self.shop)("b1")
        return published

    def put(self, build: str, files: Mapping[str, Mapping[str, Any]]) -> int:
        """See PageFiles.put: kept in `page`."""
        self.page = {
            name: json.loads(gzip.decompress(pack(build, content))) for name, content in files.items()
        }
        return len(files)

    def _load(self, landed: Landed) -> None:
        for name, table in (_no_records() | dict(landed.tables)).items():
            self.engine.load(name, table)
