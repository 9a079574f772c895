"""Seeded shops: orders told by browsers, servers, tills and records, as people and programs really tell them.

Each number has its own true amount, persons and shops, and most of its copies agree; what they say else is rare
enough that each rule decides for some of the orders alone. `tables` writes them as rows of the lake.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tests.sql.order_rules import (
    Line,
    Money,
    OrderEvent,
    Rate,
    Record,
    RefundRecord,
    Told,
)

START = datetime(2026, 11, 20, 9)
MINUTES = [0, 0, 1, 5, 30, 180, 815, 870]
DAYS = [0] * 8 + [-1, -3, -12, 1, 2]
DELAYS = [timedelta(seconds=each) for each in (0, 0, 0, 0, 0, 0, 300, 172_800, 172_801, 777_600)]
AMOUNTS = [Decimal(text) for text in ("0", "10", "10.004", "12.5", "40", "100")]
HUGE = Decimal("99999999999999")
CURRENCIES = [None, None, "EUR", "EUR", "USD", "JPY", "KRW", "unknown"]
USERS = ["u1", "u2", "u3", "u4", "u5"]
DEVICES = ["d1", "d2", "d3", "d4"]
OWNERS = (("d1", "u1"), ("d2", "u2"))
SHOPS = ["it", "de", "web"]
_LINES = (
    "a 10 1|a 5 2; b 10|a 10|a 2.5 4; a 7.5 2; b 20 0.35|b 12 -1|a 10; b|b; c 3 2|c|- 4 3|a 0 2|a 10 3; - 5"
)
ORDER, UPDATE, CANCEL, REFUND = "Order Completed", "Order Updated", "Order Cancelled", "Order Refunded"


def lines_of(text: str) -> tuple[Line, ...]:
    """`a 5 2; b 10`: two of a at 5, one b at 10 whose quantity is not told; - names no product."""
    found = []
    for line in text.split("; "):
        product, *numbers = line.split()
        price, quantity = [*map(Decimal, numbers), None, None][:2]
        found.append(Line(None if product == "-" else product, price, quantity))
    return tuple(found)


WAYS = ["revenue", "revenue", "both", "total", "lines", "lines", "nothing"]
LINES = [lines_of(text) for text in (*_LINES.split("|"), f"a {HUGE} 2")]


@dataclass(frozen=True, slots=True)
class _Order:
    """What is true of a number, as far as its tellers know it."""

    number: str
    at: datetime
    amount: Decimal
    currency: str | None
    users: list[str]
    shops: list[str | None]
    lines: tuple[Line, ...]
    ways: list[str]
    """In which its tellers say what it costs."""


class Drawer:
    """Draws one shop."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._keys = list(range(1, 100_000))
        self._random.shuffle(self._keys)

    def told(self, numbers: int) -> Told:
        """A shop of so many numbers; a seed gives the same one each time."""
        events: list[OrderEvent] = []
        records: list[Record] = []
        refunds: list[RefundRecord] = []
        for number in range(numbers):
            order = self._order(f"n{number}")
            events += self._events(order)
            if self._is_one_in(3):
                records += [self._record(order)]
            if self._is_one_in(6):
                refunds += [self._refund_record(order, place) for place in range(self._random.randint(1, 2))]
        events += [
            replace(self._event(self._order("-"), name), number=None)
            for name in (ORDER, UPDATE, CANCEL, REFUND)
        ]
        return Told(tuple(events), tuple(records), tuple(refunds), self._rates(), OWNERS)

    def _is_one_in(self, chance: int) -> bool:
        return self._random.randrange(chance) == 0

    def _moment(self, at: datetime) -> datetime:
        return at + timedelta(days=self._random.choice(DAYS), minutes=self._random.choice(MINUTES))

    def _order(self, number: str) -> _Order:
        pick = self._random
        return _Order(
            number,
            self._moment(START),
            pick.choice(AMOUNTS),
            pick.choice(CURRENCIES),
            pick.sample(USERS, pick.choice([1, 1, 1, 2, 3])),
            pick.choice([[None], [None], ["it"], ["it", None], SHOPS, ["it", "de"]]),
            pick.choice(LINES),
            pick.choice([WAYS] * 4 + [["lines"], ["nothing", "nothing", "lines"]]),
        )

    def _events(self, order: _Order) -> list[OrderEvent]:
        pick = self._random
        names = [ORDER] * pick.choice([0, 1, 1, 2, 2, 3, 4])
        names += [UPDATE] * pick.choice([0, 0, 0, 1, 1, 2])
        names += [CANCEL] * pick.choice([0, 0, 0, 0, 1, 2])
        names += [REFUND] * pick.choice([0, 0, 0, 1, 2, 3])
        events = [self._event(order, name) for name in names]
        # A page that is opened again tells what the shop's system knows by then.
        corrected = [event for event in events if event.name == UPDATE and self._is_one_in(2)]
        events += [replace(self._event(order, ORDER), money=event.money) for event in corrected]
        if self._is_one_in(10):
            back = Money(-order.amount - 1)
            events += [replace(self._event(order, ORDER), money=back) for _ in range(pick.randint(1, 3))]
        return events

    def _event(self, order: _Order, name: str) -> OrderEvent:
        pick = self._random
        at, teller = (
            self._moment(order.at),
            pick.choice(["browser", "browser", "server", "server", "till", "app", "bot"]),
        )
        platform = {"server": "server", "till": "store", "app": "ios"}.get(teller, "web")
        return OrderEvent(
            key=self._keys.pop(),
            name=name,
            number=order.number,
            at=at,
            arrived=at + pick.choice(DELAYS),
            money=self._refund_money(order) if name == REFUND else self._money(order),
            user=pick.choice([*order.users, *order.users, None]),
            device=pick.choice([*DEVICES, None, None]),
            platform="unknown" if self._is_one_in(12) else platform,
            sender=teller if teller in ("server", "bot") else "device",
            shop=pick.choice(order.shops),
            refund_id=pick.choice([None, "r1", "r2"]) if name == REFUND else None,
            is_test=self._is_one_in(60),
        )

    def _amount(self, order: _Order) -> Decimal:
        return self._random.choice([order.amount] * 4 + AMOUNTS)

    def _currency(self, order: _Order) -> str | None:
        return self._random.choice([order.currency] * 6 + [None, *CURRENCIES])

    def _money(self, order: _Order) -> Money:
        pick, amount = self._random, self._amount(order)
        currency, lines = self._currency(order), pick.choice([(), *LINES])
        tax, shipping = (
            pick.choice([None, Decimal("2.2")] * 20 + [HUGE, -HUGE]),
            pick.choice([None, Decimal("3.4")]),
        )
        gross = max(-HUGE, min(HUGE, amount + (tax or 0) + (shipping or 0)))
        match pick.choice(order.ways):
            case "revenue":
                return Money(amount, None, tax, shipping, currency, lines)
            case "both":
                return Money(
                    amount,
                    pick.choice([gross, gross, amount + 30, amount / 2]),
                    tax,
                    shipping,
                    currency,
                    lines,
                )
            case "total":
                return Money(None, gross, tax, shipping, currency, lines)
            case "lines":
                return Money(None, None, tax, None, currency, pick.choice([order.lines] * 12 + LINES))
        return Money(currency=currency)

    def _refund_money(self, order: _Order) -> Money:
        pick, amount = (
            self._random,
            self._random.choice([Decimal(1), Decimal(-7), Decimal("3.3333"), self._amount(order)]),
        )
        currency = pick.choice([None, None, order.currency, self._currency(order)])
        match pick.choice(["net", "gross", "both", "lines", "lines", "nothing"]):
            case "net":
                return Money(amount, currency=currency, lines=pick.choice([(), *LINES]))
            case "gross":
                return Money(None, amount, currency=currency)
            case "both":
                return Money(amount, amount * 2, currency=currency)
            case "lines":
                return Money(currency=currency, lines=pick.choice(LINES))
        return Money(currency=currency)

    def _record(self, order: _Order) -> Record:
        pick, money = self._random, self._money(order)
        if self._is_one_in(15):
            money = Money(-order.amount - 1, None, money.tax, currency=money.currency)
        its = tuple(replace(line, amount=pick.choice([None, None, Decimal("4.5")])) for line in money.lines)
        return Record(
            order.number,
            self._moment(order.at),
            replace(money, lines=its, currency=None if money.currency == "unknown" else money.currency),
            pick.choice([None, *order.users]),
            pick.choice([None, "completed", "completed", "pending", "cancelled"]),
            pick.choice(order.shops),
            pick.choice([None, "store", "web"]),
        )

    def _refund_record(self, order: _Order, place: int) -> RefundRecord:
        pick = self._random
        return RefundRecord(
            pick.choice([f"{order.number}-{place}"] * 3 + [f"r1 {order.number}-{place}"]),
            pick.choice([order.number] * 9 + ["never told"]),
            self._moment(order.at),
            self._amount(order) / 2,
            pick.choice([None, True, False]),
            pick.choice([None, order.currency, "EUR"]) if order.currency != "unknown" else None,
            pick.choice([None, *order.users]),
        )

    def _rates(self) -> tuple[Rate, ...]:
        """Of dollars on most days, of yen on few, of won on none; both ways they differ, as banks' rates do."""
        found = []
        for currency, worth, days in (("USD", "0.8", range(-25, 8)), ("JPY", "0.0064", (-21, -1, 0, 2))):
            for day in days:
                at, rate = START.date() + timedelta(days=day), Decimal(worth) + Decimal(day) / 10_000
                if currency == "JPY" or self._is_one_in(3):
                    found.append(Rate(at, currency, "EUR", rate))
                if self._is_one_in(2):
                    found.append(
                        Rate(at, "EUR", currency, (Decimal("0.9") / rate).quantize(Decimal("0.0001")))
                    )
        return tuple(found)
