"""The one form of an id, and which ids mean nobody."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.people.identity import own_devices

NOBODY = [
    *("null", "undefined", "none", "nil", "NaN", "true", "0", "-1", "[object Object]", "anonymous", "guest"),
    *("(not set)", "unknown", "empty", " ", "\t\n", "", "\u200b", "false", "(null)", "<nil>", '"undefined"'),
    *("UNDEFINED", "None", "NULL", " Guest ", "AnOnYmOuS", "[Object object]", "N/A", "#N/A", "<NA>"),
    *("00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000", "0.0", "-0", "-1.0", "000"),
    *("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "9774D56D682E549C", "02:00:00:00:00:00"),
    *("anonymousId", "userId", "USER_ID", "$device_id", "distinct_id", "order-id", "Message ID", "groupId"),
    *("{{ customer.id }}", "${userId}", "<%= user.id %>", "%%ADVERTISING_ID%%"),
    *("$device:undefined", "$device:0", "$device:anonymousId", "$device:"),
]
SOMEBODY = [
    *("u-1", "1", "42", "1.5", "nullah", "guest-42", "anonymous@shop.example", "true-42", "0a", "00x", "-2"),
    *("undefined undefined", "none of your business", "1e3", "4711.00", "007.5", "$device:d", "unknown-7"),
    *("f" * 31, "00000000-0000-0000-0000-000000000001", "orderid-7", "John {{x}}", "NA", "[object]"),
]


@pytest.mark.parametrize("sent", [*NOBODY, 0, 0.0, -1, Decimal("-0.0"), None])
def test_placeholders_mean_nobody(sent: Any) -> None:
    assert ID_RULES.read(sent) is None
    assert not isinstance(sent, str) or not sent or not ID_RULES.are_plain(["u-1", sent, "u-2"])


@pytest.mark.parametrize("sent", SOMEBODY)
def test_an_id_that_only_looks_like_one_stays(sent: str) -> None:
    assert ID_RULES.read(sent) == sent


@pytest.mark.parametrize(
    ("sent", "form"),
    [
        (4711, "4711"),
        (4711.0, "4711"),
        ("4711.0", "4711"),
        (Decimal("4711.0"), "4711"),
        (Decimal("1e3"), "1000"),
        (1e3, "1000"),
        (Decimal("4711.50"), "4711.5"),
        (123456789012345678901, "123456789012345678901"),
        (Decimal("1E+20"), "100000000000000000000"),
        (" u-1 ", "u-1"),
        ("u-1\r\n", "u-1"),
        ("\ufeffu-1\xa0", "u-1"),
        ("Jose\u0301", "Jos\xe9"),
        ("Anna@Shop.example", "Anna@Shop.example"),
        ("-5.0", "-5"),
        ("u 1", "u 1"),
    ],
)
def test_an_id_has_one_form(sent: Any, form: str) -> None:
    assert ID_RULES.read(sent) == form


@pytest.mark.parametrize("sent", [False, True, [], {}, ["u-1"]])
def test_what_is_neither_text_nor_a_number_is_no_id(sent: Any) -> None:
    with pytest.raises(ValueError, match="text"):
        ID_RULES.read(sent)


@pytest.mark.parametrize(
    "sent", ["demo", "DEMO", " Demo ", "Walk-in", "walk-in", "$device:demo", "k\xe4ufer"]
)
def test_a_plan_adds_placeholders(sent: str) -> None:
    rules = IdRules.of(["Demo", "walk-in ", "Ka\u0308ufer"], ignores_email_case=False)
    assert rules.read(sent) is None
    assert rules.read("undefined") is None
    assert ID_RULES.read(sent) == ID_RULES.form_of(sent)
    assert not rules.are_plain([sent])


def test_a_plan_says_that_case_does_not_count_in_addresses() -> None:
    rules = IdRules.of([], ignores_email_case=True)
    assert rules.read(" Anna.B@Shop.example ", of_person=True) == "anna.b@shop.example"
    assert rules.read("Anna", of_person=True) == "Anna"
    assert rules.read("Order@7") == "Order@7"
    assert not rules.are_plain(["Anna.B@Shop.example"], of_person=True)
    assert rules.are_plain(["Anna.B@Shop.example", "U-1"])


TEXTS = st.text(st.sampled_from("un-0.1 aA@\xe9\u0301\x1f{$:e"), max_size=6) | st.sampled_from(NOBODY)


@given(st.lists(TEXTS | st.text(max_size=4)), st.booleans(), st.booleans())
def test_one_look_at_all_never_lets_an_odd_one_pass(ids: list[str], of_person: bool, ignores: bool) -> None:
    rules = IdRules.of([], ignores_email_case=ignores)
    if rules.are_plain([one for one in ids if one], of_person=of_person):
        assert all(rules.read(one, of_person=of_person) == one for one in ids if one)


def test_common_ids_take_the_short_way() -> None:
    common = ["u-1", "ANNA", "2f1b6c1e-52b4-4c1e-9d7f-8b1f7a1f0e02", "17", "anna@shop.example", "$device:d-1"]
    assert ID_RULES.are_plain(common)
    assert ID_RULES.are_plain([])


@pytest.mark.parametrize(
    ("users", "devices", "places"),
    [
        (["d", "u"], ["d", "d"], [0]),
        (["u", "$device:d"], ["d", "d"], [1]),
        (["d", None], ["$device:d", None], [0]),
        ([None, ""], [None, ""], []),
        (["d", "d"], ["$device:d", "d"], [0, 1]),
    ],
)
def test_a_user_id_that_is_the_device_names_no_user(
    users: list[str | None], devices: list[str | None], places: list[int]
) -> None:
    assert own_devices(users, devices) == places
