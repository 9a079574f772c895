"""Keep, hash, drop, truncate: what becomes of personal data, however deep it stands."""

import copy
import hashlib
import hmac
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.plan.personal_data import (
    PersonalData,
    Treatment,
    hash_text,
    normalise,
    plain_name,
    truncate_text,
)

SALT = b"pepper"
DATA = PersonalData(
    {
        plain_name(name): Treatment(treatment)
        for name, treatment in {
            "email": "hash",
            "$email": "hash",
            "phone_number": "hash",
            "ip": "truncate",
            "birthday": "truncate",
            "street": "drop",
            "city": "keep",
        }.items()
    },
    SALT,
)


def treated(node: Any) -> Any:
    DATA.treat([node])
    return node


def test_the_formula_is_that_of_the_docs() -> None:
    expected = hmac.new(SALT, b"anna@shop.example", hashlib.sha256).hexdigest()
    assert hash_text(" Anna@Shop.Example\n", SALT) == f"hmac:{expected}"
    assert hash_text("anna@shop.example", b"another") != f"hmac:{expected}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Anna@Shop.Example ", "anna@shop.example"),
        ("+39 333 123-4567", "393331234567"),
        ("0039 (333) 1234567", "393331234567"),
        ("IT60 X054", "IT60 X054"),
        ("12-34", "12-34"),
        ("-- -- --", "-- -- --"),
    ],
)
def test_spellings_become_one(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1:2:3::4", "2001:db8:1::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("1984-05-12", "1984"),
        ("", ""),
    ],
)
def test_truncation(text: str, expected: str) -> None:
    assert truncate_text(text) == expected


def test_names_match_without_case_and_strokes_at_any_depth() -> None:
    event = {
        "event": "A",
        "properties": {"E-Mail": "a@b", "city": "Roma", "nested": [{"phoneNumber": 393331234567}]},
        "context": {
            "traits": {"Street": "Via Po", "birthday": "1984-05-12", "email": None},
            "ip": "203.0.113.9",
        },
    }
    assert treated(event) == {
        "event": "A",
        "properties": {
            "E-Mail": hash_text("a@b", SALT),
            "city": "Roma",
            "nested": [{"phoneNumber": hash_text("393331234567", SALT)}],
        },
        "context": {"traits": {"birthday": "1984", "email": None}, "ip": "203.0.113.0"},
    }


def test_lists_and_objects_are_treated_inside() -> None:
    assert treated({"email": ["a@b", {"home": "c@d", "is_main": True}]}) == {
        "email": [hash_text("a@b", SALT), {"home": hash_text("c@d", SALT), "is_main": True}]
    }


@pytest.mark.parametrize("number", [641_260_800, 641_260_800_000, -86_400, 1984, 19.84, Decimal("1984.0")])
def test_of_a_number_truncation_keeps_nothing(number: Any) -> None:
    assert treated({"birthday": number, "traits": {"birthday": [number, "1990-04-28"]}}) == {
        "birthday": None,
        "traits": {"birthday": [None, "1990"]},
    }


def test_yes_and_no_are_nobodys() -> None:
    assert treated({"userAgentData": {"mobile": False}}) == {"userAgentData": {"mobile": False}}


def test_a_number_too_long_to_write_is_treated_as_well() -> None:
    assert treated({"email": 10**5000})["email"].startswith("hmac:")


def test_nesting_has_no_limit_of_ours() -> None:
    node: dict[str, Any] = {"email": "a@b"}
    for _ in range(5000):
        node = {"inner": [node]}
    treated(node)
    for _ in range(5000):
        node = node["inner"][0]
    assert node == {"email": hash_text("a@b", SALT)}


def test_the_salt_is_in_no_text_of_it() -> None:
    assert "pepper" not in repr(DATA)


_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.ip_addresses().map(str)
_NODES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["email", "$Email", "IP", "street", "other"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["email", "ip", "birthday", "street", "list"]), _NODES))
def test_twice_is_once(event: dict[str, Any]) -> None:
    once = treated(event)
    assert treated(copy.deepcopy(once)) == once


@given(st.lists(_NODES))
def test_looking_finds_what_treating_does(nodes: list[Any]) -> None:
    assert [DATA.holds(node) for node in nodes] == [DATA.treat([copy.deepcopy(node)]) for node in nodes]


def test_names_made_up_fill_no_memory() -> None:
    data = PersonalData(DATA.treatments)
    assert not data.holds([{f"{a}-{b}": 1 for b in range(100)} for a in range(100)])
    assert not data.holds({f"{a}": 1 for a in range(9000)} | {"x" * 300: 1})
    assert len(data._kept) < 9000
    assert data.holds([{f"{a}": 1 for a in range(9000)} | {"email": 1}])


@given(st.text(max_size=30))
def test_truncated_twice_is_truncated_once(text: str) -> None:
    assert truncate_text(truncate_text(text)) == truncate_text(text)


@given(_NODES, st.sampled_from(["email", "street"]))
def test_an_address_under_its_name_is_gone(around: Any, name: str) -> None:
    event = treated({"around": around, "list": [{"inner": {name: "anna@shop.example"}}]})
    assert "anna@shop.example" not in json.dumps(event)
