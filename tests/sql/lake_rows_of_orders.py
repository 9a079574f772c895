"""What drawn_orders.py tells, as rows of the lake and of versions of records, in any order."""

import json
from random import Random

from tests.sql.order_rules import OrderEvent, Told, id_hash, shop_day
from tests.sql.told_orders import draw

Row = dict[str, object]
_CHANGED = "2026-11-25 00:00:00"
_MARKS = ['{"test": true}', '{"livemode": "false"}', '{"environment": "sandbox"}', "{}"]


def tables(told: Told, order: Random) -> dict[str, str]:
    """Every table that the models of orders read, its rows shuffled by `order`."""

    def drawn(rows: list[Row]) -> str:
        order.shuffle(rows)
        return draw(rows)

    owners = [
        {"device_id": device, "device_key": id_hash(f"$device:{device}"), "person_key": id_hash(user)}
        for device, user in told.owners
    ]
    return {
        "events": drawn([_event_row(event) for event in told.events]),
        "identity_map": drawn(list(owners)),
        "calendar": "none",
        "orders_versions": drawn(_with_older_ones(_order_rows(told), "order_id", "revenue")),
        "order_lines_versions": drawn(_with_older_ones(_line_rows(told), "order_id", "amount")),
        "refunds_versions": drawn(_with_older_ones(_refund_rows(told), "refund_id", "amount")),
        "exchange_rates_versions": drawn(_with_older_ones(_rate_rows(told), "day", "rate")),
    }


def _event_row(event: OrderEvent) -> Row:
    money = event.money
    # A single line without a product list is how many programs tell an order of one product.
    lines = money.lines if len(money.lines) != 1 or event.key % 2 else ()
    alone = money.lines[0] if money.lines and not lines else None
    person = event.user or (f"$device:{event.device}" if event.device else None)
    return {
        "event_id": event.event_id,
        "dedup_key": event.key,
        "event_name": event.name,
        "event_class": "business",
        "occurred_at": event.at,
        "received_at": event.arrived,
        "business_date": shop_day(event.at),
        "device_id": event.device,
        "user_id": event.user,
        "sent_person_key": None if person is None else id_hash(person),
        "platform": None if event.platform == "unknown" else event.platform,
        "country": None if event.country == "unknown" else event.country,
        "sender": event.sender,
        "order_id": event.number,
        "refund_id": event.refund_id,
        "affiliation": event.shop,
        "revenue": money.revenue,
        "total": money.total,
        "tax": money.tax,
        "shipping": money.shipping,
        "currency": None if money.currency == "unknown" else money.currency,
        "violations": '["unknown_label:currency"]' if money.currency == "unknown" else None,
        "products": json.dumps(
            [
                {"product_id": line.product, "price": _text(line.price), "quantity": _text(line.quantity)}
                for line in lines
            ]
        ),
        "product_id": alone and alone.product,
        "price": alone and alone.price,
        "quantity": alone and alone.quantity,
        "properties": _MARKS[event.key % 4] if event.is_test else "{}",
        "source": "till-test" if event.is_test and event.key % 4 == 3 else "latest",
    }


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)


def _order_rows(told: Told) -> list[Row]:
    return [
        {
            "order_id": record.number,
            "ordered_at": record.at,
            "business_date": shop_day(record.at),
            "sent_person_key": record.customer and id_hash(record.customer),
            "status": record.status,
            "currency": record.money.currency,
            "revenue": record.money.revenue,
            "total": record.money.total,
            "tax": record.money.tax,
            "shipping": record.money.shipping,
            "affiliation": record.shop,
            "platform": record.platform,
            "country": record.country,
        }
        for record in told.records
    ]


def _line_rows(told: Told) -> list[Row]:
    return [
        {
            "order_id": record.number,
            "line_no": str(place),
            "business_date": shop_day(record.at),
            # Some systems know a product by its stock keeping unit alone.
            ("sku" if place % 2 else "product_id"): line.product,
            "price": line.price,
            "quantity": line.quantity,
            "amount": line.amount,
        }
        for record in told.records
        for place, line in enumerate(record.money.lines)
    ]


def _refund_rows(told: Told) -> list[Row]:
    return [
        {
            "refund_id": refund.refund_id,
            "order_id": refund.number,
            "refunded_at": refund.at,
            "business_date": shop_day(refund.at),
            "amount": refund.amount,
            "is_gross": refund.is_gross,
            "currency": refund.currency,
            "sent_person_key": refund.customer and id_hash(refund.customer),
        }
        for refund in told.refunds
    ]


def _rate_rows(told: Told) -> list[Row]:
    return [
        {
            "day": rate.day,
            "business_date": rate.day,
            "from_currency": rate.from_currency,
            "to_currency": rate.to_currency,
            "rate": rate.rate,
        }
        for rate in told.rates
    ]


def _with_older_ones(rows: list[Row], key: str, amount: str) -> list[Row]:
    """The newest versions, of every third an older one of another amount, and one record that is gone."""
    found = []
    for place, row in enumerate(rows, start=1):
        newest = {
            **row,
            "record_hash": place,
            "dedup_key": place,
            "changed_at": _CHANGED,
            "arrived_at": _CHANGED,
        }
        found.append({**newest, "place": place, "is_deleted": False, "source": "r.csv"})
        if place % 3 == 0:
            older = {"changed_at": "2026-11-24 00:00:00", "dedup_key": -place, amount: "77.25"}
            found.append(found[-1] | older)
    if found and key != "day":
        gone = {"record_hash": -1, "dedup_key": 0, "is_deleted": True, key: f"gone {found[0][key]}"}
        found += [found[0] | gone]
    return found
