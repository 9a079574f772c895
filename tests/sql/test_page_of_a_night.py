"""The page's files of a known night: rows in, files out.

Two Thursdays of October: on the second, the web sold more, iOS less, and the lake lacks three orders that the
witness saw.
"""

from datetime import date
from typing import Any

import pytest
from tally.domain.exports.boards.look import WITHOUT_FILTERS, BoardFilters, look_at
from tally.domain.exports.boards.parts import BOARDS, PARTS
from tally.domain.page.board_look import Period
from tally.domain.page.cube import BOARD_KPIS
from tally.domain.page.published_cube import PublishedCube
from tally.domain.words.words import ENGLISH

from tests.odd_inputs import WITNESS, OddInput
from tests.sql.night import Night, land

Json = dict[str, Any]
THEN, NOW = "2026-10-08", "2026-10-15"
ORDERS = [
    *((THEN, "web", "IT", "ada", 10), (THEN, "ios", "FR", "bea", 50)),
    *((NOW, "web", "IT", "ada", 30), (NOW, "web", "FR", "cid", 30), (NOW, "ios", "FR", "bea", 20)),
]
LOST = 3
REGIONS = {"IT": "Lazio", "FR": "Bretagne"}


def order(place: int, day: str, platform: str, country: str, person: str, revenue: int) -> Json:
    return {
        "event": "Order Completed",
        "event_id": f"e{place}",
        "user_id": person,
        "platform": platform,
        "occurred_at": f"{day}T10:{place:02}:00Z",
        "properties": {
            "order_id": f"o{place}",
            "revenue": revenue,
            "currency": "EUR",
            "country": country,
            "region": REGIONS[country],
        },
    }


def view(event: Json) -> Json:
    """The visit before an order."""
    seen = {
        "event": "Product Viewed",
        "event_id": f"v-{event['event_id']}",
        "properties": {"product_id": "p"},
    }
    return {
        **event,
        **seen,
        "properties": {
            **seen["properties"],
            **{name: event["properties"][name] for name in ("country", "region")},
        },
    }


def sighted(event: Json) -> Json:
    told = {name: event[name] for name in ("event", "event_id", "occurred_at", "platform")}
    return {**told, "amount": event["properties"].get("revenue")}


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    orders = [order(place, *each) for place, each in enumerate(ORDERS)]
    lost = [order(place, NOW, "web", "IT", "dot", 40) for place in range(20, 20 + LOST)]
    views = [view(each) for each in orders]
    night = Night()
    night.run(
        land(
            [
                OddInput("/v1/events", [*orders, *views]),
                OddInput(WITNESS, [sighted(each) for each in (*orders, *views, *lost)]),
            ]
        )
    )
    return night.page


def strip(page: dict[str, Any], kpi: str) -> Json:
    [found] = [each for each in page["home"]["kpis"] if each["kpi"] == kpi]
    return found


def pick(page: dict[str, Any], kpi: str, day: str, platform: str, country: str) -> Any:
    """What the browser does: the row of a place, never a sum over places."""
    cube, rows = page["cube"], page["cube"]["rows"]
    asked = [
        cube["days"].index(day),
        cube["platforms"].index(platform),
        cube["countries"].index(country),
        cube["profiles"].index("all"),
    ]
    places = zip(rows["day"], rows["platform"], rows["country"], rows["profile"], strict=True)
    column = cube["columns"][kpi]["numerator"]
    values = cube["columns"][column]["numerator"] if isinstance(column, str) else column
    return values[[list(each) for each in places].index(asked)]


def test_the_strip_stands_against_the_same_weekday_of_last_week(page: dict[str, Any]) -> None:
    assert (page["home"]["day"], page["home"]["currency"]) == (NOW, "EUR")
    orders, money = strip(page, "orders"), strip(page, "net_revenue")
    assert (orders["value"], orders["compared"]["day"], orders["compared"]["change"]) == (3, THEN, 1)
    assert (money["value"], money["compared"]["value"], money["unit"]) == (80, 60, "money")
    assert [day for day, *_ in orders["by_day"]] == [THEN, NOW]


