"""What stays of an erased person's order events when the shop keeps its orders: rows of a random person.

What orders, their lines and the KPIs are counted from stays; what may lead to somebody goes. The order's
number stays, since the shop's own books have it, and all copies of an order must still be one order. Every
column of lake.events is decided here, and what is not decided is emptied.
"""

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from tally.domain.people.mentions import ERASED

AS_SENT: Mapping[str, str] = MappingProxyType(
    {
        "event_name": "whether the order was placed, changed, cancelled or refunded",
        "event_class": "the row's partition, with business_date",
        "occurred_at": "the order's hour, and whether a cancellation came after it",
        "received_at": "tells a copy that came late from one with a right clock",
        "business_date": "the day whose revenue it is",
        "platform": "numbers are shown by it",
        "country": "numbers are shown by it; a country is nobody",
        "sender": "a server's copy of an order stands before a device's",
        "consent": "counted, and says yes or no of nobody",
        "order_id": "makes all copies of an order one",
        "revenue": "the order's amount",
        "total": "the order's amount",
        "tax": "the order's amount",
        "shipping": "the order's amount",
        "currency": "the amount's currency",
        "affiliation": "the shop that sold; one number of two shops is two orders",
        "refund_id": "a refund that is told twice counts once",
        "product_id": "what was sold",
        "price": "what was sold",
        "quantity": "what was sold",
        "protocol": "how the event was read",
        "plan_version": "which rules of the shop it landed by",
        "source": "the write key's name; that of a test source makes a test order",
    }
)
"""{column: why it stays}."""

IN_PART: Mapping[str, str] = MappingProxyType(
    {
        "products": "lines of the order, without what may be made for one person: LINE_EMPTIED",
        "properties": "only what makes it a test order: it would turn into revenue without",
        "violations": "only what makes its currency unknown: it would turn into the shop's without",
    }
)
"""{column: what of it stays}."""

REPLACED: Mapping[str, str] = MappingProxyType(
    {
        "event_id": "a random one, the same for copies that had the same: the number of an order without one",
        "id_hash": "the key of that",
        "dedup_key": "random: a late copy is no duplicate, but a copy of the same order",
        "payload_fingerprint": "random: whoever has the event could tell it by this",
        "distinct_id": "the random person, so that one buyer stays one buyer",
        "sent_person_key": "the key of that",
        "user_id": "the random person, where a user was known: two known users may share an order's number",
        "device_id": "the random person, where only a device was known: it stands before nobody",
    }
)
"""{column: what stands there instead}. Nothing of it is made from what stood there."""

EMPTIED: Mapping[str, str] = MappingProxyType(
    {
        "claimed_at": "a clock that is wrong in its own way tells a device",
        **dict.fromkeys(("session_hint", "os", "browser", "device_model", "app_version"), "tells a device"),
        **dict.fromkeys(("region", "city"), "with the hour it may tell a person"),
        **dict.fromkeys(("url", "path", "referrer_domain"), "addresses hold anything"),
        **dict.fromkeys(
            ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"),
            "part of an address; the visit that it belongs to is erased",
        ),
        **dict.fromkeys(("click_id", "click_id_name"), "the ad network knows whose click it was"),
        "coupon": "a voucher may be made for one person",
        **dict.fromkeys(("experiment_name", "variant_name"), "no order event has one"),
        "batch_id": "tells what was sent together with it",
    }
)
"""{column: why it goes}."""

LINE_KEPT = ("product_id", "sku", "name", "category", "brand", "price", "quantity")
LINE_EMPTIED = ("variant", "coupon")
"""Fields of `products`. A variant may be an engraving, a coupon a voucher for one person; no model reads
either."""

TEST_MARKS = frozenset(
    {
        *("environment", "livemode", "live_mode", "liveMode", "is_live", "isLive", "test", "is_test"),
        *("isTest", "test_mode", "testMode", "test_order", "testOrder", "is_test_order", "isTestOrder"),
        "sandbox",
    }
)
"""Properties by which stg_order_events tells a test order."""

MARK_WORDS = frozenset({"test", "sandbox", "true", "false", "yes", "no", "1", "0"})
"""What such a property says; any other word may be anything."""

CURRENCY_IS_UNKNOWN = "unknown_label:currency"
"""The violation by which stg_order_events knows that a currency stood there which is none."""

_STAND_IN = re.compile(re.escape(ERASED) + ":[0-9a-f]{16}")


def stand_in(random: str) -> str:
    """The id of a random person, of 16 random hex digits: an analyst sees by it that somebody was erased."""
    return f"{ERASED}:{random[:16]}"


def is_stand_in(text: str) -> bool:
    """Whether it is the id of such a person."""
    return _STAND_IN.fullmatch(text) is not None


def keep_test_marks(properties: str | None) -> str:
    """The JSON of an order event's properties with nothing but what makes it a test order."""
    try:
        sent = json.loads(properties or "{}")
    except ValueError:
        return "{}"
    marks = sent.items() if isinstance(sent, dict) else ()
    return json.dumps({name: value for name, value in marks if name in TEST_MARKS and _is_mark(value)})


def _is_mark(value: Any) -> bool:
    return isinstance(value, bool | int | str) and str(value).lower() in MARK_WORDS


def keep_violations(violations: Iterable[str] | None) -> list[str] | None:
    """Of an event's violations the one that changes what the order counts; None without it."""
    return [CURRENCY_IS_UNKNOWN] if CURRENCY_IS_UNKNOWN in (violations or ()) else None


def keep_lines(lines: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """The lines of an order, each without LINE_EMPTIED and what is not known here."""
    return None if lines is None else [{name: line.get(name) for name in LINE_KEPT} for line in lines]
