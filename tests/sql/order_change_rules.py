"""Cancellations, refunds and currencies by the rules of docs/guides/numbers.md, as plain Python."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.sql.one_order_rules import by_money, currency_of, lines_copy, placed, timed_copy
from tests.sql.order_copy_rules import Copy, person_of
from tests.sql.order_rules import (
    MOST,
    SHOP_CURRENCY,
    Line,
    Rate,
    Told,
    amount_of,
    gross_of,
    id_hash,
    is_below_zero,
    is_negative_order,
    rounded,
    shop_day,
)

RATE_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """A cancellation or a refund; net and gross are amounts without a sign."""

    id: str
    is_refund: bool
    teller: str
    number: str | None
    refund_id: str | None
    at: datetime
    person: int | None
    shop: str | None
    currency: str | None = None
    net: Decimal | None = None
    gross: Decimal | None = None
    lines: tuple[Line, ...] = ()
    is_negative_order: bool = False


def changes_of(told: Told) -> list[Change]:
    """Refunds and cancellations; a test of one changes no order."""
    owners, found = dict(told.owners), []
    for event in (each for each in told.events if not each.is_test):
        is_negative = is_negative_order(event)
        if not is_negative and event.name not in ("Order Cancelled", "Order Refunded"):
            continue
        amount, _ = amount_of(event.money)
        found.append(
            Change(
                id=event.event_id,
                is_refund=event.name != "Order Cancelled",
                teller=event.sender,
                number=event.number or (event.event_id if is_negative else None),
                refund_id=event.refund_id,
                at=event.at,
                person=person_of(event, owners),
                shop=event.shop,
                currency=event.money.currency,
                net=unsigned(amount if is_negative else event.money.revenue),
                gross=unsigned(event.money.total),
                lines=event.money.lines,
                is_negative_order=is_negative,
            )
        )
    for refund in told.refunds:
        is_net = refund.is_gross is False
        found.append(
            Change(
                id=f"record {refund.refund_id}",
                is_refund=True,
                teller="record",
                number=refund.number,
                refund_id=refund.refund_id,
                at=refund.at,
                person=id_hash(refund.customer) if refund.customer else None,
                shop=None,
                currency=refund.currency,
                net=unsigned(refund.amount) if is_net else None,
                gross=unsigned(refund.amount),
            )
        )
    for record in told.records:
        amount, _ = amount_of(record.money)
        if is_below_zero(record.money) and record.status != "cancelled":
            found.append(
                Change(
                    id=f"record {record.number} as an order",
                    is_refund=True,
                    teller="record",
                    number=record.number,
                    refund_id=None,
                    at=record.at,
                    person=id_hash(record.customer) if record.customer else None,
                    shop=record.shop,
                    currency=record.money.currency,
                    net=unsigned(amount),
                    gross=unsigned(gross_of(record.money)),
                )
            )
    return found


def unsigned(amount: Decimal | None) -> Decimal | None:
    """The sign of a refund does not count."""
    return None if amount is None else abs(amount)


def order_of(change: Change, orders: Mapping[str, list[Copy]]) -> str | None:
    """The order of its number; of several that of its shop, else that of its person, else none."""

    def likeness(key: str) -> tuple[bool, bool]:
        copies = placed(orders[key])
        return (
            change.shop is not None and any(copy.shop == change.shop for copy in copies),
            change.person is not None and any(copy.person == change.person for copy in copies),
        )

    keys = [key for key in orders if placed(orders[key])]
    if len(orders) == 1 and keys:
        return keys[0]
    best = max(map(likeness, keys), default=(False, False))
    alike = [key for key in keys if likeness(key) == best]
    return alike[0] if any(best) and len(alike) == 1 else None


def is_cancelled_by_events(copies: list[Copy], changes: Sequence[Change]) -> bool:
    """Of Order Completed and Order Cancelled the last by time decides; of one time the cancellation."""
    cancelled = [change.at for change in changes if not change.is_refund]
    completed = [copy.at for copy in placed(copies) if copy.teller != "record"]
    return bool(cancelled) and (not completed or max(cancelled) >= max(completed))


def counting_refunds(refunds: Iterable[Change]) -> list[Change]:
    """Of one order: records before events; a refund_id once; a negative order once for each who tells it."""
    refunds = list(refunds)
    if any(refund.teller == "record" for refund in refunds):
        refunds = [refund for refund in refunds if refund.teller == "record"]
    found: dict[object, Change] = {}
    times: Counter[object] = Counter()
    for refund in sorted(refunds, key=lambda refund: (refund.at, refund.id)):
        name: object = refund.refund_id or refund.id
        if refund.is_negative_order:
            times[refund.teller, refund.net] += 1
            name = refund.net, times[refund.teller, refund.net]
        found.setdefault(name, refund)
    return list(found.values())


def refunded_of(copies: list[Copy], refunds: Sequence[Change], rates: Sequence[Rate]) -> Decimal:
    """What refunds take off an order, in its currency, however much that is."""
    worth = by_money(copies)[0].amount
    counting = counting_refunds(refunds)
    named = [refund for refund in counting if not names_nothing(refund)]
    taken = sum((taken_off(refund, copies, rates) or Decimal(0) for refund in named), Decimal(0))
    is_all = len(named) < len(counting)
    return max(worth, taken) if is_all and worth is not None else taken


def names_nothing(refund: Change) -> bool:
    return refund.net is None and refund.gross is None and not refund.lines


def taken_off(refund: Change, copies: list[Copy], rates: Sequence[Rate]) -> Decimal | None:
    """One refund's amount without tax and shipping, in the order's currency; None where nothing tells it."""
    if refund.net is not None:
        amount: Decimal | None = refund.net
    elif refund.gross is not None:
        amount = net_of_gross(refund.gross, by_money(copies)[0])
    else:
        amount = worth_of_lines(refund.lines, copies)
    rate = rate_between(refund, copies, rates)
    if amount is None or rate is None or amount * rate >= MOST:
        return None
    return rounded(amount * rate)


def rate_between(refund: Change, copies: list[Copy], rates: Sequence[Rate]) -> Decimal | None:
    """Of a refund's currency into its order's, by the rates of both days."""
    currency, its = currency_of(copies), refund.currency or currency_of(copies)
    if its == currency:
        return Decimal(1)
    rate = rate_on(shop_day(refund.at), its, rates)
    order_rate = rate_on(shop_day(timed_copy(copies).at), currency, rates)
    return None if rate is None or order_rate is None else rate / order_rate


def net_of_gross(gross: Decimal, sold: Copy) -> Decimal:
    """In the order's own proportion, where that tells both and its gross is more."""
    if sold.amount is None or sold.gross is None or sold.gross <= sold.amount:
        return gross
    return gross * sold.amount / sold.gross


