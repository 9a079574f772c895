"""patches: rules mend what they fit, and leave everything else as it was."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import Misconfigured
from tally.domain.events.patches import mended, parse_rules

DOCS = Path(__file__).parents[4] / "docs"


def rules(text: str) -> Any:
    return parse_rules(text, "rules.toml")


def after(text: str, **properties: Any) -> Any:
    event = {"event": "Order Completed", "properties": properties}
    return mended(event, rules(f"[[rule]]\n{text}"))["properties"]


@pytest.mark.parametrize(
    ("rule", "before", "expected"),
    [
        ('rename = {"properties.total" = "properties.revenue"}', {"total": 5}, {"revenue": 5}),
        ('rename = {"properties.total" = "properties.sums.revenue"}', {"total": 5}, {"sums": {"revenue": 5}}),
        ('rename = {"properties.absent" = "properties.a"}', {"a": 5}, {"a": 5}),
        ('rename = {"properties.total" = "properties.a.b"}', {"total": 5, "a": 1}, {"total": 5, "a": 1}),
        ('set = {"properties.currency" = "EUR"}', {"currency": "euro"}, {"currency": "EUR"}),
        ('set = {properties.currency = "EUR"}', {}, {"currency": "EUR"}),
        ('set = {"properties.products.*.quantity" = 1}', {"products": [{}, 3]},
         {"products": [{"quantity": 1}, 3]}),
        ('set = {"properties.products.*.quantity" = 1}', {"price": 3}, {"price": 3}),
        ('set = {"properties.cart.products.*.quantity" = 1}', {"price": 3}, {"price": 3}),
        ('set = {"properties.cart.id" = 1}', {"price": 3}, {"price": 3, "cart": {"id": 1}}),
        ('number = ["properties.price"]', {"price": " 12.50 "}, {"price": 12.5}),
        ('number = ["properties.price"]', {"price": "12,50"}, {"price": "12,50"}),
        ('number = ["properties.price"]', {"price": "NaN"}, {"price": "NaN"}),
        ('number = ["properties.price"]', {"price": "1e400"}, {"price": "1e400"}),
        ('number = ["properties.products.*.price"]', {"products": [{"price": "3"}, {}]},
         {"products": [{"price": 3}, {}]}),
        ('comma_number = ["properties.price"]', {"price": "1.234,50"}, {"price": 1234.5}),
        ('comma_number = ["properties.price"]', {"price": 12.5}, {"price": 12.5}),
        ('string = ["properties.coupon"]', {"coupon": 10}, {"coupon": "10"}),
        ('string = ["properties.coupon"]', {"coupon": True}, {"coupon": "true"}),
        ('string = ["properties.coupon"]', {"coupon": {"a": 1}}, {"coupon": {"a": 1}}),
        ('round = ["properties.price"]', {"price": 19.995}, {"price": 20.0}),
        ('round = ["properties.price"]', {"price": float("inf")}, {"price": float("inf")}),
        ('drop = ["properties.price", "properties.absent.price"]', {"price": 1, "a": 2}, {"a": 2}),
    ],
)  # fmt: skip
def test_what_a_rule_does(rule: str, before: dict[str, Any], expected: dict[str, Any]) -> None:
    assert after(rule, **before) == expected


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        ('{event = "Order Completed"}', True),
        ('{event = "Cart Viewed"}', False),
        ('{event = "Order Completed", "properties.currency" = "euro"}', True),
        ('{event = "Order Completed", "properties.currency" = "EUR"}', False),
        ('{"properties.is_test" = true}', False),
        ('{"properties.absent" = "euro"}', False),
    ],
)
def test_a_rule_is_for_events_that_hold_all_of_where(where: str, fits: bool) -> None:
    found = after(f'where = {where}\ndrop = ["properties.is_test"]', currency="euro", is_test=1)
    assert ("is_test" not in found) is fits


def test_rules_follow_one_another_and_the_event_given_stays() -> None:
    event = {"event": "Bought", "properties": {"total": "12,50"}}
    before = copy.deepcopy(event)
    text = """
    [[rule]]
    where = { event = "Bought" }
    rename = { "properties.total" = "properties.revenue" }
    set = { event = "Order Completed" }
    [[rule]]
    where = { event = "Order Completed" }
    comma_number = ["properties.revenue"]
    """
    assert mended(event, rules(text)) == {
        "event": "Order Completed",
        "properties": {"revenue": 12.5},
    }
    assert event == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "one or more"),
        ("a = 1\n[[rule]]\ndrop = ['a']", "nothing beside"),
        ("[[rule]]\nremove = ['a']", "remove is unknown"),
        ("[[rule]]\nwhere = {event = 'a'}", "says nothing to do"),
        ("[[rule]]\ndrop = 'a'", "drop is a list of paths"),
        ("[[rule]]\nset = ['a']", "set is a table of paths"),
        ("[[rule]]\ndrop = ['a..b']", "is no path"),
        ("[[rule]]\ndrop = ['a.*']", "is no path"),
        ("[[rule]]\nrename = {a = 3}", "is no path"),
        ("[[rule]]\nrename = {'a.*.b' = 'c'}", "one field each"),
        ("[[rule]]\nset = {a = 2026-01-01}", 'write dates in quotes, "2026-01-01"'),
        ("[[rule]]\nset = {a = [{b = 07:30:00}]}", "write dates in quotes"),
        ("[[rule]]\nwhere = {a = 2026-01-01T07:30:00Z}\ndrop = ['a']", "write dates in quotes"),
        ("[[rule]]\nset = {a = nan}", "nan is no number in JSON"),
        ("[[rule]]\nset = {a = -inf}", "-inf is no number in JSON"),
        ("[[rule", "is no TOML"),
    ],
)
def test_rules_that_cannot_be_read_are_told(text: str, says: str) -> None:
    with pytest.raises(Misconfigured, match=says):
        rules(text)


def test_the_documented_rules_do_what_they_say() -> None:
    text = (DOCS / "reference" / "quarantine.md").read_text()
    _, _, after_mark = text.partition("<!-- rules -->\n```toml\n")
    properties = {
        "currency": "euro",
        "total": "1.234,50",
        "products": [{"price": "12.50"}],
        "coupon": 10,
        "tax": 19.995,
        "debug": True,
    }
    event = {"event": "Order Completed", "properties": properties}
    assert mended(event, rules(after_mark.partition("```")[0]))["properties"] == {
        "currency": "EUR",
        "revenue": 1234.5,
        "products": [{"price": 12.5}],
        "coupon": "10",
        "tax": 20.0,
    }


NAMES = st.sampled_from(["event", "properties", "products", "price", "a", "$os"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50) | st.from_regex(
    r"[-+]?[0-9.,]{0,30}(e[0-9]{1,9})?", fullmatch=True
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
EVENTS = st.dictionaries(NAMES, JSON, max_size=5)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(".".join)
DEEP_PATHS = st.lists(NAMES | st.just("*"), max_size=3).flatmap(
    lambda way: NAMES.map(lambda name: ".".join([*way, name]))
)
CONSTANTS = st.text("aé ,1.", max_size=5) | st.integers(-5, 5) | st.booleans()
PATH_LISTS = st.lists(DEEP_PATHS, max_size=3)
RULES = st.fixed_dictionaries(
    {"drop": PATH_LISTS},
    optional={
        "where": st.dictionaries(PATHS, CONSTANTS, max_size=1),
        "rename": st.dictionaries(PATHS, PATHS, max_size=2),
        "set": st.dictionaries(DEEP_PATHS, CONSTANTS, max_size=2),
        "number": PATH_LISTS,
        "comma_number": PATH_LISTS,
        "string": PATH_LISTS,
        "round": PATH_LISTS,
    },
)


def toml(rule: dict[str, Any]) -> str:
    """JSON texts and lists are TOML as well; tables are not."""
    lines = ["[[rule]]"]
    for name, value in rule.items():
        if isinstance(value, dict):
            pairs = ", ".join(f"{json.dumps(path)} = {json.dumps(each)}" for path, each in value.items())
            lines.append(f"{name} = {{{pairs}}}")
        else:
            lines.append(f"{name} = {json.dumps(value)}")
    return "\n".join(lines)


@given(event=EVENTS, told=st.lists(RULES, min_size=1, max_size=3))
def test_no_event_makes_a_rule_raise_or_changes_under_it(event: Any, told: list[dict[str, Any]]) -> None:
    text = "\n".join(map(toml, told))
    before = repr(event)
    once = mended(event, rules(text))
    assert isinstance(once, dict)
    assert repr(mended(event, rules(text))) == repr(once)
    assert repr(event) == before
