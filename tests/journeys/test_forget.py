"""Customers who left traces by every way are erased: no byte names them, nobody else lost a row.

Of one everything goes, of another the orders are kept.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tally.adapters.iceberg import data_files
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.wire.id_key import key_of
from tally.domain.people.mentions import ERASED
from tally.domain.records.record_tables import record_tables
from tally.domain.shop.shop_clock import ShopClock

from cli.ask import ask
from cli.clients import Endpoint, wait_until_landed
from tests.customer_rows import by
from tests.journeys.conftest import tally
from tests.journeys.erased_bytes import logged, stored
from tests.journeys.forgotten_app import DEVICE, MARK, OTHER, USER, App
from tests.lake_rows import table_of

NOW = datetime.now(UTC) - timedelta(minutes=5)
YESTERDAY = NOW - timedelta(days=1)
CLOSED_DAY = ShopClock().business_date(YESTERDAY)
BUYER = "zz-kept-user"
"""Goes too, but their orders are kept."""
PREFIXES = ("landing", "quarantine", "claims", "warehouse", "marts", "events", "rejected", "athena")
TABLES = {
    "events": "select * from events where user_id = '{other}'",
    "landing": "select * from landing where user_id = '{other}'",
    "quarantine": "select * from quarantine where user_id = '{other}'",
    "profile_updates": "select * from profile_updates where profile_id = '{other}'",
    "witness_events": "select * from witness_events where event_id like 'zz-stays-%'",
    "identity_map": "select * from identity_map where user_id = '{other}'",
    "orders": "select * from orders where order_id like 'zz-stays-%'",
    "people": "select profile_id, name, email, properties from people where profile_id = '{other}'",
}
"""What others' rows are: none of the files that hold them is the same afterwards."""
PLACES_OF_RECORDS = {
    "landing, records",
    *(f"records.{name}_versions" for name, table in record_tables().items() if table.persons),
}
"""Looked into as well: this shop imports none."""
MENTIONS = {
    "quarantine": 2,
    "landing, profiles": 3,
    "landing": 3,
    "lake.profile_updates": 3,
    "lake.events": 2,
}
"""Rows of the other customer that name the one who goes; in the marts there are as many as models."""


def shown(*words: str) -> list[dict[str, Any]]:
    """The rows that `tally ...` prints."""
    rows: list[dict[str, Any]] = json.loads(tally(*words, "--format", "json"))
    return rows


def land(endpoint: Endpoint) -> None:
    wait_until_landed(endpoint, lambda _: None)
    tally("run", "commit_events")


def holding(endpoint: Endpoint) -> list[str]:
    return [name for name, text in stored(endpoint) if MARK in text]


def others(endpoint: Endpoint) -> dict[str, list[str]]:
    """What an analyst sees of the other customer, table by table."""
    found = {}
    for table, sql in TABLES.items():
        rows = ask(endpoint, sql.format(other=OTHER)).rows
        found[table] = sorted(str({name: row[name] for name in row if name != "linked_at"}) for row in rows)
    return found


