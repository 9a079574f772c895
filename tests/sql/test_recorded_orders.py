"""Records of orders whose amounts, together, no column holds."""

import pytest

from tests.sql.told_orders import Told, build, recorded, rows, told


@pytest.mark.parametrize(
    ("record", "lines", "order"),
    [
        ({"total": 9e13, "tax": -9e13}, [], ("80.00", "revenue", "1")),
        ({"total": 9e13, "tax": -9e13}, [(7.5, 2)], ("15.00", "record", "2")),
        ({"revenue": 9e13, "tax": 9e13}, [], ("90000000000000.00", "record", "1")),
        ({"revenue": 9}, [(None, 999_999_999), (None, 999_999_999)], ("9.00", "record", "1999999998")),
    ],
)
def test_a_record_beyond_fourteen_digits_tells_what_it_can(
    record: Told, lines: list[tuple[float | None, float]], order: tuple[str, ...]
) -> None:
    told_lines = [
        {"order_id": "o", "line_no": str(place), "price": price, "quantity": quantity}
        for place, (price, quantity) in enumerate(lines)
    ]
    records = {"orders": [recorded("o", **record)], "order_lines": told_lines}
    built = build(told("o", revenue=80), records=records)
    assert rows(built, "orders", "revenue", "revenue_from", "units") == [order]
