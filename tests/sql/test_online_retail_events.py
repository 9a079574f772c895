"""A real shop's 541,909 order lines as events: what they are worth by their lines, beside the records of the same."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.online_retail import DATA
from tests.sql.night import Landed, land
from tests.sql.retail_shop import Shop, land_events, read_invoices, run_night

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason=f"the file {DATA.name} is not beside the checkout"),
]
CLEANED = (18_532, 4_338, Decimal("8911407.904"))
CHANGED = {
    "536365": Decimal("1"),
    "541431": Decimal("-0.01"),
    "556444": Decimal("2500"),
    "581587": Decimal("-3"),
}
"""Orders whose record is made to differ from the event, by what it is more. The next one is not by a cent."""
ROUNDED = {"536370": Decimal("0.004")}


@dataclass(frozen=True)
class Shops:
    """The same shop three times: as events, as records, and as both with the records of CHANGED changed."""

    landed: Landed
    events: Shop
    records: Shop
    both: Shop


@pytest.fixture(scope="module")
def shops() -> Shops:
    landed, versions = land_events(), read_invoices().versions
    changed = {**versions, "orders": change_orders(versions["orders"], CHANGED | ROUNDED)}
    return Shops(landed, run_night(landed, {}), run_night(land([]), versions), run_night(landed, changed))


def change_orders(orders: pa.Table, more: dict[str, Decimal]) -> pa.Table:
    """Versions with other amounts."""
    amounts = [
        amount + more.get(number, 0)
        for number, amount in zip(orders["order_id"].to_pylist(), orders["revenue"].to_pylist(), strict=True)
    ]
    place = orders.schema.get_field_index("revenue")
    field = orders.schema.field(place)
    return orders.set_column(place, field, pa.array(amounts, field.type))


def test_every_invoice_lands_with_all_its_lines(shops: Shops) -> None:
    events = shops.landed.tables["events"]
    assert {name: len(table) for name, table in shops.landed.tables.items() if len(table)} == {
        "events": 25_900
    }
    assert Counter(events["event_name"].to_pylist()) == {"Order Completed": 22_064, "Order Refunded": 3_836}
    assert pc.sum(pc.list_value_length(events["products"])).as_py() == 541_909
    told = Counter(one for violations in events["violations"].to_pylist() for one in violations)
    # The shipped plan knows no £ and wants a revenue. 8 refunds are of no country, beside the records' 44 orders.
    assert told == {
        "not_allowed:currency": 25_900,
        "missing_property:revenue": 22_064,
        "placeholder_id:user_id": 3_710,
        "unknown_label:country": 52,
    }


def test_orders_are_worth_their_lines_and_have_the_cleaned_figures(shops: Shops) -> None:
    sold = "count(*) as n, count(distinct orders.person_key) as persons, sum(orders.net_revenue) as revenue"
    of_events = "orders inner join events on events.dedup_key = orders.event_key"
    assert (
        shops.events.ask(sold, f"{of_events} where events.user_id is not null and orders.revenue > 0")
        == CLEANED
    )
    told_by = "count(*) as n, min(revenue_from) as first, max(revenue_from) as last, max(told_by) as teller"
    assert shops.events.ask(told_by, "orders") == (22_062, "lines", "lines", "server")
    # Each is a buyer of its own.
    assert shops.events.ask(sold, f"{of_events} where events.user_id is null") == (
        3_526,
        3_526,
        Decimal("1755276.64"),
    )


def test_each_cancelled_line_is_in_a_refund_that_names_no_order(shops: Shops) -> None:
    """A note C536379 is no number of an order. None of its lines is booked on one, none is lost.

    Two of the three adjustments of bad debt are orders below zero, so refunds of a line each; the third is an
    order of 11,062.06.
    """
    gone = "count(*) as n, sum(lines) as lines, count(order_key) as booked, count_if(counts) as counts"
    told = "refund_id not like 'negative order%' and problem = 'unknown_order'"
    assert shops.events.ask(gone, f"order_changes where {told}") == (3_836, 9_288, 0, 3_836)
    assert shops.events.ask(gone, f"order_changes where not ({told})") == (2, 2, 0, 2)
    assert shops.events.ask("count(*) as n", "order_refunds") == (0,)
    listed = "count(*) as n, sum(amount) as amount"
    notes = "orphaned_changes where order_id like 'C%'"
    assert shops.events.ask(listed, notes) == (3_836, Decimal("896812.49"))
    adjusted = "orphaned_changes where order_id like 'A%'"
    assert shops.events.ask(listed, adjusted) == (2, Decimal("22124.12"))
    assert shops.events.ask("sum(revenue) as revenue", "orders where order_id like 'A%'") == (
        Decimal("11062.06"),
    )


def test_all_of_it_is_the_net_turnover(shops: Shops) -> None:
    net = "(select sum(net_revenue) from orders) - (select sum(amount) from orphaned_changes) as net"
    assert shops.events.ask(net, "(values 1) as one (x)") == (Decimal("9747747.934"),)


def test_each_order_is_the_same_as_events_and_as_records(shops: Shops) -> None:
    """Person, too, though the events have 17850.0 for the records' 17850; but for orders of nobody."""
    as_events = list_orders(shops.events, "events.user_id", "events on events.dedup_key = orders.event_key")
    as_records = list_orders(
        shops.records,
        "records_orders.customer_id",
        "records_orders on records_orders.order_id = orders.order_id",
    )
    assert len(as_events) == 22_062
    differences = {number for number in as_events if as_events[number] != as_records.get(number)}
    assert (differences, as_events.keys() ^ as_records.keys()) == (set(), set())


