"""A night of models on the emulator and the Athena stand-in. What survives a kill: tests/journeys."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.athena.judged_cells import S3JudgedCells
from tally.adapters.publishing.kpi_files import S3KpiFiles
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.domain.reports.kpis import KPI_TABLES, KPIS
from tally.use_cases.audit_lake import AuditLake
from tally.use_cases.publish_kpis import KpisPublished, PublishKpis
from tally.use_cases.refresh_models import ModelsRefreshed, RefreshModels

from local import cloud
from local.ports import choose_ports
from tests.adapters.athena.lake_on_stand_in import EURO, SHOP, SmallLake, event, witnessed

# Four whole nights on a cloud of its own: 28 s of CPU, most of it in the two servers.
pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 4, 3, 15, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


PHONE = "$device:phone"
SEEN = [
    event("v1", "Product Viewed", at(6, 1), PHONE, platform="ios"),
    event("a1", "Product Added", at(6, 2), PHONE, platform="ios", product_id="p1"),
    event("i1", "$identify", at(6, 3), "anna", platform="ios", device_id="phone"),
    event("c1", "Checkout Started", at(8, 0), "anna"),
    event("o1", "Order Completed", at(8, 1), "anna", order_id="1", **EURO),
    event("v2", "Product Viewed", at(9, 0), "$device:laptop"),
]
LOST = [
    event(f"o{number}", "Order Completed", at(6, 30), "bruno", platform="ios", order_id=str(number), **EURO)
    for number in (2, 3)
]
WITNESSED = [witnessed(row) for row in [*SEEN, *LOST] if row["event_name"] != "$identify"]


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Both servers, and the variables that lead boto3 to them."""
    with pytest.MonkeyPatch.context() as patch:
        running = cloud.start(tmp_path_factory.mktemp("home"), choose_ports(0))
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield
        running.stop()


@pytest.fixture(scope="module")
def lake(here: None) -> SmallLake:
    made = SmallLake("shop")
    made.make(SEEN, WITNESSED)
    return made


def refresh(lake: SmallLake, build: str) -> ModelsRefreshed:
    return RefreshModels(lake.engine, lake.builds, SHOP)(build)


def audit(lake: SmallLake, build: str) -> None:
    AuditLake(lake.engine, lake.builds, S3JudgedCells(), SHOP, lambda: NOW)(build)


def publish(lake: SmallLake, build: str | None = None) -> KpisPublished:
    return PublishKpis(lake.engine, lake.builds, S3KpiFiles(boto3.client("s3"), lake.name), SHOP)(build)


@pytest.fixture(scope="module")
def night(lake: SmallLake) -> str:
    """A whole night's build of the lake."""
    build = "b20260303t031500"
    refresh(lake, build)
    audit(lake, build)
    publish(lake, build)
    return build


@pytest.mark.usefixtures("night")
def test_the_published_views_answer(lake: SmallLake) -> None:
    (order,) = lake.rows("orders")
    assert (order["order_id"], order["revenue"], order["units"]) == ("1", Decimal("40.00"), 2)
    assert (order["ordered_at"], order["business_date"]) == (datetime(2026, 3, 2, 8, 1), date(2026, 3, 2))
    assert order["is_opening_hour"] is False
    anna = [row for row in lake.rows("sessions") if row["person_key"] == order["person_key"]]
    assert [(row["platform"], row["events"], row["had_order"]) for row in anna] == [
        ("ios", 2, False),
        ("web", 2, True),
    ]
    (whole,) = lake.rows("funnel_daily")
    funnel = {row["platform"]: row for row in lake.rows("funnel_by_platform")}
    assert [whole[step] for step in ("viewed", "added", "checkouts", "ordered")] == [2, 1, 1, 1]
    assert funnel["ios"]["ordered"] == 1