def worth_of_lines(lines: Iterable[Line], copies: list[Copy]) -> Decimal | None:
    """At the order's prices less its discount; a line that it has not, or without a price, at its own."""
    worth, sold = by_money(copies)[0].amount, lines_copy(copies).lines
    costs = [line.cost for line in sold if line.cost is not None]
    listed = sum(costs, Decimal(0))
    share = Decimal(1) if worth is None or listed <= worth else worth / listed
    found = []
    for product in {line.product for line in lines}:
        named = [line for line in lines if line.product == product]
        price = unit_price(product, sold)
        if price is not None:
            found.append(sum((line.units for line in named), Decimal(0)) * price * share)
        else:
            found += [line.cost for line in named if line.cost is not None]
    return abs(sum(found, Decimal(0))) if found else None


def unit_price(product: str | None, lines: Iterable[Line]) -> Decimal | None:
    its = [line for line in lines if line.product == product and product is not None]
    costs, units = [line.cost for line in its], sum((line.units for line in its), Decimal(0))
    if not its or not units or None in costs:
        return None
    return sum((cost for cost in costs if cost is not None), Decimal(0)) / units


def rate_on(day: date, currency: str, rates: Iterable[Rate]) -> Decimal | None:
    """Units of the shop's currency for one: the day's, else the last of seven days before; turned ones last."""
    if currency == SHOP_CURRENCY:
        return Decimal(1)
    found = [
        (rate.day, rate.to_currency == SHOP_CURRENCY, rate)
        for rate in rates
        if {rate.from_currency, rate.to_currency} == {currency, SHOP_CURRENCY}
        and day - RATE_DAYS <= rate.day <= day
    ]
    if not found:
        return None
    _, is_into, rate = max(found, key=lambda each: each[:2])
    return rate.rate if is_into else 1 / rate.rate