def list_orders(shop: Shop, known_by: str, joined: str) -> dict[str, dict[str, Any]]:
    """What numbers are made of, by order number; a person only where somebody is known."""
    columns = "revenue, net_revenue, units, business_date, ordered_at, currency, country, is_cancelled"
    person = f"if({known_by} is null, null, orders.person_key) as person, order_number_of_person"
    selected = ", ".join(f"orders.{column}" for column in ("order_id", *columns.split(", ")))
    rows = shop.rows(f"select {selected}, {person} from orders inner join {joined}")
    return {row["order_id"]: row for row in rows}


def test_an_order_that_both_tell_is_one(shops: Shops) -> None:
    counted = "count(*) as n, count(distinct order_id) as numbers, sum(net_revenue) as revenue"
    more = sum((CHANGED | ROUNDED).values())
    assert shops.both.ask(counted, "orders") == (22_062, 22_062, Decimal("10666684.544") + more)
    sold = "count(*) as n, count(distinct person_key) as persons, sum(net_revenue) as revenue"
    known = "select order_id from records_orders where customer_id is not null"
    orders, persons, revenue = CLEANED
    of_known = (orders, persons, revenue + more)
    assert shops.both.ask(sold, f"orders where revenue > 0 and order_id in ({known})") == of_known


def test_a_note_that_both_tell_is_listed_once(shops: Shops) -> None:
    """By the records, a line at a time."""
    listed = "count(*) as n, sum(amount) as amount, max(if(change_id like 'event %', 1, 0)) as has_events"
    assert shops.both.ask(listed, "orphaned_changes") == (9_290, Decimal("918936.61"), 0)


def test_only_the_changed_orders_are_in_conflict_and_dispute_their_days(shops: Shops) -> None:
    found = shops.both.rows("select * from order_conflicts")
    assert {(row["order_id"], row["witnesses"], row["field"]) for row in found} == {
        (number, "records", "revenue") for number in CHANGED
    }
    assert all(
        Decimal(row["value"]) - Decimal(row["other_value"]) == CHANGED[row["order_id"]] for row in found
    )
    days = {row["business_date"] for row in found}
    assert len(days) == len(CHANGED)
    assert disputed_days(shops.both, "net_revenue") == days
    assert disputed_days(shops.both, "orders") == set()
    assert disputed_days(shops.events, "net_revenue") == set()
    reasons = shops.both.rows("select reason from kpis where kpi = 'net_revenue' and verdict = 'disputed'")
    assert all("1 order is told with different amounts" in row["reason"] for row in reasons)


def disputed_days(shop: Shop, kpi: str) -> set[object]:
    """On which days this KPI of the whole shop is disputed."""
    rows = shop.rows(f"select business_date from kpis where kpi = '{kpi}' and verdict = 'disputed'")
    return {row["business_date"] for row in rows}
