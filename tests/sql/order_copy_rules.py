"""Copies of orders: what each event or record says of one, by docs/guides/numbers.md, as plain Python."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tests.sql.order_rules import (
    Line,
    OrderEvent,
    Record,
    Told,
    amount_of,
    gross_of,
    id_hash,
)

CLOCK_ERROR = timedelta(days=2)
USER, DEVICE, NOBODY = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Copy:
    """What one event or record says of an order."""

    id: str
    number: str
    teller: str
    is_update: bool
    at: datetime
    is_late: bool
    person: int
    known_by: int
    is_visit: bool
    shop: str | None
    platform: str
    currency: str | None
    amount: Decimal | None
    amount_from: str
    gross: Decimal | None
    lines: tuple[Line, ...]
    status: str | None
    is_test: bool

    @property
    def first(self) -> tuple[datetime, str]:
        """Orders copies by time; of one time by their ids."""
        return self.at, self.id


def person_of(event: OrderEvent, owners: dict[str, str]) -> int:
    """The user; else the owner of the device; else the device; else a person of its own."""
    if event.user is None and event.device is None:
        return event.key
    return id_hash(event.user or owners.get(event.device or "") or f"$device:{event.device}")


def copies_of(told: Told) -> list[Copy]:
    """Order Completed, Order Updated and records; what is below zero is no order."""
    events = [
        copy_of_event(event, dict(told.owners))
        for event in told.events
        if event.name in ("Order Completed", "Order Updated")
    ]
    copies = [*events, *map(copy_of_record, told.records)]
    return [copy for copy in copies if copy.amount is None or copy.amount >= 0]


def copy_of_event(event: OrderEvent, owners: dict[str, str]) -> Copy:
    amount, source = amount_of(event.money)
    return Copy(
        id=event.event_id,
        number=event.number or event.event_id,
        teller="server" if event.sender == "server" or event.platform == "store" else "device",
        is_update=event.name == "Order Updated",
        at=event.at,
        is_late=event.arrived - event.at > CLOCK_ERROR,
        person=person_of(event, owners),
        known_by=USER if event.user else DEVICE if event.device else NOBODY,
        is_visit=event.sender == "device" and event.platform != "server" and event.name == "Order Completed",
        shop=event.shop,
        platform=event.platform,
        currency=event.money.currency,
        amount=amount,
        amount_from=source,
        gross=gross_of(event.money),
        lines=event.money.lines,
        status=None,
        is_test=event.is_test,
    )


def copy_of_record(record: Record) -> Copy:
    amount, _ = amount_of(record.money)
    return Copy(
        id=f"record {record.number}",
        number=record.number,
        teller="record",
        is_update=False,
        at=record.at,
        is_late=False,
        person=id_hash(record.customer or f"record {record.number}"),
        known_by=USER if record.customer else NOBODY,
        is_visit=False,
        shop=record.shop,
        platform=record.platform or "unknown",
        currency=record.money.currency,
        amount=amount,
        amount_from="nothing" if amount is None else "record",
        gross=gross_of(record.money),
        lines=record.money.lines,
        status=record.status,
        is_test=False,
    )


def by_number(copies: Iterable[Copy]) -> dict[str, list[Copy]]:
    found = defaultdict(list)
    for copy in copies:
        found[copy.number].append(copy)
    return found
