"""Of a row with several faults the first counts: the steps of a chunk follow each other in one order."""

from typing import Any

import pytest
from msgspec import Raw
from msgspec.json import encode
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_chunk import BuiltChunk, build
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.collecting.receipt import Protocol
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import a_receipt, an_event

ENFORCED = landing_plan(parse_plan('mode = "enforce"'), b"")


def built(*events: dict[str, Any], plan: Any = None) -> BuiltChunk:
    receipt, count = a_receipt(), len(events)
    chunk = Chunk(Protocol.TALLY, [Raw(encode(event)) for event in events], [receipt] * count)
    chunk.received = [receipt.received_at_ms] * count
    chunk.sources, chunk.batches, chunk.indexes = ["shop"] * count, [None] * count, list(range(count))
    return build(chunk, "b-1", BusinessDates(ShopClock()), plan)


FAULTS = {
    "properties": {"properties": "none"},
    "occurred_at": {"occurred_at": "never"},
    "properties.total": {"event": "Order Completed", "properties": {"total": "12,5 EUR"}},
    "properties.price": {"properties": {"price": "12,5 EUR"}},
}
"""Field -> what is wrong there, in the order of the steps."""


@pytest.mark.parametrize("field", FAULTS)
def test_the_earliest_step_names_the_fault(field: str) -> None:
    later = list(FAULTS)[list(FAULTS).index(field) :]
    event = an_event(event="Unplanned")
    for name in reversed(later):
        properties = (
            {**event["properties"], **FAULTS[name].get("properties", {})} if name != "properties" else "none"
        )
        event = {**event, **FAULTS[name], "properties": properties}
    assert built(event, plan=ENFORCED).refused[0].field == field


def test_a_departure_from_the_plan_comes_last() -> None:
    assert built(an_event(event="Unplanned"), plan=ENFORCED).refused[0].field == "event"


def test_accepted_rows_are_those_without_a_fault() -> None:
    chunk = built(
        an_event(event_id="e-1"), an_event(event_id="e-2", occurred_at="never"), an_event(event_id="e-3")
    )
    assert (chunk.rows.num_rows, list(chunk.refused)) == (3, [1])
    assert chunk.accepted()["event_id"].to_pylist() == ["e-1", "e-3"]
    whole = built(an_event())
    assert whole.accepted() is whole.rows