def test_an_interval_stands_where_lost_events_are_a_lost_number(page: dict[str, Any]) -> None:
    orders, visitors = strip(page, "orders"), strip(page, "visitors")
    low, high = orders["coverage"]
    assert orders["verdict"] == "disputed"
    assert (orders["low"], orders["high"]) == pytest.approx((3 / high, 3 / low))
    assert orders["low"] <= 3 + LOST <= orders["high"]
    assert (visitors["low"], visitors["high"]) == (None, None)


def test_what_is_wrong_is_a_code_with_its_numbers(page: dict[str, Any]) -> None:
    [fault] = page["home"]["faults"]
    assert fault["code"] == "lost_events"
    numbers = fault["numbers"]
    assert (numbers["event"], numbers["platform"]) == ("Order Completed", "web")
    assert (numbers["found"], numbers["of"], numbers["amount"]) == (LOST, 5, 120)
    assert page["trust"]["disputed"]["missing_in_lake"] == [LOST]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("platform", {"web": ([10, 60], [1, 2]), "ios": ([50, 20], [1, 1])}),
        ("country", {"IT": ([10, 30], [1, 1]), "FR": ([50, 50], [1, 2])}),
    ],
)
def test_the_parts_of_a_change_are_the_change(page: dict[str, Any], by: str, expected: Json) -> None:
    parts = page["home"]["changes"][by]
    assert {part["name"]: (part["net_revenue"], part["orders"]) for part in parts} == expected
    assert sum(part["net_revenue"][1] - part["net_revenue"][0] for part in parts) == 20


def test_a_person_of_two_places_counts_once_in_all(page: dict[str, Any]) -> None:
    assert pick(page, "visitors", NOW, "web", "all") == 2
    assert pick(page, "visitors", NOW, "all", "all") == 3
    assert pick(page, "net_revenue", NOW, "web", "FR") == 30
    may_add = {kpi: facts["adds_over_days"] for kpi, facts in page["cube"]["kpis"].items()}
    assert {kpi for kpi, may in may_add.items() if not may} >= {"visitors", "buyers"}
    assert {kpi for kpi, may in may_add.items() if may} >= {"orders", "net_revenue", "sessions"}


def test_the_regions_of_a_country_are_a_file(page: dict[str, Any]) -> None:
    assert [name for name in page if name.startswith("regions/")] == ["regions/FR", "regions/IT"]
    cube = PublishedCube(page["regions/IT"])
    assert (cube.list_places("region"), [*cube.kpis]) == (["IT-Lazio"], [*BOARD_KPIS])
    day = Period(date.fromisoformat(NOW), date.fromisoformat(NOW))
    assert cube.total("net_revenue", {"region": "IT-Lazio"}, day).value == 30
    filters = BoardFilters(country="IT", region="IT-Lazio")
    view = look_at({name: page[name] for name in filters.list_files(["cube", "kpis"])}, filters, ENGLISH)
    [kpis] = PARTS["kpis"].draw(view)
    assert [row["value"] for row in kpis.table.rows if row["kpi"] == "orders"] == [1]
    assert [section for name in BOARDS["yesterday"] for section in PARTS[name].draw(view)]


def test_funnels_and_the_catalog_come_along(page: dict[str, Any]) -> None:
    funnels = page["funnels"]["columns"]
    of_day = [place for place, day in enumerate(funnels["day"]) if day == NOW]
    viewed = {funnels["platform"][place]: funnels["viewed"][place] for place in of_day}
    assert viewed == {"all": 3, "web": 2, "ios": 1}
    assert {*page["catalog"]["events"]["event"]} == {"Order Completed", "Product Viewed"}
    assert page["values"]["values"] == {}  # nobody's: five persons must have sent one


@pytest.mark.parametrize("board", BOARDS)
def test_a_dashboards_file_tells_what_home_tells(page: dict[str, Any], board: str) -> None:
    files = {name: page[name] for part in BOARDS[board] for name in PARTS[part].files}
    view = look_at(files, WITHOUT_FILTERS, ENGLISH)
    sections = [section for part in BOARDS[board] for section in PARTS[part].draw(view)]
    assert sections
    rows = {row["kpi"]: row for section in sections for row in section.table.rows if "kpi" in row}
    for kpi in rows.keys() & {"orders", "net_revenue"}:
        told, row = strip(page, kpi), rows[kpi]
        assert (row["value"], row["compared"]) == (told["value"], told["compared"]["value"])
        assert row["verdict"] == told["verdict"]
