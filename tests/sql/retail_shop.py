"""A real shop's night: its invoices as versions of records, as events of the lake, or as both."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_file import RecordFile
from tally.adapters.importing.record_map import read_record_map
from tally.adapters.importing.record_reader import RecordReader
from tally.adapters.lake.record_versions import RecordVersions
from tally.domain.collecting.batches import BATCH_BYTES, BATCH_EVENTS
from tally.domain.records.record_tables import record_table
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.records import name_versions

from tests.odd_inputs import OddInput
from tests.online_retail import MAP, list_events, write_files
from tests.sql.night import Landed, Night, land

LONDON = ShopClock("Europe/London")


@dataclass
class Invoices:
    """Files of records as versions by table; `refused` rows and `unlabelled` countries are counted."""

    versions: dict[str, pa.Table] = field(default_factory=dict)
    refused: int = 0
    unlabelled: Counter[str] = field(default_factory=Counter)
    placeholders: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, file: Path, map_file: Path) -> None:
        """Read the file of one table."""
        table, at = record_table(name), datetime(2026, 11, 29, tzinfo=UTC)
        mapped = read_record_map(map_file, table)
        reader = RecordReader(table, mapped, file.name, at, BusinessDates(LONDON), b"salt")
        batches = list(RecordFile(file, reader))
        self.refused += sum(len(batch.refused) for batch in batches)
        self.unlabelled.update(reader.unlabelled)
        self.placeholders.update(reader.placeholders)
        rows = pa.concat_tables([batch.rows for batch in batches])
        none = rows.slice(0, 0)
        self.versions[name] = RecordVersions().split(rows, none, lambda _: none).new


@cache
def read_invoices() -> Invoices:
    """All files: 15 seconds, so the modules of tests share them."""
    invoices = Invoices()
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "map.toml").write_text(MAP)
        for name, file in write_files(folder).items():
            invoices.add(name, file, folder / "map.toml")
    return invoices


def land_events() -> Landed:
    """The shop's events, read as landing does, in bodies of the size that the commands post."""
    return land([OddInput("/v1/events", body) for body in _list_bodies(list_events())], LONDON)


def run_night(landed: Landed, versions: Mapping[str, pa.Table]) -> "Shop":
    """Every step of a night over both."""
    named = {name_versions(record_table(name)): table for name, table in versions.items()}
    night = Night(shop=LONDON, currency="GBP")
    night.run(Landed({**landed.tables, **named}))
    return Shop(night)


@dataclass(frozen=True)
class Shop:
    """What a night made."""

    night: Night

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query."""
        return self.night.engine.rows(sql, "lake")

    def ask(self, what: str, where: str) -> tuple[object, ...]:
        """The one row that this selects."""
        (row,) = self.rows(f"select {what} from {where}")
        return tuple(row.values())


def _list_bodies(events: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """As many events as one body may hold, in their order."""
    body: list[dict[str, Any]] = []
    size = 0
    for event in events:
        more = len(json.dumps(event))
        if body and (len(body) == BATCH_EVENTS or size + more > BATCH_BYTES):
            yield body
            body, size = [], 0
        body.append(event)
        size += more
    yield body
