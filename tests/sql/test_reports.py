"""What `tally kpis`, `tally audit` and `tally demo` read."""

from datetime import date, datetime

import pytest
from tally.modelling import catalog
from tally.modelling.literals import Value

from tests.sql.tables import Row, run_query

KPIS = {
    "kpis": """
        business_date | kpi    | value | verdict
        2026-11-21    | orders | 1     | audited
        2026-11-20    | orders | 2     | disputed
        """,
    "kpis_by_platform": "business_date | platform | kpi | value\n2026-11-20 | web | orders | 3",
    "kpis_by_country": "business_date | country | kpi | value\n2026-11-20 | IT | orders | 4",
    "kpis_by_platform_and_country": (
        "business_date | platform | country | kpi | value\n2026-11-20 | web | IT | orders | 5"
    ),
    "kpis_by_profile": "business_date | profile | kpi | value\n2026-11-20 | new | orders | 6",
    "kpis_by_region": "business_date | region | kpi | value\n2026-11-20 | IT-Lazio | orders | 7",
}
CELLS = """
business_date | local_hour | hour_at             | event_name      | platform | verdict   | missing_in_lake
2026-11-20    | 7          | 2026-11-20 06:00:00 | Order Completed | web      | audited   | 0
2026-11-20    | 8          | 2026-11-20 07:00:00 | Order Completed | web      | unaudited | 0
2026-11-20    | 9          | 2026-11-20 08:00:00 | Order Completed | web      | disputed  | 2
2026-11-20    | 10         | 2026-11-20 09:00:00 | Order Completed | web      | disputed  | 5
2026-11-21    | 7          | 2026-11-21 06:00:00 | Order Completed | ios      | disputed  | 1
"""
IDS = """
event_name      | hour_at             | platform | kind            | event_id
Order Completed | 2026-11-20 08:00:00 | web      | missing_in_lake | b
Order Completed | 2026-11-20 08:00:00 | web      | amount_differs  | c
Order Completed | 2026-11-20 06:00:00 | web      | missing_in_lake | audited
Order Completed | 2026-11-21 06:00:00 | ios      | missing_in_lake | a
"""
DAY = date(2026, 11, 20)
ONE_DAY: dict[str, Value] = {"first": DAY, "last": DAY}
BOTH_DAYS: dict[str, Value] = {"first": DAY, "last": date(2026, 11, 21)}


def asked(query: str, values: dict[str, Value], **tables: str) -> list[Row]:
    return run_query(catalog.query(query).sql, values, **tables)


@pytest.mark.parametrize(
    ("first", "place", "found"),
    [
        (DAY, {}, {"1", "2"}),
        (date(2026, 11, 21), {}, {"1"}),
        (DAY, {"platform": None}, {"1", "2", "3"}),
        (DAY, {"country": None}, {"1", "2", "4"}),
        (DAY, {"platform": "web", "country": "IT"}, {"5"}),
        (DAY, {"profile": None}, {"1", "2", "6"}),
        (DAY, {"region": None}, {"1", "2", "7"}),
        (DAY, {"region": "IT-Lazio"}, {"7"}),
        (DAY, {"platform": "it's"}, set()),
    ],
)
def test_kpis_of_days_and_a_place_or_of_each(
    first: date, place: dict[str, str | None], found: set[str]
) -> None:
    values: dict[str, Value] = {
        "first": first,
        "last": date(2026, 11, 21),
        **{"platform": "all", "country": "all", "region": "all", "profile": "all", "kpi": None, **place},
    }
    assert {row["value"] for row in asked("kpis_by_place", values, **KPIS)} == found


def test_the_days_and_places_that_there_are_kpis_of() -> None:
    tables = {name: KPIS[name] for name in KPIS if name != "kpis_by_platform_and_country"}
    rows = asked("known_places", {}, **tables)
    assert sorted((row["kind"], row["name"]) for row in rows) == [
        ("country", "IT"),
        ("day", "2026-11-20"),
        ("day", "2026-11-21"),
        ("platform", "web"),
        ("profile", "new"),
        ("region", "IT-Lazio"),
    ]


@pytest.mark.parametrize(
    ("days", "every_verdict", "hours"),
    [
        (ONE_DAY, False, {"8", "9", "10"}),
        (ONE_DAY, True, {"7", "8", "9", "10"}),
        (BOTH_DAYS, False, {"7", "8", "9", "10"}),
        ({"first": date(2026, 11, 22), "last": date(2026, 11, 23)}, True, set()),
    ],
)
def test_cells_that_are_not_audited_or_all(
    days: dict[str, Value], every_verdict: bool, hours: set[str]
) -> None:
    rows = asked("cells_by_verdict", {**days, "every_verdict": every_verdict}, audit_cells=CELLS)
    assert {row["local_hour"] for row in rows} == hours
    assert not ({row["verdict"] for row in rows} & {"audited"}) or every_verdict


@pytest.mark.parametrize(("days", "disputed"), [(BOTH_DAYS, "3"), (ONE_DAY, "2")])
def test_totals_of_a_day_or_of_more(days: dict[str, Value], disputed: str) -> None:
    rows = asked("cell_totals", days, audit_cells=CELLS)
    assert {row["verdict"]: row["cells"] for row in rows} == {
        "audited": "1",
        "unaudited": "1",
        "disputed": disputed,
    }


@pytest.mark.parametrize(("days", "found"), [(BOTH_DAYS, {"a", "b", "c"}), (ONE_DAY, {"b", "c"})])
def test_ids_are_those_of_disputed_cells(days: dict[str, Value], found: set[str]) -> None:
    rows = asked("disputed_ids", days, audit_ids=IDS, audit_cells=CELLS)
    assert {row["event_id"] for row in rows} == found


def test_what_arrived_is_counted_on_both_sides() -> None:
    moments: dict[str, Value] = {
        "first": DAY,
        "last": date(2026, 11, 21),
        "begins": datetime(2026, 11, 19, 23),
        "ends": datetime(2026, 11, 21, 23),
    }
    (row,) = asked(
        "arrival_counts",
        moments,
        events="""
        event_id | business_date
        a        | 2026-11-20
        b        | 2026-11-21
        c        | 2026-11-22
        """,
        witness_events="""
        id_hash | occurred_at
        1       | 2026-11-20 10:00:00
        1       | 2026-11-20 10:00:00
        2       | 2026-11-22 10:00:00
        """,
        quarantine="""
        event_id | occurred_at
        q        | 2026-11-20 10:00:00
        q        | 2026-11-20 10:00:00
        a        | 2026-11-20 10:00:00
        r        | 2026-11-22 10:00:00
        """,
    )
    assert row == {"in_lake": "2", "in_quarantine": "1", "at_witness": "1"}
