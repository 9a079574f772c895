"""SIGKILL between any two writes, then once more: the same tables, the same answers, byte for byte.

Real handlers, real S3 and Glue requests against the emulator. Each run has a bucket and a database of its
own. What the tables answer is compared as JSON of their sorted rows.
"""

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.iceberg.table_layout import PROFILE_UPDATES
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.domain.collecting.receipt import Protocol, pack

from local.cloud import Cloud
from tests.journeys.killed_shop import Shop
from tests.journeys.killer import ROOT, Killer, Run, killer
from tests.lake_rows import FRIDAY, a_row, some_rows, table_of
from tests.landing import a_receipt
from tests.profile_rows import an_update, profiles

THURSDAY = FRIDAY - timedelta(days=1)
BATCH = json.loads((ROOT / "functions/land_events/sample_event.json").read_text())
AN_UPDATE = pack(
    a_receipt(Protocol.MIXPANEL, receipt_id="r-9", route="/engage"),
    '{"$distinct_id":"anna","$set":{"a":1,"b":2}}',
)
BATCH["Records"].append({**BATCH["Records"][0], "messageId": "profile-update", "body": AN_UPDATE})


@pytest.fixture(scope="module")
def functions() -> Iterator[Killer]:
    with killer("land_events", "commit_events", "compact_events") as forking:
        yield forking


@pytest.fixture
def shops(bare_cloud: Cloud, functions: Killer) -> Callable[[], Shop]:
    numbers = count()
    return lambda: Shop(f"shop-{next(numbers)}", functions)


def killed_before_every_write(
    shop: Callable[[], Shop], function: str, event: Any = None
) -> Iterator[tuple[Shop, Run]]:
    """For each place to die at: a new shop in which the function died there, then ran once more."""
    for place in count():
        one = shop()
        first = one.run(function, event, killed_before=place)
        again = one.run(function, event)
        assert not again.killed
        yield one, again
        if not first.killed:
            return


def landed(shop: Shop) -> Shop:
    """Three objects: new events of two days and classes, repeats, and two conflicts."""
    late = some_rows(range(40, 45), business_date=THURSDAY, event_class="volume", event_name="Page Viewed")
    shop.land("b1", pa.concat_tables([some_rows(range(40)), late]))
    shop.land("b2", pa.concat_tables([some_rows(range(30, 40)), some_rows(range(50, 60))]))
    conflicts = [a_row(key, payload_fingerprint=2, user_id="other") for key in (3, 55)]
    shop.land("b3", table_of(*conflicts, a_row(99, products=[{"sku": "s", "quantity": 2}])))
    return shop


def landed_with_profiles(shop: Shop) -> Shop:
    """The same, and an object of profile updates: new ones, one sent again, one in conflict."""
    updates = [an_update("u1", rows=3), an_update("u2"), an_update("u2")]
    shop.land("b1", profiles(*updates, an_update("u1", rows=4, payload_fingerprint=2)), PROFILE_UPDATES)
    return landed(shop)


def test_commit_killed_anywhere_on_a_first_run(shops: Callable[[], Shop]) -> None:
    calm = landed_with_profiles(shops())
    assert calm.run("commit_events").answer == {
        "committed": 56,
        "profile_rows": 4,
        "record_versions": 0,
        "duplicates": 11,
        "quarantined": 3,
        "objects": 4,
        "unreadable_objects": 0,
        "remaining": False,
    }
    tables = calm.lake(), calm.lake(PROFILE_UPDATES), calm.quarantine()
    places = 0
    for shop, _ in killed_before_every_write(lambda: landed_with_profiles(shops()), "commit_events"):
        assert (shop.lake(), shop.lake(PROFILE_UPDATES), shop.quarantine()) == tables
        places += 1
    assert places > 16


def test_commit_killed_anywhere_with_a_lake_there(shops: Callable[[], Shop]) -> None:
    def prepared() -> Shop:
        shop = shops()
        shop.land("b0", some_rows(range(0, 60, 2)))
        shop.run("commit_events")
        return landed(shop)

    calm = prepared()
    calm.run("commit_events")
    tables = calm.lake(), calm.quarantine()
    for shop, _ in killed_before_every_write(prepared, "commit_events"):
        assert (shop.lake(), shop.quarantine()) == tables
        assert shop.run("commit_events").answer["objects"] == 0


def test_compact_killed_anywhere(shops: Callable[[], Shop]) -> None:
    def prepared() -> Shop:
        shop = shops()
        lake = IcebergLake(shop.table())
        for start in (0, 10):
            for day in (THURSDAY, FRIDAY):
                lake.record()
                keys = range(start, start + 5) if day == FRIDAY else range(start + 100, start + 105)
                lake.append(some_rows(keys, business_date=day), {"tally.test": str(start)})
        return shop

    calm = prepared()
    rows = calm.lake()
    assert calm.run("compact_events").answer == {"days": 2, "rows": 20, "remaining": False}
    assert calm.lake() == rows
    for shop, _ in killed_before_every_write(prepared, "compact_events"):
        assert shop.lake() == rows
        assert shop.files_a_partition() == {1}
        assert IcebergLake(shop.table()).record() == {"tally.test": "10"}


def test_land_killed_anywhere_and_delivered_again(shops: Callable[[], Shop]) -> None:
    calm = shops()
    calm.run("land_events", BATCH)
    calm.run("commit_events")
    tables = calm.lake(), calm.lake(PROFILE_UPDATES), calm.quarantine()
    assert all(map(json.loads, tables))
    for shop, _ in killed_before_every_write(shops, "land_events", BATCH):
        assert shop.keys("landing/") == calm.keys("landing/")
        assert shop.keys("quarantine/") == calm.keys("quarantine/")
        shop.run("commit_events")
        assert (shop.lake(), shop.lake(PROFILE_UPDATES), shop.quarantine()) == tables


def test_twenty_deliveries_are_one(shops: Callable[[], Shop]) -> None:
    """The same batch, its messages in another order, and regrouped, with commits in between."""
    calm = shops()
    calm.run("land_events", BATCH)
    calm.run("commit_events")
    shop, chance = shops(), random.Random(20)
    for turn in range(20):
        messages = list(BATCH["Records"])
        chance.shuffle(messages)
        cut = chance.randrange(len(messages) + 1) if turn else 0
        for group in (messages[:cut], messages[cut:]):
            if group:
                shop.run("land_events", {"Records": group})
        if chance.random() < 0.3:
            shop.run("commit_events")
    shop.run("commit_events")
    assert _but_batches(shop.lake()) == _but_batches(calm.lake())
    assert _but_batches(shop.lake(PROFILE_UPDATES)) == _but_batches(calm.lake(PROFILE_UPDATES))
    assert _but_batches(shop.quarantine()) == _but_batches(calm.quarantine())


def _but_batches(rows: str) -> list[dict[str, Any]]:
    """Rows without the name of the landing object they came in with."""
    return [{**row, "batch_id": None} for row in json.loads(rows)]
