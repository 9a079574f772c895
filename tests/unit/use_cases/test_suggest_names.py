"""Suggestions come from the newest build's files: names, where they stand, and values that begin so."""

import gzip
import json
from pathlib import Path

import pytest
from tally.adapters.publishing.page_files import pack
from tally.domain.answering.caller import Caller, Rights
from tally.domain.answering.refusals import NotAllowed
from tally.domain.errors import NotPublished
from tally.domain.page.catalog_files import CatalogRows, make_catalog, make_values
from tally.domain.page.page_file import FORMAT
from tally.domain.plan.tracking_plan import parse_plan
from tally.use_cases.suggest_names import SuggestNames

from tests.answering import MemoryPage, caller

WEB = Path(__file__).parents[3] / "web"
ORDERED = "Order Completed"
EVENTS = [
    {"event_name": ORDERED, "events": 7, "days": 2, "first_seen": "2026-03-01", "last_seen": "2026-03-02"}
]
PROPERTIES = [{"event_name": ORDERED, "property": "coupon", "events": 7, "filled": 3, "types": "string"}]
VALUES = [
    {"event_name": ORDERED, "property": "coupon", "value": value, "events": events}
    for value, events in (("SPRING", 5), ("spring-2", 3), ("AUTUMN", 1))
]
COHORTS = [
    {"name": "buyers", "text": 'description = "who bought"\nconditions = ["did Order Completed"]'},
    {"name": "visitors", "text": None},
]
ROWS = CatalogRows(EVENTS, PROPERTIES, [{"property": "tier", "persons": 4}], COHORTS)
PLAN = parse_plan('[events."Order Completed"]\ndescription = "Somebody bought"\nowner = "sales"')
FILES = {
    "catalog": pack("b1", make_catalog(ROWS, PLAN)),
    "values": pack("b1", make_values(VALUES)),
}


def suggest(files: dict[str, bytes] | None = None, build: str | None = "b1") -> SuggestNames:
    return SuggestNames(MemoryPage(FILES if files is None else files, build), Rights(frozenset()))


def test_names_say_where_they_stand_and_how_often() -> None:
    found = suggest().names(caller())
    assert found["build"] == "b1"
    assert [(each["name"], each["volume"], each["last_seen"]) for each in found["events"]] == [
        (ORDERED, 7, "2026-03-02")
    ]
    told = [(each["name"], each["on"], each["event"], each["volume"]) for each in found["properties"]]
    assert told[:2] == [("coupon", "event", ORDERED, 3), ("tier", "profile", None, 4)]
    assert ("utm_source", "session", None, None) in told


def test_the_plan_tells_what_events_mean_and_cohorts_stand_among_the_properties() -> None:
    found = suggest().names(caller())
    [event] = found["events"]
    assert (event["description"], event["owner"], event["status"]) == ("Somebody bought", "sales", "planned")
    cohorts = [(each["name"], each["description"]) for each in found["properties"] if each["on"] == "cohort"]
    assert cohorts == [("buyers", "who bought"), ("visitors", None)]


@pytest.mark.parametrize(
    ("event", "name", "prefix", "values"),
    [
        (ORDERED, "coupon", "", ["SPRING", "spring-2", "AUTUMN"]),
        (ORDERED, "coupon", "Spr", ["SPRING", "spring-2"]),
        (ORDERED, "city", "", []),
        ("Nothing", "coupon", "", []),
    ],
)
def test_values_begin_as_asked_the_most_frequent_first(
    event: str, name: str, prefix: str, values: list[str]
) -> None:
    found = suggest().values(caller(), event, name, prefix)
    assert [each["value"] for each in found["values"]] == values


def test_after_an_erasure_there_are_no_values_until_the_next_night() -> None:
    assert suggest({}).values(caller(), ORDERED, "coupon", "") == {"values": []}


def test_refusals() -> None:
    with pytest.raises(NotPublished):
        suggest(build=None).names(caller())
    with pytest.raises(NotAllowed):
        suggest().names(Caller("x", frozenset()))


def test_files_of_another_version_are_refused_with_what_to_do() -> None:
    older = gzip.compress(json.dumps({"build": "b1", "events": {}}).encode())
    with pytest.raises(NotPublished, match="tally run publish_kpis"):
        suggest({"catalog": older}).names(caller())


def test_the_page_reads_files_of_the_format_that_is_written() -> None:
    assert f"const FORMAT = {FORMAT};" in (WEB / "figures/published.js").read_text(encoding="utf-8")
