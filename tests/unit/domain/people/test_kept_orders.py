"""What of an erased person's order events stays: each column decided once, and nothing that leads to them."""

import json
import re

import pytest
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.orders.order_properties import ORDER_EVENTS
from tally.domain.people import kept_orders
from tally.domain.people.kept_orders import (
    AS_SENT,
    EMPTIED,
    IN_PART,
    REPLACED,
    is_stand_in,
    keep_lines,
    keep_test_marks,
    keep_violations,
    stand_in,
)
from tally.modelling import catalog

ORDER_MODEL = catalog.model("stg_order_events").query
DECISIONS = (AS_SENT, IN_PART, REPLACED, EMPTIED)


def test_every_column_of_an_event_is_decided_once() -> None:
    decided = [name for decision in DECISIONS for name in decision]
    assert sorted(decided) == sorted(column.name for column in EVENT_COLUMNS)
    assert all(reason for decision in DECISIONS for reason in decision.values())


def test_every_field_of_a_line_is_decided_once() -> None:
    (lines,) = (column.type for column in EVENT_COLUMNS if column.name == "products")
    fields = re.findall(r"(\w+):", lines)
    assert sorted((*kept_orders.LINE_KEPT, *kept_orders.LINE_EMPTIED)) == sorted(fields)


def test_the_words_of_the_model_of_orders_are_kept() -> None:
    """It tells a test order, and a currency that is none, by these; another one there needs a decision."""
    marks = re.findall(r"json_extract_scalar\(events\.properties, '\$\.(\w+)'\)", ORDER_MODEL)
    assert set(marks) == kept_orders.TEST_MARKS
    assert ORDER_MODEL.count("events.properties") == len(marks)
    words = re.findall(r"\) in \(('[^)]*')\)(?: as is_test|\n +or)", ORDER_MODEL)
    assert {word for some in words for word in re.findall(r"'(\w+)'", some)} == kept_orders.MARK_WORDS
    violations = re.findall(r"contains\(events\.violations, '([^']*)'\)", ORDER_MODEL)
    assert violations == [kept_orders.CURRENCY_IS_UNKNOWN]
    names = re.findall(r" events\.event_name in \(([^)]*)\)", ORDER_MODEL)
    assert [set(re.findall(r"'([^']*)'", some)) for some in names] == [ORDER_EVENTS]


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ('{"test": true, "email": "anna@shop.example"}', {"test": True}),
        ('{"livemode": "False", "gift": {"test": true}}', {"livemode": "False"}),
        ('{"environment": "Sandbox", "is_test": 1}', {"environment": "Sandbox", "is_test": 1}),
        ('{"environment": "anna-mark", "test": ["yes"], "sandbox": null}', {}),
        ('["test"]', {}),
        ("{broken", {}),
        (None, {}),
    ],
)
def test_of_properties_the_marks_of_a_test_stay(properties: str | None, kept: object) -> None:
    assert json.loads(keep_test_marks(properties)) == kept


def test_of_violations_an_unknown_currency_stays() -> None:
    assert keep_violations(["unplanned_property:anna", "unknown_label:currency"]) == [
        "unknown_label:currency"
    ]
    assert keep_violations(["unplanned_property:anna"]) is None
    assert keep_violations(None) is None


def test_of_lines_what_was_sold_stays() -> None:
    line = {"product_id": "p", "price": 2, "variant": "engraved for Anna", "coupon": "ANNA-10", "new": 1}
    nothing = dict.fromkeys(("sku", "name", "category", "brand", "quantity"))
    assert keep_lines([line]) == [{"product_id": "p", "price": 2, **nothing}]
    assert (keep_lines([]), keep_lines(None)) == ([], None)


def test_a_stand_in_is_told_from_other_ids() -> None:
    assert is_stand_in(stand_in("0123456789abcdef9"))
    for text in ("$erased", "$erased:anna", "anna", "$erased:0123456789abcdef9"):
        assert not is_stand_in(text)
