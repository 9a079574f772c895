"""Where those who tell an order contradict each other, by docs/guides/numbers.md, as plain Python."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from tests.sql.one_order_rules import by_money, cents_of, corrections, placed, status_of, timed_copy
from tests.sql.order_change_rules import Change, is_cancelled_by_events
from tests.sql.order_copy_rules import USER, Copy
from tests.sql.order_rules import WHOLE

CENT = Decimal("0.01")


def conflicts_of(copies: list[Copy], changes: Sequence[Change]) -> set[tuple[str, str]]:
    """(witnesses, field) where events contradict each other, or their record."""
    events = [copy for copy in placed(copies) if copy.teller != "record"]
    record = next((copy for copy in copies if copy.teller == "record"), None)
    amounts, is_gross = own_amounts(copies)
    currencies = {copy.currency for copy in events} - {None}
    users = {copy.person for copy in events if copy.known_by == USER}
    found = set()
    if amounts and max(amounts) - min(amounts) >= CENT:
        found.add(("copies", "revenue"))
    if len(currencies) > 1:
        found.add(("copies", "currency"))
    if len(users) > 1:
        found.add(("copies", "person"))
    if record is None:
        return found
    its_amount = record.gross if is_gross else record.amount
    if its_amount is not None and any(abs(its_amount - amount) >= CENT for amount in told_amounts(copies)):
        found.add(("records", "revenue"))
    if record.currency is not None and currencies - {record.currency}:
        found.add(("records", "currency"))
    if record.known_by == USER and users - {record.person}:
        found.add(("records", "person"))
    if not events:
        return found | {("records", "event")}
    if abs(record.at - timed_copy(copies).at) >= timedelta(days=1):
        found.add(("records", "day"))
    status = status_of(copies)
    if status is not None and status != is_cancelled_by_events(copies, changes):
        found.add(("records", "status"))
    return found


def own_amounts(copies: list[Copy]) -> tuple[list[Decimal], bool]:
    """Amounts of the events, of one kind (revenue, else gross, else lines), and whether that is gross.

    One that a correction told is left out: a page that is opened again tells it, too.
    """
    corrected = {cents_of(copy) for copy in whole_corrections(copies)}
    own = [
        copy
        for copy in placed(copies)
        if copy.teller != "record" and not (copy.amount is not None and cents_of(copy) in corrected)
    ]
    if revenues := [copy.amount for copy in own if copy.amount_from == "revenue" and copy.amount is not None]:
        return revenues, False
    if grosses := [copy.gross for copy in own if copy.gross is not None]:
        return grosses, not corrected
    return [copy.amount for copy in own if copy.amount_from == "lines" and copy.amount is not None], False


def told_amounts(copies: list[Copy]) -> list[Decimal]:
    """What the events say in the end: the last correction, else their amounts."""
    last = next((copy for copy in by_money(copies) if copy in whole_corrections(copies)), None)
    return own_amounts(copies)[0] if last is None or last.amount is None else [last.amount]


def whole_corrections(copies: list[Copy]) -> list[Copy]:
    return [copy for copy in corrections(copies) if copy.amount_from in WHOLE]
