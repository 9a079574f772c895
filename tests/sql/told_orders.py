"""Orders as those who tell them do: rows of stg_order_events and of records, and the models built over them."""

from collections.abc import Mapping
from typing import Any

from tests.sql.build import Build
from tests.sql.tables import as_text

Told = dict[str, Any]

_STAGED = (
    *("event_key", "event_id", "event_name", "occurred_at", "received_at", "business_date"),
    *("sent_person_key", "platform", "country", "sender", "is_visit"),
)
_MODELS = (
    *("orders", "order_lines", "order_conflicts", "order_doubts", "orphaned_changes", "similar_orders"),
    "test_orders",
)


def told(order: str, at: str = "09:00", event: str = "Order Completed", **fields: Any) -> Told:
    """An event of 2026-11-20, by a user in a browser; `at` may have a date before the time.

    `lines` are (product, units, amount) each; an amount of money is `revenue`, or `total`, tax and shipping.
    """
    moment = f"{at}:00" if " " in at else f"2026-11-20 {at}:00"
    lines = fields.pop("lines", ())
    sender = fields.get("sender", "device")
    amount = fields.pop("amount", None)
    revenue, total = fields.get("revenue", amount), fields.get("total")
    net = revenue
    if net is None and total is not None:
        net = total - fields.get("tax", 0) - fields.get("shipping", 0)
    priced = [line for line in lines if line[2] is not None]
    if net is not None:
        source = "total" if revenue is None else "revenue"
    elif priced:
        net, source = (
            sum(line[2] for line in priced),
            "lines" if len(priced) == len(lines) else "lines_in_part",
        )
    else:
        source = "nothing"
    gross = total
    if gross is None and revenue is not None and ("tax" in fields or "shipping" in fields):
        gross = revenue + fields.get("tax", 0) + fields.get("shipping", 0)
    row: Told = {
        "event_name": event,
        "order_id": order,
        "occurred_at": moment,
        "received_at": moment,
        "business_date": moment[:10],
        "sent_person_key": 1,
        "known_by": 2,
        "platform": "server" if sender == "server" else "web",
        "country": "unknown",
        "sender": "device",
        "is_visit": sender == "device" and event == "Order Completed",
        "currency": "EUR",
        "amount": net,
        "amount_from": source,
        "gross": gross,
        "units": sum(line[1] for line in lines) if lines else 1,
        "lines": len(lines),
        "is_test": False,
        **fields,
        "revenue": revenue,
        "_lines": lines,
    }
    return row


def recorded(order: str, at: str = "2026-11-20 09:00", **fields: Any) -> Told:
    """A record of an order, in EUR."""
    return {
        "order_id": order,
        "ordered_at": f"{at}:00",
        "arrived_at": "2026-11-21 03:00:00",
        "business_date": at[:10],
        "currency": "EUR",
        **fields,
    }


def build(*events: Told, records: Mapping[str, list[Told]] | None = None, **tables: str) -> "Build":
    """The models over these events, in this order, and over records by their table."""
    rows = [{"event_key": key, "event_id": f"e{key}", **event} for key, event in enumerate(events, start=1)]
    staged = [{name: row.get(name) for name in _STAGED} for row in rows]
    lines = [
        {
            "event_key": row["event_key"],
            "business_date": row["business_date"],
            "product_id": product,
            "units": units,
            "amount": amount,
            "lines": 1,
            "unpriced": 1 if amount is None else 0,
        }
        for row in rows
        for product, units, amount in row["_lines"]
    ]
    drawn = {
        "stg_order_events": draw(
            [{name: value for name, value in row.items() if name not in _UNSTAGED} for row in rows]
        ),
        "stg_events": draw(staged),
        "stg_order_lines": draw(lines),
        "identity_map": "none",
        "calendar": "none",
        **{f"records_{name}": "none" for name in ("orders", "order_lines", "refunds", "exchange_rates")},
        **{f"records_{name}": draw(each) for name, each in (records or {}).items()},
        **tables,
    }
    return Build(drawn, _MODELS)


def in_cases(cases: Mapping[str, list[Told]]) -> list[Told]:
    """The events of all cases, so that one build has them: the order `o` of a case is named like it."""
    return [
        {**event, "order_id": f"{case} {event['order_id']}"} for case, told in cases.items() for event in told
    ]


_UNSTAGED = ("sender", "is_visit", "tax", "shipping", "_lines")


def draw(rows: list[Told]) -> str:
    """Rows as a drawn table."""
    if not rows:
        return "none"
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = (" | ".join(_cell(row.get(name)) for name in names) for row in rows)
    return "\n".join([" | ".join(names), *lines])


def rows(built: "Build", table: str, *columns: str) -> list[tuple[str | None, ...]]:
    """Rows of a table in their order, as text."""
    names = ", ".join(columns)
    found = built.rows(f"select {names} from {table} order by {names}")
    return [tuple(None if value is None else as_text(value) for value in row) for row in found]


def _cell(value: Any) -> str:
    return "" if value is None else as_text(value)
