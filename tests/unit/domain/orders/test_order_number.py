"""One form of an order number, and nothing taken away that tells two orders apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.orders.order_number import order_number
from tally.domain.people.id_rules import ID_RULES

SPELLINGS = [
    *("#1001", "# 1001", "##1001", "No. 1001", "no.1001", "NO 1001", "Nr.1001", "nr. 1001", "Nr 1001"),
    *("N°1001", "n° 1001", "Nº 1001", "№1001", "№ 1001", "Order 1001", "ORDER #1001", "order#1001"),
    *("Order No. 1001", "Order Nr. #1001", "#Order 1001", "Order. 1001", "1001"),
    *("gid://shopify/Order/1001", "gid://shopify/Order/1001?key=a/b", "#gid://shopify/Order/1001"),
]
OTHERS = [
    *("NO1001", "SE1001", "No1001", "Nr1001", "Order1001", "Order-1001", "No.SE1001", "Nordic 7", "order"),
    *("A#1001", "2024/1001", "1001-2", "#", "No.", "N°", "gid://shopify/Refund/1001", "1 001", "10.01"),
]


@pytest.mark.parametrize("sent", SPELLINGS)
def test_spellings_of_one_number(sent: str) -> None:
    assert order_number(sent) == "1001"


@pytest.mark.parametrize("sent", OTHERS)
def test_what_tells_orders_apart_stays(sent: str) -> None:
    assert order_number(sent) == sent


@pytest.mark.parametrize("sent", ["#SE1001", "# SE1001", "Order #SE1001", "No.#SE1001"])
def test_a_sign_goes_before_letters_too(sent: str) -> None:
    assert order_number(sent) == "SE1001"


@given(st.text("#NnOoRrdergi°º№ .:/?0179\n", max_size=24))
def test_the_form_is_its_own_form(sent: str) -> None:
    form = ID_RULES.form_of(sent, of_order=True)
    assert ID_RULES.form_of(form, of_order=True) == form


@given(st.lists(st.sampled_from([*SPELLINGS, *OTHERS, "1002", "u-1", "1001.0", ""]), max_size=4))
def test_what_looks_plain_is_in_its_form(ids: list[str]) -> None:
    if ID_RULES.are_plain(ids, of_order=True):
        assert [ID_RULES.form_of(each, of_order=True) for each in ids] == ids


def test_other_ids_keep_their_signs() -> None:
    assert [ID_RULES.read("#1001"), ID_RULES.read("No. 7")] == ["#1001", "No. 7"]


@pytest.mark.parametrize("sent", ["#" * 200_000, "order " * 50_000, "# " * 100_000 + "x", "no." * 60_000])
def test_no_text_is_too_long(sent: str) -> None:
    assert len(order_number(sent)) <= len(sent)
