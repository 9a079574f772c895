"""The country of an event: its own word, an address in it, or the caller's, which is never stored."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.adapters.landing.visitor_country import (
    FoundPlace,
    PlaceOf,
    deployed_places,
    nowhere,
    place_database,
)
from tally.domain.collecting.receipt import Protocol
from tally.domain.errors import Misconfigured
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.country_database import write_database
from tests.landing import Row, a_receipt, an_event

CALLER, FRANCE, ITALY = "203.0.113.7", "203.0.113.9", "198.51.100.1"
PLAN = landing_plan(parse_plan(Path("tracking_plan.toml").read_text()), b"salt")


@pytest.fixture(scope="module", name="place_of")
def _place_of(tmp_path_factory: pytest.TempPathFactory) -> PlaceOf:
    file = tmp_path_factory.mktemp("countries") / "countries.mmdb"
    networks = {"198.51.100.0/24": "IT", "203.0.113.0/24": "FR", "2001:db8::/48": "DE"}
    write_database(file, {network: {"country": {"iso_code": code}} for network, code in networks.items()})
    return place_database(file)


def land(place_of: PlaceOf, event: Row, protocol: Protocol = Protocol.TALLY, **facts: Any) -> Row:
    """The row of one event that came from CALLER, by the plan that Tally ships."""
    known = {"route": "/v1/track"} if protocol is Protocol.SEGMENT else {}
    receipt = a_receipt(protocol, **{"ip": CALLER, **known, **facts})
    tables = ColumnReader(ShopClock(), PLAN, place_of).read("b-1", [(receipt, json.dumps(event).encode())])
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
def test_the_country(place_of: PlaceOf, event: Row, protocol: Protocol, country: str | None) -> None:
    assert land(place_of, event, protocol)["country"] == country


def test_what_the_gateway_told_stands_for_the_caller_only(place_of: PlaceOf) -> None:
    assert land(place_of, an_event(), country="ES")["country"] == "ES"
    assert land(place_of, an_event(properties={"ip": ITALY}), country="ES")["country"] == "IT"


def test_what_the_gateway_told_needs_no_database() -> None:
    assert land(nowhere, an_event(), country="ES")["country"] == "ES"
    assert land(nowhere, an_event(properties={"ip": ITALY}), country="ES")["country"] is None


def test_without_an_address_or_a_database_there_is_no_country(place_of: PlaceOf) -> None:
    assert land(place_of, an_event(), ip="")["country"] is None
    read = ColumnReader(ShopClock(), PLAN).read
    tables = read("b", [(a_receipt(ip=CALLER), json.dumps(an_event()).encode())])
    assert tables[0]["country"].to_pylist() == [None]


def test_no_address_of_a_refused_event_is_kept(place_of: PlaceOf) -> None:
    row = land(place_of, an_event(properties={"ip": ITALY, "price": "x"}))
    assert (row["reason"], row["country"]) == ("wrong_type", "IT")


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("203.0.113.255", "FR"),
        ("203.0.114.0", None),
        ("2001:db8::1", "DE"),
        ("2001:db8:1::1", None),
        ("", None),
        ("203.0.113", None),
        ("203.0.113.7\0", None),
        ("\ud800", None),
        ("9" * 10_000, None),
    ],
)
def test_an_address_lies_somewhere_or_nowhere(place_of: PlaceOf, address: str, country: str | None) -> None:
    assert place_of(address) == (country and FoundPlace(country))


@pytest.mark.parametrize(
    ("record", "country"),
    [
        ({"country": {"iso_code": "FR", "names": {"en": "France"}}}, "FR"),
        ({"country": "FR"}, "FR"),
        ({"country_code": "FR", "continent": "EU"}, "FR"),
        ({"country": {"names": {"en": "France"}}}, None),
        ({"country": "France"}, "FR"),
        ({"country": "Francia?!x"}, None),
        ({"asn": 64496}, None),
        ("FR", None),
    ],
)
def test_each_makers_records_are_read(tmp_path: Path, record: object, country: str | None) -> None:
    write_database(tmp_path / "one.mmdb", {"203.0.113.0/24": record})
    assert place_database(tmp_path / "one.mmdb")(CALLER) == (country and FoundPlace(country))


PARIS = {
    "country": {"iso_code": "FR"},
    "subdivisions": [
        {"iso_code": "IDF", "names": {"en": "Ile-de-France", "fr": "Île-de-France"}},
        {"iso_code": "75"},
    ],
    "city": {"names": {"en": "Paris", "de": "Paris (DE)"}},
}


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (PARIS, FoundPlace("FR", "Ile-de-France", "Paris")),
        (
            {"country": "FR", "region": "Ile-de-France", "city": "Paris"},
            FoundPlace("FR", "Ile-de-France", "Paris"),
        ),
        ({"country": {"iso_code": "FR"}, "subdivisions": [{"iso_code": "IDF"}]}, FoundPlace("FR", "IDF")),
        (
            {"country": {"iso_code": "FR"}, "subdivisions": [], "city": {"names": {"fr": "Paris"}}},
            FoundPlace("FR"),
        ),
        ({"country": "FR", "region": 7, "city": ["Paris"]}, FoundPlace("FR")),
        ({"subdivisions": [{"iso_code": "IDF"}], "city": {"names": {"en": "Paris"}}}, None),
    ],
)
def test_databases_of_cities_have_region_and_city(
    tmp_path: Path, record: object, place: FoundPlace | None
) -> None:
    write_database(tmp_path / "city.mmdb", {"203.0.113.0/24": record})
    assert place_database(tmp_path / "city.mmdb")(CALLER) == place


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({}, ("FR", "Ile-de-France", "Paris")),
        ({"country": "FR"}, ("FR", "Ile-de-France", "Paris")),
        ({"country": "DE"}, ("DE", None, None)),
        ({"city": "Lyon"}, ("FR", None, "Lyon")),
        ({"region": "Bretagne"}, ("FR", "Bretagne", None)),
        ({"ip": "0"}, (None, None, None)),
        ({"ip": ITALY}, (None, None, None)),
    ],
)
def test_region_and_city_are_those_of_the_same_place(
    tmp_path: Path, properties: Row, found: tuple[object, ...]
) -> None:
    """What an event says of its place is not mixed with another."""
    write_database(tmp_path / "city.mmdb", {"203.0.113.0/24": PARIS})
    row = land(place_database(tmp_path / "city.mmdb"), an_event(properties=properties))
    assert (row["country"], row["region"], row["city"]) == found


def test_the_gateway_s_country_has_the_database_s_city_only_where_both_agree(tmp_path: Path) -> None:
    write_database(tmp_path / "city.mmdb", {"203.0.113.0/24": PARIS})
    place_of = place_database(tmp_path / "city.mmdb")
    same, other = (land(place_of, an_event(), country=country) for country in ("FR", "ES"))
    assert (same["country"], same["city"]) == ("FR", "Paris")
    assert (other["country"], other["city"]) == ("ES", None)


def test_a_city_that_the_plan_drops_is_not_looked_up_either(tmp_path: Path) -> None:
    write_database(tmp_path / "city.mmdb", {"203.0.113.0/24": PARIS})
    plan = landing_plan(parse_plan("personal_data.city = 'drop'"), b"")
    reader = ColumnReader(ShopClock(), plan, place_database(tmp_path / "city.mmdb"))
    (row,) = reader.read("b", [(a_receipt(ip=CALLER), json.dumps(an_event()).encode())])[0].to_pylist()
    assert (row["country"], row["region"], row["city"]) == ("FR", "Ile-de-France", None)


def test_the_database_is_found_in_a_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert deployed_places("") is None
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        deployed_places("countries.mmdb")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "countries.mmdb").write_bytes(b"FR")
    with pytest.raises(Misconfigured, match=r"countries\.mmdb is no MMDB database"):
        deployed_places("countries.mmdb")
    write_database(tmp_path / "countries.mmdb", {"203.0.113.0/24": {"country": {"iso_code": "FR"}}})
    place_of = deployed_places("countries.mmdb")
    assert place_of
    assert place_of(CALLER) == FoundPlace("FR")
