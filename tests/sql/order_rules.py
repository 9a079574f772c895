"""What docs/guides/numbers.md says of orders, as plain Python: a rule a function, what is told as records.

Here are the records and the rules of amounts; order_copy_rules.py, one_order_rules.py, order_change_rules.py and
order_conflict_rules.py go on, and order_answers.py puts them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import xxhash

SHOP_CURRENCY = "EUR"
SHOP_ZONE = timedelta(hours=1)
MOST = Decimal(10) ** 14
WHOLE = ("record", "revenue", "total", "lines")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order; `amount` is told by records alone."""

    product: str | None = None
    price: Decimal | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None

    @property
    def units(self) -> Decimal:
        return Decimal(1) if self.quantity is None else self.quantity

    @property
    def cost(self) -> Decimal | None:
        if self.amount is not None or self.price is None:
            return self.amount
        return self.price * self.units


@dataclass(frozen=True, slots=True)
class Money:
    """What somebody says of an order's money."""

    revenue: Decimal | None = None
    total: Decimal | None = None
    tax: Decimal | None = None
    shipping: Decimal | None = None
    currency: str | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """An event of an order's life; key and event id are unique."""

    key: int
    name: str
    number: str | None
    at: datetime
    arrived: datetime
    money: Money = Money()
    user: str | None = None
    device: str | None = None
    platform: str = "web"
    sender: str = "device"
    shop: str | None = None
    refund_id: str | None = None
    is_test: bool = False

    @property
    def event_id(self) -> str:
        return f"e{self.key}"


@dataclass(frozen=True, slots=True)
class Record:
    """The newest record of an order."""

    number: str
    at: datetime
    money: Money = Money()
    customer: str | None = None
    status: str | None = None
    shop: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """The newest record of a refund."""

    refund_id: str
    number: str
    at: datetime
    amount: Decimal
    is_gross: bool | None = None
    currency: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of one currency for one of the other, on a day."""

    day: date
    from_currency: str
    to_currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """All that a shop's systems told, and which user owns which device."""

    events: tuple[OrderEvent, ...]
    records: tuple[Record, ...] = ()
    refunds: tuple[RefundRecord, ...] = ()
    rates: tuple[Rate, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()


def id_hash(text: str) -> int:
    return int.from_bytes(xxhash.xxh64_digest(text.encode()), "big", signed=True)


def shop_day(at: datetime) -> date:
    return (at + SHOP_ZONE).date()


def rounded(amount: Decimal, digits: str = "0.000001") -> Decimal:
    return amount.quantize(Decimal(digits), ROUND_HALF_UP)


def amount_of(money: Money) -> tuple[Decimal | None, str]:
    """An order is worth its revenue; else its total less tax and shipping; else its lines."""
    if money.revenue is not None:
        return money.revenue, "revenue"
    if money.total is not None:
        net = money.total - (money.tax or 0) - (money.shipping or 0)
        if abs(net) < MOST:
            return net, "total"
    costs = [line.cost for line in money.lines]
    priced = [cost for cost in costs if cost is not None]
    if not priced:
        return None, "nothing"
    if abs(sum(priced)) >= MOST:
        return None, "lines_too_large"
    return sum(priced, Decimal(0)), "lines" if len(priced) == len(costs) else "lines_in_part"


def gross_of(money: Money) -> Decimal | None:
    """With tax and shipping: the total, else revenue with what of them is told."""
    if money.total is not None or money.revenue is None or (money.tax is None and money.shipping is None):
        return money.total
    gross = money.revenue + (money.tax or 0) + (money.shipping or 0)
    return gross if abs(gross) < MOST else None


def units_of(lines: Sequence[Line]) -> Decimal:
    """The sum of the lines' quantities; a line without one is one unit, and so is an order without lines."""
    return sum((line.units for line in lines), Decimal(0)) if lines else Decimal(1)


def is_below_zero(money: Money) -> bool:
    amount, _ = amount_of(money)
    return amount is not None and amount < 0


def is_negative_order(event: OrderEvent) -> bool:
    """It is a refund of the order with its number."""
    return event.name == "Order Completed" and is_below_zero(event.money)


def is_negative_correction(event: OrderEvent) -> bool:
    """It corrects nothing."""
    return event.name == "Order Updated" and is_below_zero(event.money) and not event.is_test
