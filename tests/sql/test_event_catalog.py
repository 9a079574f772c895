"""The catalogue of events: what arrives, with which properties, and which of their values may be shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tally.modelling.literals import Rows

from tests.sql.tables import check, run

SINCE = {"since": datetime(2026, 2, 1)}
PERSONAL = {"personal_names": Rows(("varchar",), [("nickname",), ("strasse",)])}
ID = "id_hash | dedup_key | event_name | sent_person_key | received_at | occurred_at | business_date"


def draw_events(*lines: str, columns: str = "properties") -> str:
    """Events of persons 1, 2, ...: a name, a person and cells; all of one moment unless they say otherwise."""
    drawn = [f"{ID} | {columns}"]
    for number, line in enumerate(lines, start=1):
        name, person, cells = (part.strip() for part in line.split("|", 2))
        drawn.append(
            f"{number} | {number} | {name} | {person} | 2026-03-02 08:00 | 2026-03-02 07:00 | 2026-03-02 | {cells}"
        )
    return "\n".join(drawn)


def make(events: str, values: Mapping[str, Any] | None = None, **tables: str) -> list[str]:
    """Rows of event_property_counts, as lines of event, property, type, value, events, persons."""
    rows = run("event_property_counts", {**SINCE, **PERSONAL, **(values or {})}, events=events, **tables)
    columns = ("event_name", "property", "type", "value", "events", "persons")
    return sorted(" ".join(row.get(name, "-") for name in columns) for row in rows)


def of_persons(count: int, cell: str) -> list[str]:
    return [f"Order | {person} | {cell}" for person in range(1, count + 1)]


def test_types_are_those_of_json_and_null_is_none() -> None:
    found = make(
        draw_events(
            'Order | 1 | {"a":"x","b":1.5,"c":true,"d":[1],"e":{"f":1},"g":null}',
            'Order | 2 | {"a":7}',
            "Order | 3 |",
        )
    )
    assert found == [
        "Order a number - 1 -",
        "Order a string - 1 -",
        "Order b number - 1 -",
        "Order c boolean - 1 -",
        "Order d list - 1 -",
        "Order e object - 1 -",
    ]


def test_a_column_is_a_property() -> None:
    found = make(draw_events("Order | 1 | 12.5 | SPRING", columns="revenue | coupon"))
    assert found == ["Order coupon string - 1 -", "Order revenue number - 1 -"]


def test_a_value_is_shown_once_five_persons_sent_it() -> None:
    four, five = of_persons(4, '{"size":"S"}'), of_persons(5, '{"size":"M"}')
    again = ['Order | 1 | {"size":"S"}'] * 3
    assert make(draw_events(*four, *again, *five)) == ["Order size string - 7 -", "Order size string M 5 5"]


def test_numbers_lose_the_zeros_that_a_column_adds_and_a_version_is_no_phone() -> None:
    cells = [f"Order | {person} | 12.500000 | 5.12.0" for person in range(1, 6)]
    found = make(draw_events(*cells, columns="revenue | app_version"))
    assert found == ["Order app_version string 5.12.0 5 5", "Order revenue number 12.5 5 5"]


def test_devices_of_one_person_are_one() -> None:
    linked = "device_id | device_key | user_id | person_key | linked_at\n"
    linked += "\n".join(f"d{key} | {key} | anna | 99 | 2026-03-01 07:00" for key in range(1, 5))
    assert make(draw_events(*of_persons(5, '{"size":"M"}')), identity_map=linked) == [
        "Order size string - 5 -"
    ]


def test_what_is_or_looks_personal_is_never_shown() -> None:
    hidden = (
        '{"nick_name":"Anni"}',
        '{"Nick Name":"Anni"}',
        '{"Straße":"Lange"}',
        '{"to":"anna@shop.example"}',
        '{"page":"/?to=anna%40shop.example"}',
        '{"home":"https://anna.example"}',
        '{"call":"+39 02 123456"}',
        '{"to":"hmac:0123"}',
        '{"note":"' + "long " * 20 + '"}',
    )
    for cell in hidden:
        (line,) = make(draw_events(*of_persons(6, cell)))
        assert line.endswith(" string - 6 -"), cell
    assert make(draw_events(*of_persons(6, '{"anna@shop.example":"x"}'))) == []


def test_values_are_of_a_sample_and_counts_of_all() -> None:
    events = draw_events(*of_persons(12, '{"size":"M"}'))
    assert make(events, {"values_sample": 1_000_000}) == ["Order size string M 12 12"]
    lines = events.splitlines()
    spread = "\n".join(
        [lines[0], *(f"{500_000 * n}{line[line.index(' |') :]}" for n, line in enumerate(lines[1:]))]
    )
    assert make(spread, {"values_sample": 3}) == ["Order size string - 6 -", "Order size string M 6 6"]


def test_what_arrived_before_the_window_has_no_properties() -> None:
    old = draw_events('Order | 1 | {"size":"M"}').replace("2026-03-02 08:00", "2026-01-31 23:59")
    assert make(old) == []


TWO_DAYS = f"""
{ID}
1 | 1 | Order | 1 | 2026-03-02 08:00 | 2026-03-01 07:00 | 2026-03-01
2 | 2 | Order | 2 | 2026-03-02 08:00 | 2026-03-02 07:00 | 2026-03-02
3 | 3 | Order | 3 | 2026-03-02 08:00 | 2026-03-02 09:00 | 2026-03-02
4 | 4 | View  |   | 2026-03-02 08:00 | 2026-03-02 09:00 | 2026-03-02
"""
OF_DAYS = """
business_date | event_name | events | first_at            | last_at
2026-03-01    | Order      | 1      | 2026-03-01 07:00:00 | 2026-03-01 07:00:00
2026-03-02    | Order      | 2      | 2026-03-02 07:00:00 | 2026-03-02 09:00:00
2026-03-02    | View       | 1      | 2026-03-02 09:00:00 | 2026-03-02 09:00:00
"""
COUNTED = """
event_name | property | type   | value | events | persons | events_of_name | first_at            | last_at
Order      | size     | number |       | 2      |         | 3              | 2026-03-01 07:00:00 | 2026-03-02 07:00:00
Order      | size     | string | M     | 1      | 5       | 3              | 2026-03-02 09:00:00 | 2026-03-02 09:00:00
Order      | coupon   | string | A     | 1      | 5       | 3              | 2026-03-02 09:00:00 | 2026-03-02 09:00:00
Order      | coupon   | string | B     | 2      | 6       | 3              | 2026-03-02 09:00:00 | 2026-03-02 09:00:00
"""


def test_events_are_counted_by_day() -> None:
    check("event_days", OF_DAYS, events=TWO_DAYS)


def test_an_event_has_its_first_and_its_last_moment() -> None:
    expected = """
    event_name | events | days | first_seen          | last_seen
    Order      | 3      | 2    | 2026-03-01 07:00:00 | 2026-03-02 09:00:00
    View       | 1      | 1    | 2026-03-02 09:00:00 | 2026-03-02 09:00:00
    """
    check("event_catalog", expected, event_days=OF_DAYS)


def test_a_property_has_its_types_and_how_often_it_came() -> None:
    expected = """
    event_name | property | events | filled | types          | first_seen          | last_seen
    Order      | coupon   | 3      | 3      | string         | 2026-03-02 09:00:00 | 2026-03-02 09:00:00
    Order      | size     | 3      | 3      | number, string | 2026-03-01 07:00:00 | 2026-03-02 09:00:00
    """
    check("event_properties", expected, event_property_counts=COUNTED)


def test_the_most_frequent_value_stands_first() -> None:
    expected = """
    event_name | property | value | place | events | persons
    Order      | coupon   | A     | 2     | 1      | 5
    Order      | coupon   | B     | 1     | 2      | 6
    Order      | size     | M     | 1     | 1      | 5
    """
    check("event_property_values", expected, event_property_counts=COUNTED)
