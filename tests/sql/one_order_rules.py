"""One number, several orders; and of one order the copy that knows each field best (docs/guides/numbers.md)."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from tests.sql.order_copy_rules import USER, Copy
from tests.sql.order_rules import SHOP_CURRENCY, WHOLE, rounded

_Told = TypeVar("_Told", str, int)
_SOURCES = ("record", "revenue", "total", "lines", "lines_in_part")


def orders_of_a_number(copies: list[Copy]) -> dict[str, list[Copy]]:
    """The orders that the copies of one number are, by their keys."""
    shops = shops_of(copies)
    found = {}
    for shop in set(shops.values()):
        of_shop = [copy for copy in copies if shops[copy] == shop]
        buyers = buyers_of(of_shop)
        for buyer in set(buyers.values()):
            key = of_shop[0].number + ("" if shop is None else f"@{shop}")
            key += f"@{buyer}" if len(set(buyers.values())) > 1 else ""
            found[key] = [copy for copy in of_shop if buyers[copy] == buyer]
    return found


def shops_of(copies: list[Copy]) -> dict[Copy, str | None]:
    """The shop of each copy, where one teller names several; else none is told apart."""
    named_by: dict[str, dict[int, str]] = {}
    for teller in {copy.teller for copy in copies}:
        named_by[teller] = named_by_persons(copy for copy in copies if copy.teller == teller)
    telling = {teller for teller, named in named_by.items() if len(set(named.values())) > 1}
    if not telling:
        return dict.fromkeys(copies)
    homes = named_by_persons(copy for copy in copies if copy.teller in telling)
    return with_the_like(copies, lambda copy: homes.get(copy.person))


def named_by_persons(copies: Iterable[Copy]) -> dict[int, str]:
    """Copies of one person are one all the same: of several shops the first by the alphabet."""
    found: dict[int, str] = {}
    for copy in copies:
        if copy.shop is not None:
            found[copy.person] = min(copy.shop, found.get(copy.person, copy.shop))
    return found


def buyers_of(copies: list[Copy]) -> dict[Copy, int | None]:
    """The known user of each copy where users and amounts differ: who tell the same amount are one."""
    of_amounts: dict[Decimal, int] = {}
    for copy in copies:
        amount = common_amount(copy)
        if copy.known_by == USER and amount is not None:
            of_amounts[amount] = min(copy.person, of_amounts.get(amount, copy.person))
    of_persons: dict[int, int] = {}
    for copy in copies:
        amount = common_amount(copy)
        if amount is not None and amount in of_amounts:
            buyer = of_amounts[amount]
            of_persons[copy.person] = min(buyer, of_persons.get(copy.person, buyer))
    return with_the_like(copies, lambda copy: of_persons.get(copy.person))


def with_the_like(copies: list[Copy], told: Callable[[Copy], _Told | None]) -> dict[Copy, _Told | None]:
    """What its person tells; else what those of its amount tell, the least; else what the first tells."""
    told_by = [(copy, its) for copy in sorted(copies, key=lambda copy: copy.first) if (its := told(copy))]
    found: dict[Copy, _Told | None] = {}
    for copy in copies:
        amount = common_amount(copy)
        like = [its for each, its in told_by if amount is not None and common_amount(each) == amount]
        found[copy] = told(copy) or min(like, default=told_by[0][1] if told_by else None)
    return found


def common_amount(copy: Copy) -> Decimal | None:
    """The amount that copies have in common: a correction tells another one on purpose."""
    return None if copy.is_update else cents_of(copy)


def cents_of(copy: Copy) -> Decimal | None:
    return None if copy.amount is None else rounded(copy.amount, "0.01")


def placed(copies: list[Copy]) -> list[Copy]:
    """Those that tell an order, not a correction of one."""
    return [copy for copy in copies if not copy.is_update]


def corrections(copies: list[Copy]) -> list[Copy]:
    """A browser corrects no order that a server told."""
    has_server = any(copy.teller == "server" for copy in placed(copies))
    return [copy for copy in copies if copy.is_update and (copy.teller == "server" or not has_server)]


def clock_of(copy: Copy) -> int:
    """How well a clock is known: in time before late; of these a server or till before a browser; then a record."""
    return 4 if copy.teller == "record" else 2 * copy.is_late + (copy.teller != "server")


def timed_copy(copies: list[Copy]) -> Copy:
    """The copy that tells the time, so the day."""
    return min(placed(copies), key=lambda copy: (clock_of(copy), copy.first))


def person_of_order(copies: list[Copy]) -> int:
    return min(placed(copies), key=lambda copy: (-copy.known_by, clock_of(copy), copy.first)).person


def platform_of(copies: list[Copy]) -> str:
    """The visit's that placed it; else the earliest event's; else the record's."""
    ordered = sorted(
        placed(copies), key=lambda copy: (not copy.is_visit, copy.teller == "record", copy.first)
    )
    return next((copy.platform for copy in ordered if copy.platform != "unknown"), "unknown")


def by_money(copies: list[Copy]) -> list[Copy]:
    """Copies by how well they know the amount: one of all lines first, then one of a part of them, then none."""

    def rank(copy: Copy) -> tuple[object, ...]:
        knows = 0 if copy.amount_from in WHOLE else 1 if copy.amount is not None else 2
        source = _SOURCES.index(copy.amount_from) if copy.amount is not None else len(_SOURCES)
        return knows, *voice_of(copy, corrects=knows < 2), copy.teller != "server", source, copy.first

    return sorted([*placed(copies), *corrections(copies)], key=rank)


def voice_of(copy: Copy, *, corrects: bool = True) -> tuple[int, float]:
    """A record before corrections, the last of these first, before all else; what corrects nothing is last."""
    if copy.is_update:
        return (1 if corrects else 3), -copy.at.timestamp()
    return (0 if copy.amount_from == "record" else 2), 0.0


def currency_of(copies: list[Copy]) -> str:
    """The amount's; where that copy names none, the next one's; else the shop's."""
    return next((copy.currency for copy in by_money(copies) if copy.currency is not None), SHOP_CURRENCY)


def lines_copy(copies: list[Copy]) -> Copy:
    """The copy whose lines are the order's."""

    def rank(copy: Copy) -> tuple[object, ...]:
        is_record = copy.teller == "record"
        return not copy.lines, not is_record, *voice_of(copy), copy.teller != "server", copy.first

    return min([*placed(copies), *corrections(copies)], key=rank)


def teller_of(copies: list[Copy]) -> str:
    """The best that tells it."""
    tellers = {copy.teller for copy in placed(copies)}
    return next(teller for teller in ("record", "server", "device") if teller in tellers)


def status_of(copies: list[Copy]) -> bool | None:
    """Whether the record says that it is cancelled; None where it says neither."""
    says = {"cancelled": True, "completed": False}
    return next(
        (says[copy.status] for copy in copies if copy.status is not None and copy.status in says), None
    )
