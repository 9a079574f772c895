"""A real shop's 541,909 order lines as records: read, made newest, and counted as others have counted them."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_file import RecordFile
from tally.adapters.importing.record_map import read_record_map
from tally.adapters.importing.record_reader import RecordReader
from tally.adapters.lake.record_versions import RecordVersions
from tally.domain.events.columns import (
    EVENT_COLUMNS,
    PROFILE_COLUMNS,
    QUARANTINE_COLUMNS,
    WITNESS_COLUMNS,
    Column,
)
from tally.domain.records.record_tables import record_table, record_tables
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.records import name_versions
from tally.use_cases.refresh_models import RefreshModels

from tests.fakes import Journal
from tests.online_retail import DATA, MAP, write_files
from tests.sql.night import NightEngine
from tests.unit.fake_builds import FakeBuilds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason=f"the file {DATA.name} is not beside the checkout"),
]
LONDON = ShopClock("Europe/London")
NO_EVENTS = {
    "events": EVENT_COLUMNS,
    "profile_updates": PROFILE_COLUMNS,
    "witness_events": WITNESS_COLUMNS,
    "quarantine": (*QUARANTINE_COLUMNS, Column("dt", "string", "the day it lies under")),
}


class Shop:
    """What the files became: versions, then every model of a night over them."""

    def __init__(self, folder: Path) -> None:
        (folder / "map.toml").write_text(MAP)
        self.refused = 0
        self.unlabelled: Counter[str] = Counter()
        files = write_files(folder)
        versions = {name: self._read(name, file, folder / "map.toml") for name, file in files.items()}
        self.rows = {name: len(table) for name, table in versions.items()}
        self.engine = NightEngine()
        for name, table in record_tables().items():
            found = versions.get(name, arrow_schema(table.version_columns).empty_table())
            self.engine.load(name_versions(table), found)
        for name, columns in NO_EVENTS.items():
            self.engine.load(name, arrow_schema(columns).empty_table())
        RefreshModels(self.engine, FakeBuilds(Journal()), LONDON)("b1")

    def _read(self, name: str, file: Path, map_file: Path) -> pa.Table:
        table, at = record_table(name), datetime(2026, 11, 29, tzinfo=UTC)
        mapped = read_record_map(map_file, table)
        reader = RecordReader(table, mapped, file.name, at, BusinessDates(LONDON), b"salt")
        batches = list(RecordFile(file, reader))
        self.refused += sum(len(batch.refused) for batch in batches)
        self.unlabelled.update(reader.unlabelled)
        rows = pa.concat_tables([batch.rows for batch in batches])
        none = rows.slice(0, 0)
        return RecordVersions().split(rows, none, lambda _: none).new

    def ask(self, what: str, where: str) -> tuple[object, ...]:
        """The one row that this selects."""
        (row,) = self.engine.rows(f"select {what} from {where}", "lake")
        return tuple(row.values())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("files"))


def test_every_line_lands_and_none_is_refused(shop: Shop) -> None:
    assert shop.rows == {"orders": 22_064, "order_lines": 532_621, "refunds": 9_288}
    assert shop.refused == 0
    # Channel Islands, European Community and Unspecified are no countries.
    assert +shop.unlabelled == {"country": 44}


def test_orders_and_lines_have_the_cleaned_figures(shop: Shop) -> None:
    cleaned = Decimal("8911407.904")
    sold = "count(*) as orders, count(distinct customer_id) as customers, sum(revenue) as revenue"
    known = "records_orders where customer_id is not null and revenue > 0 and currency = 'GBP'"
    assert shop.ask(sold, known) == (18_532, 4_338, cleaned)
    lines = "records_order_lines where customer_id is not null and quantity > 0 and price > 0"
    counted = "count(*) as lines, count(distinct order_id) as orders, sum(quantity * price) as revenue"
    assert shop.ask(counted, lines) == (397_884, 18_532, cleaned)
    top = "count_if(revenue > 0) as orders, sum(revenue) as revenue"
    assert shop.ask(top, "records_orders where customer_id = '14646'") == (73, Decimal("280206.02"))


def test_every_cancelled_line_is_a_refund_above_zero_that_names_no_order(shop: Shop) -> None:
    paid_back = (
        "count(*) as lines, count(distinct order_id) as notes, sum(amount) as amount, min(amount) as least"
    )
    assert shop.ask(paid_back, "records_refunds") == (9_288, 3_836, Decimal("896812.49"), Decimal("0.12"))
    linked = "records_refunds inner join records_orders on records_orders.order_id = records_refunds.order_id"
    assert shop.ask("count(*) as linked", linked) == (0,)


def test_all_of_it_is_the_net_turnover(shop: Shop) -> None:
    net = "(select sum(revenue) from records_orders) - (select sum(amount) from records_refunds) as net"
    assert shop.ask(net, "(values 1) as one (x)") == (Decimal("9747747.934"),)


def test_orders_of_the_mart_are_the_cleaned_ones(shop: Shop) -> None:
    known = "orders inner join records_orders on records_orders.order_id = orders.order_id"
    counted = (
        "count(*) as n, count(distinct orders.person_key) as persons, sum(orders.net_revenue) as revenue"
    )
    found = shop.ask(counted, f"{known} where records_orders.customer_id is not null and orders.revenue > 0")
    assert found == (18_532, 4_338, Decimal("8911407.904"))


def test_what_belongs_to_no_order_is_listed_and_completes_the_net(shop: Shop) -> None:
    """9,288 cancelled lines, and two adjustments of bad debt, which are orders below zero."""
    assert shop.ask("count(*) as n, sum(amount) as amount", "orphaned_changes") == (
        9_290,
        Decimal("918936.61"),
    )
    net = "(select sum(net_revenue) from orders) - (select sum(amount) from orphaned_changes) as net"
    assert shop.ask(net, "(values 1) as one (x)") == (Decimal("9747747.934"),)


def test_months_are_those_of_the_shops_calendar(shop: Shop) -> None:
    first = "(select customer_id, min(business_date) as day from records_orders"
    first = f"{first} where revenue > 0 group by customer_id) where customer_id is not null"
    months = "select date_trunc('month', day) as month, count(*) as customers"
    found = {
        row["month"]: row["customers"]
        for row in shop.engine.rows(f"{months} from {first} group by 1", "lake")
    }
    sizes = [885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41]
    days = [date(2010, 12, 1), *(date(2011, month, 1) for month in range(1, 13))]
    assert found == dict(zip(days, sizes, strict=True))
