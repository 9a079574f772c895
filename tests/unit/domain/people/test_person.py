"""Which ids are one customer's."""

import pytest
from tally.domain.people.person import Link, Person, may_be_an_id, owner_of, person_of

PHONE = Link("phone", "anna", is_first=True)
TABLET = Link("tablet", "anna", is_first=True)
TABLET_LATER = Link("tablet", "bruno", is_first=False)
KIOSK = Link("kiosk", "bruno", is_first=True)
KIOSK_LATER = Link("kiosk", "anna", is_first=False)
LINKS = [PHONE, TABLET, TABLET_LATER, KIOSK, KIOSK_LATER]


@pytest.mark.parametrize(
    ("customer_id", "owner"),
    [
        ("anna", "anna"),
        ("phone", "anna"),
        ("$device:phone", "anna"),
        ("tablet", "anna"),
        ("kiosk", "bruno"),
        ("never seen", "never seen"),
        ("$device:never seen", None),
    ],
)
def test_an_id_leads_to_the_first_user_of_its_device(customer_id: str, owner: str | None) -> None:
    assert owner_of(customer_id, LINKS) == owner


def test_a_person_is_a_user_and_the_devices_first_seen_with_them() -> None:
    found = person_of("anna", "anna", LINKS)
    assert found == Person(
        "anna", frozenset({"phone", "tablet"}), frozenset({"tablet"}), borrowed=frozenset({"kiosk"})
    )
    assert found.distinct_ids == {"anna", "$device:phone", "$device:tablet"}
    assert found.names == {"anna", "phone", "tablet"}


def test_a_device_leads_to_the_same_person() -> None:
    assert person_of("$device:phone", "anna", LINKS).distinct_ids == {
        "anna",
        "$device:phone",
        "$device:tablet",
    }


def test_a_device_of_somebody_else_is_never_taken() -> None:
    links = [PHONE, KIOSK, KIOSK_LATER]
    assert "kiosk" not in person_of("anna", "anna", links, known_devices=["kiosk"]).devices
    anna = Link("anna", "bruno", is_first=True)  # a device whose id is the customer's user id
    assert person_of("anna", "anna", [*links, anna]).devices == {"phone"}


def test_devices_told_from_before_are_the_persons() -> None:
    assert "phone" in person_of("anna", "anna", [], known_devices=["phone"]).devices


def test_an_id_of_which_nothing_is_known_is_taken_for_both() -> None:
    assert person_of("x", "x", []).distinct_ids == {"x", "$device:x"}


def test_an_anonymous_device_is_a_person_of_its_own() -> None:
    alone = person_of("$device:phone", None, [])
    assert (alone.distinct_ids, alone.names) == ({"$device:phone"}, {"phone"})


@pytest.mark.parametrize(
    ("asked", "owner", "links", "known_devices", "guessed"),
    [
        ("anna", "anna", [PHONE], (), set()),
        ("phone", "anna", [PHONE], (), set()),
        ("anna", "anna", [], (), {"anna"}),
        ("$device:phone", None, [], (), {"phone"}),
        ("anna", "anna", [PHONE], ("phone", "tablet"), {"tablet"}),
    ],
)
def test_a_device_that_nothing_links_is_a_guess(
    asked: str, owner: str | None, links: list[Link], known_devices: tuple[str, ...], guessed: set[str]
) -> None:
    assert person_of(asked, owner, links, known_devices).guessed == guessed


@pytest.mark.parametrize(
    ("text", "may_be"),
    [("anna", True), ("$device:p", True), (" a ", True), ("", False), (" \t", False), ("$device: ", False)],
)
def test_an_id_is_more_than_white_space(text: str, may_be: bool) -> None:
    assert may_be_an_id(text) is may_be
