"""Orders, their money and what is wrong with them, from events and records: the models against plain Python."""

from dataclasses import astuple, fields
from decimal import Decimal
from random import Random

import pytest
from hypothesis import settings
from tally.modelling import catalog

from tests.sql.broken_order_rules import BROKEN
from tests.sql.build import Build
from tests.sql.drawn_orders import Drawer
from tests.sql.lake_rows_of_orders import tables
from tests.sql.order_answers import Answers, Order, answers
from tests.sql.order_rules import Told

MODELS = ("order_conflicts", "orders", "orphaned_changes")
NUMBERS = 200
SEEDS = range(200 if settings.get_current_profile_name() == "full" else 5)
LEAST, DOUBLE = Decimal("0.00001"), Decimal("1e-12")
"""Amounts in a proportion or of another currency are doubles: exact to this, or to this share of them."""


def built(told: Told, order: int) -> Build:
    return Build(tables(told, Random(order)), MODELS)


def found_in(build: Build) -> Answers:
    columns = ", ".join(field.name for field in fields(Order))
    orders = [Order(*row) for row in build.rows(f"select {columns} from orders")]
    orphans = build.rows("select change_id, problem from orphaned_changes")
    conflicts = build.rows("select order_key, witnesses, field from order_conflicts")
    return Answers(
        {order.order_key: order for order in orders},
        frozenset((change.replace("event ", "e"), problem) for change, problem in orphans),
        frozenset(conflicts),
    )


def differences(expected: Answers, found: Answers) -> list[str]:
    told = []
    for key in sorted({*expected.orders, *found.orders}):
        left, right = expected.orders.get(key), found.orders.get(key)
        if left is None or right is None:
            told.append(f"{key}: {left or 'no order'}, but {right or 'no order'}")
            continue
        for field, one, other in zip(fields(Order), astuple(left), astuple(right), strict=True):
            if not _is_same(one, other):
                told.append(f"{key}: {field.name} {one}, but {other}")
    told += [
        f"{key}: conflict {rest} of rules only" for key, *rest in sorted(expected.conflicts - found.conflicts)
    ]
    told += [
        f"{key}: conflict {rest} of SQL only" for key, *rest in sorted(found.conflicts - expected.conflicts)
    ]
    told += [f"orphan {each} of rules only" for each in sorted(expected.orphans - found.orphans)]
    told += [f"orphan {each} of SQL only" for each in sorted(found.orphans - expected.orphans)]
    return told


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= max(LEAST, abs(one) * DOUBLE)
    return one == other


def shortest_case(told: Told, found: list[str]) -> str:
    """One of the differences, of the number of which least was told, and all that was told of it."""
    rows = (*told.events, *told.records, *told.refunds)
    of_numbers = {line: [row for row in rows if row.number == number_in(line)] for line in found}
    line, its = min(of_numbers.items(), key=lambda item: (not item[1], len(item[1])))
    return "\n".join([f"{len(found)} differences, such as {line}", *map(repr, its)])


def number_in(line: str) -> str:
    return line.partition(":")[0].partition("@")[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_are_those_of_the_rules(seed: int) -> None:
    told = Drawer(seed).told(NUMBERS)
    found = differences(answers(told), found_in(built(told, seed)))
    assert not found, shortest_case(told, found)


def test_shops_are_drawn_in_which_everything_happens() -> None:
    """Else the tests above could not fail."""
    found = answers(Drawer(0).told(NUMBERS))
    orders = found.orders.values()
    assert {order.revenue_from for order in orders} == {
        *("record", "revenue", "total", "lines", "lines_in_part", "lines_too_large", "nothing")
    }
    assert {order.told_by for order in orders} == {"record", "server", "device"}
    assert (
        {order.is_unconfirmed for order in orders}
        == {order.is_cancelled for order in orders}
        == {True, False}
    )
    assert {order.currency for order in orders} == {"EUR", "USD", "JPY", "KRW", "unknown"}
    assert {order.order_key.count("@") for order in orders} == {0, 1, 2}
    assert {problem for _, problem in found.orphans} == {
        *("no_order_id", "unknown_order", "several_orders", "negative_amount")
    }
    assert {(witnesses, field) for _, witnesses, field in found.conflicts} == {
        *(
            (witnesses, field)
            for witnesses in ("copies", "records")
            for field in ("revenue", "currency", "person")
        ),
        *(("records", field) for field in ("day", "status", "event")),
    }
    assert any(order.refunded_too_much > 0 for order in orders)
    assert any(order.refunded > 0 == order.refunded_too_much for order in orders)


def test_rows_in_another_order_come_to_the_same() -> None:
    told = Drawer(0).told(NUMBERS)
    assert found_in(built(told, order=1)) == found_in(built(told, order=2))


@pytest.fixture(scope="module")
def standard() -> tuple[Answers, Build]:
    told = Drawer(0).told(NUMBERS)
    return answers(told), built(told, 0)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_noticed(standard: tuple[Answers, Build], rule: str) -> None:
    expected, build = standard
    model, piece, broken = BROKEN[rule]
    query = catalog.model(model).query
    assert query.count(piece) == 1
    build.change(model, query.replace(piece, broken))
    assert differences(expected, found_in(build)) != []