def test_person_events_is_a_view_on_the_lake_and_joins_orders(lake: SmallLake, night: str) -> None:
    made = boto3.client("glue").get_table(DatabaseName=f"{lake.name}_{night}", Name="person_events")
    assert made["Table"]["TableType"] == "VIRTUAL_VIEW"
    found = lake.engine.rows(
        "select seen.event_id, seen.user_id, seen.session_id = orders.session_id as is_in_its_session "
        "from orders inner join person_events as seen on seen.person_key = orders.person_key "
        "where seen.event_name <> '$identify' order by seen.occurred_at",
        lake.name,
    )
    assert [(row["event_id"], row["user_id"], row["is_in_its_session"]) for row in found] == [
        ("v1", "anna", False),
        ("a1", "anna", False),
        ("c1", "anna", True),
        ("o1", "anna", True),
    ]


@pytest.mark.usefixtures("night")
def test_an_analyst_sees_the_tables_and_what_their_columns_are(lake: SmallLake) -> None:
    shown = {row["tab_name"] for row in lake.engine.rows("show tables", lake.name)}
    assert shown >= {"events", "quarantine", "orders", "sessions", *KPI_TABLES, "audit_cells", "audit_ids"}
    assert not shown & {"stg_events", "kpi_daily", "profile_objects"}
    assert lake.rows("kpi_daily", f"{lake.name}inner")
    for table in ("orders", "audit_cells", "events"):
        described = lake.engine.rows(f"describe {table}", lake.name)
        assert all(row["comment"] for row in described), table


@pytest.mark.usefixtures("night")
def test_kpis_are_published_with_verdicts(lake: SmallLake) -> None:
    found = {row["kpi"]: row for row in lake.rows("kpis")}
    assert set(found) == set(KPIS)
    assert found["visitors"]["value"] == 2
    assert found["orders"]["verdict"] == "disputed"
    assert found["orders"]["reason"].startswith("Order Completed at 07:00 on ios: 2 of 2 orders")
    assert found["conversion_rate_by_visitor"]["value"] == 0.5


def test_kpi_files_hold_the_rows_and_the_pointer_names_them(lake: SmallLake, night: str) -> None:
    def read(name: str) -> Any:
        return boto3.client("s3").get_object(Bucket=lake.name, Key=name)["Body"].read().decode()

    latest = json.loads(read("kpis/latest.json"))
    assert (latest["build"], list(latest["tables"])) == (night, list(KPI_TABLES))
    for table, files in latest["tables"].items():
        rows = json.loads(read(files["json"]))[table]
        assert len(rows) == files["rows"] == len(lake.rows(table)) > 0
        assert rows[0]["business_date"] == "2026-03-02"
        assert len(read(files["csv"]).splitlines()) == files["rows"] + 1


def test_every_step_may_run_again(lake: SmallLake, night: str) -> None:
    before = lake.rows("kpis")
    first = publish(lake)
    refresh(lake, night)
    audit(lake, night)
    assert publish(lake) == first
    assert (first.build, lake.rows("kpis")) == (night, before)


def test_an_empty_lake_builds_and_publishes() -> None:
    empty = SmallLake("empty")
    empty.make([], [])
    refresh(empty, "b1")
    audit(empty, "b1")
    assert publish(empty) == KpisPublished("b1", 0, 0, 0, 0, 0, 2 * len(KPI_TABLES) + 2)
    assert empty.rows("orders") == []


def test_an_event_counted_twice_stops_the_night_before_anything_is_published() -> None:
    twice = SmallLake("twice")
    twice.make([*SEEN, SEEN[0]], [])
    with pytest.raises(PermanentFailure, match=r"stg_events unique: event_key, business_date \(1 rows\)"):
        refresh(twice, "b1")
    published = boto3.client("glue").get_tables(DatabaseName=twice.name)["TableList"]
    names = {table["Name"] for table in published}
    assert names == {"events", "profile_updates", "quarantine", "witness_events"}


def test_a_lake_without_tables_says_what_to_run() -> None:
    boto3.client("glue").create_database(DatabaseInput={"Name": "bare"})
    boto3.client("s3").create_bucket(Bucket="bare")
    with pytest.raises(Misconfigured, match=r"run commit_events \(it makes events"):
        GlueBuilds(Athena(boto3.client("athena"), "shop"), "bare", "bare").open("b1")
