"""The country of an event: its own word, an address in it, or the caller's, which is never stored."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tally.adapters.landing.deployed_plan import landing_plan
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.visitor_country import deployed_countries, remembered
from tally.domain.errors import Misconfigured
from tally.domain.receipt import Protocol
from tally.domain.shop import ShopClock
from tally.domain.tracking_plan import parse_plan

from tests.landing import Row, a_receipt, an_event
from tests.unit.domain.test_countries import TABLE

CALLER, FRANCE, ITALY = "203.0.113.7", "203.0.113.9", "198.51.100.1"
PLAN = landing_plan(parse_plan(Path("tracking_plan.toml").read_text()), b"salt")


def land(event: Row, protocol: Protocol = Protocol.TALLY, **facts: Any) -> Row:
    """The row of one event that came from CALLER, by the plan that Tally ships."""
    known = {"route": "/v1/track"} if protocol is Protocol.SEGMENT else {}
    receipt = a_receipt(protocol, **{"ip": CALLER, **known, **facts})
    tables = ColumnReader(ShopClock(), PLAN, TABLE.country_of).read(
        "b-1", [(receipt, json.dumps(event).encode())]
    )
    stored = b"".join(map(as_parquet, tables))
    for address in (CALLER, FRANCE, ITALY):
        assert address.encode() not in stored
    (row,) = [row for table in tables for row in table.to_pylist()]
    return row


def as_parquet(table: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="none", use_dictionary=False)
    return sink.getvalue()


def mixpanel(**properties: Any) -> Row:
    return {"event": "A", "properties": {"distinct_id": "u", **properties}}


def segment(**fields: Any) -> Row:
    return {"type": "track", "event": "A", "userId": "u", **fields}


OWN, MIXPANEL, SEGMENT = Protocol.TALLY, Protocol.MIXPANEL, Protocol.SEGMENT
PYTHON = {"library": {"name": "analytics-python"}}


@pytest.mark.parametrize(
    ("event", "protocol", "country"),
    [
        (an_event(), OWN, "FR"),
        (an_event(properties={"country": "DE"}), OWN, "DE"),
        (an_event(properties={"ip": ITALY}), OWN, "IT"),
        (an_event(properties={"ip": "0"}), OWN, None),
        (an_event(platform="server"), OWN, None),
        (an_event(platform="server", properties={"ip": ITALY}), OWN, "IT"),
        (an_event(platform="store"), OWN, "FR"),
        (mixpanel(), MIXPANEL, "FR"),
        (mixpanel(mp_lib="python"), MIXPANEL, "FR"),
        (mixpanel(mp_country_code="DE", ip=ITALY), MIXPANEL, "DE"),
        (mixpanel(**{"$country_code": "DE"}), MIXPANEL, "DE"),
        (mixpanel(ip=ITALY), MIXPANEL, "IT"),
        (mixpanel(ip=0), MIXPANEL, None),
        (mixpanel(ip="nowhere"), MIXPANEL, None),
        (segment(), SEGMENT, "FR"),
        (segment(context={"ip": ITALY, **PYTHON}), SEGMENT, "IT"),
        (segment(context=PYTHON), SEGMENT, None),
        (segment(context={"location": {"country": "DE"}, "ip": ITALY}), SEGMENT, "DE"),
    ],
)
def test_the_country(event: Row, protocol: Protocol, country: str | None) -> None:
    assert land(event, protocol)["country"] == country


def test_what_the_gateway_told_stands_for_the_caller_only() -> None:
    assert land(an_event(), country="ES")["country"] == "ES"
    assert land(an_event(properties={"ip": ITALY}), country="ES")["country"] == "IT"


def test_without_an_address_or_a_table_there_is_no_country() -> None:
    assert land(an_event(), ip="")["country"] is None
    read = ColumnReader(ShopClock(), PLAN).read
    tables = read("b", [(a_receipt(ip=CALLER), json.dumps(an_event()).encode())])
    assert tables[0]["country"].to_pylist() == [None]


def test_no_address_of_a_refused_event_is_kept() -> None:
    row = land(an_event(properties={"ip": ITALY, "price": "x"}))
    assert (row["reason"], row["country"]) == ("wrong_type", "IT")


def test_each_address_is_looked_up_once() -> None:
    asked: list[str] = []
    look: Callable[[str], str | None] = remembered(asked.append)
    assert [look(address) for address in "aba"] == [None] * 3
    assert asked == ["a", "b"]


def test_the_table_is_found_in_a_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert deployed_countries("") is None
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        deployed_countries("countries.bin")
    (tmp_path / "countries.bin").write_bytes(TABLE.to_bytes())
    monkeypatch.syspath_prepend(tmp_path)
    country_of = deployed_countries("countries.bin")
    assert country_of
    assert country_of(CALLER) == "FR"
