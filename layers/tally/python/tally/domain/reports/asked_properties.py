"""Properties as a question names them: a column of `person_events`, or a member of its JSON."""

from types import MappingProxyType

from tally.domain.events.standard_properties import column_of
from tally.domain.orders.order_properties import ORDER_COLUMNS, ORDER_EVENTS, order_column
from tally.domain.reports.joined_properties import session_column

TEXTS = frozenset(
    {
        *(
            "platform",
            "country",
            "os",
            "browser",
            "device_model",
            "app_version",
            "region",
            "city",
            "url",
            "path",
        ),
        *("referrer_domain", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"),
        *("click_id", "click_id_name", "order_id", "currency", "affiliation", "refund_id", "product_id"),
        *("coupon", "experiment_name", "variant_name", "session_hint", "protocol", "source", "sender"),
        "event_name",
    }
)
"""Columns of text."""

NUMBERS = frozenset({"revenue", "total", "tax", "shipping", "price", "quantity"})
"""Columns of numbers."""

COUNTS = frozenset({"quantity"})
"""Of these, what a plan may say is whole: a half one departs from it, and is a number all the same."""

NOT_SET = MappingProxyType({"platform": "unknown", "country": "unknown"})
"""What a column holds where nothing was sent. To a question that is no value (our decision): a breakdown by a
column must not differ from one by a property that lies in the JSON."""


def list_order_columns(name: str) -> dict[str, tuple[str, ...]]:
    """Column -> the order events whose property of this name fills it: `value` of an order is its revenue.

    Of other events the JSON has it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for event in sorted(ORDER_EVENTS):
        if (column := order_column(event, name)) in TEXTS | NUMBERS:
            found[column] = (*found.get(column, ()), event)
    return found


def find_column(name: str) -> str | None:
    """The column that holds this property of every event, in whatever spelling; None where the JSON may."""
    if of_session := session_column(name):
        return of_session
    found = column_of(name) or name
    is_of_all = found not in ORDER_COLUMNS or found == "revenue"
    return found if found in TEXTS | NUMBERS and is_of_all else None
