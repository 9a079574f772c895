"""What the rules of order_rules.py and its neighbours come to: orders, orphaned changes and conflicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from tests.sql.one_order_rules import (
    by_money,
    country_of,
    currency_of,
    lines_copy,
    orders_of_a_number,
    person_of_order,
    placed,
    platform_of,
    status_of,
    teller_of,
    timed_copy,
)
from tests.sql.order_change_rules import (
    Change,
    changes_of,
    counting_refunds,
    is_cancelled_by_events,
    order_of,
    rate_on,
    refunded_of,
)
from tests.sql.order_conflict_rules import conflicts_of
from tests.sql.order_copy_rules import Copy, by_number, copies_of
from tests.sql.order_rules import MOST, Rate, Told, is_negative_correction, rounded, shop_day, units_of

Conflict = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of `orders` that the rules tell, in the table's names."""

    order_key: str
    ordered_at: datetime
    business_date: date
    person_key: int
    platform: str
    country: str
    currency: str
    revenue: Decimal | None
    revenue_from: str
    refunded: Decimal
    refunded_too_much: Decimal
    net_revenue: Decimal | None
    shop_net_revenue: Decimal | None
    units: Decimal
    told_by: str
    is_unconfirmed: bool
    is_cancelled: bool
    order_number_of_person: int | None


@dataclass(frozen=True, slots=True)
class Answers:
    """Orders by key, keys of tests, (id, problem) of changes that no order has, (order_key, witnesses, field)."""

    orders: Mapping[str, Order]
    tests: frozenset[str]
    orphans: frozenset[tuple[str, str]]
    conflicts: frozenset[Conflict]


def answers(told: Told) -> Answers:
    found = {number: orders_of_a_number(copies) for number, copies in by_number(copies_of(told)).items()}
    changes: dict[str, list[Change]] = {}
    of_none: dict[str | None, list[Change]] = {}
    for change in changes_of(told):
        key = order_of(change, found.get(change.number or "", {}))
        if key is not None:
            changes.setdefault(key, []).append(change)
        else:
            of_none.setdefault(change.number, []).append(change)
    orphans = {
        (change.id, problem_of(change, found)) for of_number in of_none.values() for change in once(of_number)
    }
    orphans |= {(event.event_id, "negative_amount") for event in told.events if is_negative_correction(event)}
    orders, tests, conflicts = {}, set[str](), set[Conflict]()
    for key, copies in ((key, copies) for of_number in found.values() for key, copies in of_number.items()):
        if not placed(copies):
            orphans |= {(copy.id, "unknown_order") for copy in copies}
        elif any(copy.is_test for copy in copies):
            tests.add(key)
        else:
            orders[key] = an_order(key, copies, changes.get(key, []), told.rates)
            conflicts |= {(key, *each) for each in conflicts_of(copies, changes.get(key, []))}
    return Answers(among_others(orders), frozenset(tests), frozenset(orphans), frozenset(conflicts))


def once(changes: Sequence[Change]) -> list[Change]:
    """Changes of one number that belong to no order: refunds that count, and every cancellation."""
    refunds = [change for change in changes if change.is_refund]
    return [*counting_refunds(refunds), *(change for change in changes if not change.is_refund)]


def problem_of(change: Change, found: Mapping[str, Mapping[str, list[Copy]]]) -> str:
    if change.number is None:
        return "no_order_id"
    is_known = any(placed(copies) for copies in found.get(change.number, {}).values())
    return "several_orders" if is_known else "unknown_order"


def an_order(key: str, copies: list[Copy], changes: Sequence[Change], rates: Sequence[Rate]) -> Order:
    """An order by itself: what depends on others is told by among_others."""
    best, time, currency = by_money(copies)[0], timed_copy(copies), currency_of(copies)
    refunds = refunded_of(copies, [change for change in changes if change.is_refund], rates)
    refunded = Decimal(0) if best.amount is None else min(refunds, best.amount)
    is_cancelled = status_of(copies)
    if is_cancelled is None:
        is_cancelled = is_cancelled_by_events(copies, changes)
    net = Decimal(0) if is_cancelled else None if best.amount is None else best.amount - refunded
    rate = rate_on(shop_day(time.at), currency, rates)
    return Order(
        order_key=key,
        ordered_at=time.at,
        business_date=shop_day(time.at),
        person_key=person_of_order(copies),
        platform=platform_of(copies),
        country=country_of(copies),
        currency=currency,
        revenue=best.amount,
        revenue_from=best.amount_from,
        refunded=refunded,
        refunded_too_much=min(refunds - refunded, MOST),
        net_revenue=net,
        shop_net_revenue=None if net is None or rate is None else rounded(net * rate),
        units=units_of(lines_copy(copies).lines),
        told_by=teller_of(copies),
        is_unconfirmed=False,
        is_cancelled=is_cancelled,
        order_number_of_person=None,
    )


def among_others(orders: Mapping[str, Order]) -> dict[str, Order]:
    """The orders with what the others tell of them: unconfirmed ones, and numbers of a person's orders."""
    confirmed = [order.business_date for order in orders.values() if order.told_by != "device"]
    since, numbers, found = min(confirmed, default=date.max), dict[int, int](), {}
    for key, order in sorted(orders.items(), key=lambda item: (item[1].ordered_at, item[0])):
        if not order.is_cancelled:
            numbers[order.person_key] = numbers.get(order.person_key, 0) + 1
        found[key] = replace(
            order,
            is_unconfirmed=order.told_by == "device" and order.business_date >= since,
            order_number_of_person=None if order.is_cancelled else numbers[order.person_key],
        )
    return found
