"""Files of the page as publish_page writes them, small: six orders of twelve are lost on iOS."""

from copy import deepcopy
from typing import Any

from tally.domain.words.words import Words

File = dict[str, Any]


def _show(kpi: str, unit: str, value: float, before: float | None, **more: Any) -> File:
    compared = None if before is None else {"day": "2026-02-24", "value": before, "change": value - before}
    shown = {"kpi": kpi, "unit": unit, "owner": "sales", "formula": "", "value": value, "verdict": "audited"}
    return {**shown, "reason": "", "note": None, "low": None, "high": None, "compared": compared, **more}


_LOST = {
    "code": "lost_events",
    "numbers": {
        "event": "Order Completed",
        "platform": "ios",
        "found": 9,
        "of": 92,
        "first_hour": 7,
        "last_hour": 7,
        "hours": 1,
        "reason": "9 of 92 events the witness saw are not in the lake",
        "quarantined": 0,
        "amount": 1735.1,
    },
}

_ABOUT = {
    "build": "b20260304t021500",
    "published_at": "2026-03-04T02:15:00Z",
    "zone": "Europe/Rome",
    "currency": "EUR",
    "day": "2026-03-03",
}

HOME: File = {
    **_ABOUT,
    "kpis": [
        _show("visitors", "count", 1815, 1777),
        _show("conversion_rate_by_visitor", "share", 0.2342, 0.25),
        _show("orders", "count", 467, 425, verdict="disputed", low=467.2, high=475.1),
        _show("net_revenue", "money", 51582.4, 46935.5, verdict="disputed", low=51582.4, high=53317.5),
        _show("average_order_value", "money", 110.45, None, verdict="disputed"),
        _show("new_buyers", "count", 204, 0, verdict="unaudited"),
    ],
    "faults": [_LOST],
    "changes": {
        "before": "2026-02-24",
        "platform": [
            {"name": "ios", "net_revenue": [21000, 24100], "orders": [180, 210]},
            {"name": "web", "net_revenue": [20000, 21900.25], "orders": [160, 175]},
            {"name": "android", "net_revenue": [5935.5, 5582.15], "orders": [85, 82]},
        ],
        "country": [
            {"name": "IT", "net_revenue": [30000, 35000], "orders": [300, 340]},
            {"name": "others", "net_revenue": [1000, 646.9], "orders": [9, 7]},
        ],
        "sale": [
            {"name": "s1", "label": "Flash", "net_revenue": [0, 900.5], "orders": [0, 9]},
            {"name": "s2", "label": None, "net_revenue": [0, 12000], "orders": [0, 80]},
            {"name": "others", "label": None, "net_revenue": [46935.5, 38681.9], "orders": [425, 378]},
        ],
    },
}

KPIS: File = {
    **_ABOUT,
    "kpis": {"sell_through": {"unit": "share"}},
    "columns": {
        "day": ["2026-02-24", "2026-03-03"],
        "kpi": ["sell_through", "sell_through"],
        "value": [0.5, 0.625],
        "numerator": [5, 625],
        "denominator": [10, 1000],
        "verdict": ["audited", "unaudited"],
        "reason": [0, 1],
        "note": [None, None],
        "is_complete": [True, True],
    },
    "texts": ["all were seen", "no witness"],
}


def home(**changed: Any) -> File:
    """The file with some of it otherwise."""
    return deepcopy({**HOME, **changed})


ENGLISH, FRENCH = Words("en"), Words("fr")
