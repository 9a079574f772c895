"""The stand-in in this process before a real emulator, with two events in lake.events.

It is imported when a test asks for it: this file is read before every test, and the engine takes a second.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.emulator import Emulator

if TYPE_CHECKING:
    from tests.local.athena.stand_in import StandIn

BOUGHT = {
    "event_id": "a",
    "occurred_at": datetime(2024, 1, 1, 7, 0, 0, 250_000),
    "business_date": date(2024, 1, 1),
    "revenue": Decimal("12.50"),
    "products": [{"sku": "s1", "quantity": 2}, {"sku": "s2", "quantity": 1}],
}
VIEWED = {
    "event_id": "b",
    "occurred_at": datetime(2024, 1, 2),
    "business_date": date(2024, 1, 2),
    "products": [],
}


@pytest.fixture(scope="session")
def stand_in(emulator: Emulator) -> Iterator["StandIn"]:
    from local.athena.server import AthenaServer
    from tests.local.athena.stand_in import StandIn

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    server = AthenaServer(0, emulator.url)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = StandIn(server.url, emulator.url)
    for bucket in ("lake", "results"):
        here.client("s3").create_bucket(Bucket=bucket)
    here.run("create database lake")
    here.make_events("events", [BOUGHT, VIEWED])
    yield here
    server.shutdown()
    server.server_close()
    server.service.executions.close()


@pytest.fixture
def build(stand_in: "StandIn", request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own."""
    name = request.node.name.removeprefix("test_").split("[", maxsplit=1)[0][:60]
    stand_in.run(f"create database {name}")
    yield name
    stand_in.run(f"drop database {name} cascade")