def blanked(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """These rows, but for the values by which they name the one who goes."""
    named = re.compile(rf"(?:[$]device:)?(?:{USER}|{DEVICE})")
    return {table: sorted(named.sub(ERASED, row) for row in found) for table, found in rows.items()}


def kpis(endpoint: Endpoint, day: date) -> dict[str, tuple[Any, str]]:
    rows = shown("kpis", "--date", day.isoformat())
    return {row["kpi"]: (row["value"], row["verdict"]) for row in rows}


def leave_an_older_build(endpoint: Endpoint) -> None:
    """The same marts once more, in no catalog: what a dropping that was killed leaves."""
    s3, bucket = endpoint.client("s3"), endpoint.outputs["LakeBucket"]
    for found in s3.list_objects_v2(Bucket=bucket, Prefix="marts/")["Contents"]:
        build, _, rest = found["Key"].removeprefix("marts/").partition("/")
        if rest.startswith("."):  # the marks that make it a build
            continue
        copy = {"Bucket": bucket, "Key": found["Key"]}
        s3.copy_object(Bucket=bucket, Key=f"marts/{build}_before/{rest}", CopySource=copy)


def leave_an_orphan(endpoint: Endpoint) -> None:
    """What a commit leaves that was killed after it had put its file."""
    glue, s3 = endpoint.client("glue"), endpoint.client("s3")
    lake = LakeTable(EVENTS, glue, s3, endpoint.outputs["Database"], endpoint.outputs["LakeBucket"])
    rows = table_of({**by("bruno", 1), "user_id": USER, "distinct_id": USER, "sent_person_key": key_of(USER)})
    data_files.write(EVENTS, lake.load(), *next(iter(data_files.split_by_partition(EVENTS, rows))))


@pytest.fixture(scope="module")
def shop(emulator: Endpoint) -> Endpoint:
    """Two days of three customers, two kept builds, and somebody's questions."""
    app = App(emulator)
    for at in (YESTERDAY, NOW):
        app.visit(USER, at)
        app.visit(OTHER, at)
        app.visit(BUYER, at)
        if at == NOW:
            app.misfits()
            app.mentions()
        land(emulator)
    tally("run", "nightly")
    leave_an_older_build(emulator)
    leave_an_orphan(emulator)
    ask(emulator, f"select * from events where user_id = '{USER}'")
    return emulator


def test_a_customer_gets_what_is_held(shop: Endpoint, tmp_path: Path) -> None:
    told = shown("export-person", USER, "--output", str(tmp_path / "export"))
    assert {row["what"] for row in told if row["rows"]} == {
        *("events", "profile_updates", "profile", "quarantine", "witness", "ids")
    }
    lines = [json.loads(line) for row in told for line in Path(row["file"]).read_text().splitlines()]
    assert all(MARK in str(line) for line in lines)
    assert OTHER not in str(lines)


def test_a_customer_is_erased(shop: Endpoint) -> None:
    held = holding(shop)
    prefixes = {name.partition("/")[2].partition("/")[0] for name in held}
    assert prefixes == {
        "landing",
        "quarantine",
        "claims",
        "warehouse",
        "marts",
        "events",
        "rejected",
        "athena",
    }
    before = others(shop)
    assert all(before.values()), before.keys()
    orders, verdict = kpis(shop, CLOSED_DAY)["orders"]
    assert verdict

    looked = json.loads(tally("forget", USER, "--format", "json", code=2))
    mentions = {row["place"]: row["mentions"] for row in looked if row["mentions"]}
    assert mentions == MENTIONS | {"marts": mentions["marts"]}
    assert others(shop) == before

    proofs = len(shown("forget", "--proofs"))
    (told,) = shown("forget", USER, "--yes", "--mentions")
    assert (told["remaining"], told["reasons"]) == (False, [])
    without_rows = {place["place"] for place in told["places"] if not place["rows"]}
    assert without_rows == PLACES_OF_RECORDS | {"answers", "exports"}  # numbers, the first deleted unread
    blanked_in = {place["place"]: place["mentions_blanked"] for place in told["places"]}
    assert {place: count for place, count in blanked_in.items() if count} == mentions
    before = blanked(before)
    assert any(ERASED in row for row in before["events"])

    assert holding(shop) == []
    assert [(group, line) for group, line in logged(shop) if MARK in line] == []
    assert others(shop) == before

    assert shown("run", "commit_events")[0]["committed"] == 0
    tally("run", "nightly")
    assert holding(shop) == []
    assert others(shop) == before
    assert kpis(shop, CLOSED_DAY)["orders"][0] == orders - 1

    assert tally("forget", USER, "--yes", code=1) == ""  # it says that nothing is held
    assert len(shown("forget", "--proofs")) == proofs + 1


def test_orders_of_a_closed_day_are_kept_without_their_buyer(shop: Endpoint, tmp_path: Path) -> None:
    """One of two buyers goes. What is left of them is the numbers of their orders."""
    others_before, before = others(shop), kpis(shop, CLOSED_DAY)
    assert (before["orders"][0], before["net_revenue"][0]) == (2, 25)
    names = [f"zz-kept{rest}" for rest in ("-user", "-device", "-tablet", "-event", "@")]
    traces = [*names, *(str(key_of(one)) for one in (BUYER, "$device:zz-kept-device"))]
    held = "\n".join(text for _, text in stored(shop))
    assert [one for one in traces if one not in held] == []

    (told,) = shown("forget", BUYER, "--yes", "--keep-orders")
    assert (told["remaining"], told["reasons"]) == (False, [])
    kept = {place["place"]: place["order_events_kept"] for place in told["places"]}
    assert {place: count for place, count in kept.items() if count} == {"lake.events": 2}

    tally("run", "nightly")
    after = kpis(shop, CLOSED_DAY)
    stand = ("orders", "net_revenue", "average_order_value", "units_per_order", "new_buyers")
    assert [after[kpi][0] for kpi in stand] == [before[kpi][0] for kpi in stand]
    assert others(shop) == others_before

    texts = dict(stored(shop))
    assert [name for name, text in texts.items() for one in traces if one in text] == []
    numbers_lie_in = {name.split("/")[1] for name, text in texts.items() if "zz-kept-order" in text}
    assert numbers_lie_in == {"warehouse", "marts"}

    assert tally("export-person", BUYER, "--output", str(tmp_path / "export"), code=1) == ""
    assert tally("forget", BUYER, "--yes", "--keep-orders", code=1) == ""
