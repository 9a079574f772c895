"""What a device and a server told under one event id: the server's copy, and whose the device is by it."""

import pytest

from tests.sql.build import Build

HEAD = (
    "event_id | id_hash | dedup_key | event_name | occurred_at | received_at | business_date | sender"
    " | device_id | user_id | distinct_id | sent_person_key | consent"
)
MODELS = [
    "visit_kinds",
    "told_twice",
    "stg_events",
    "consents",
    "identity_claims",
    "device_users",
    "identity_map",
]


def told(
    number: int,
    sender: str = "",
    device: str = "",
    user: str = "",
    name: str = "Product Added",
    at: str = "2026-11-20 09:00:00",
    event_id: str = "e",
) -> str:
    """A row of the lake; its dedup key is the number, by which the tests know it."""
    person = user or (device and f"$device:{device}")
    key = person and sum(map(ord, person))
    cells = [event_id, 7, number, name, at, at, at[:10], sender, device, user, person, key, "true"]
    return " | ".join(map(str, cells))


def built(*rows: str) -> Build:
    return Build({"events": "\n".join([HEAD, *rows])}, MODELS)


def counted(*rows: str) -> list[int]:
    """The events that count, by their numbers."""
    return sorted(key for (key,) in built(*rows).rows("select event_key from stg_events"))


def owners(*rows: str) -> list[tuple[str, str]]:
    return sorted(built(*rows).rows("select device_id, user_id from identity_map"))


BROWSER, SERVER = told(1, "", "d"), told(2, "server", "", "u")


def test_the_device_s_copy_counts_and_links_the_user_of_the_server_s() -> None:
    assert counted(BROWSER, SERVER) == [1]
    assert owners(BROWSER, SERVER) == [("d", "u")]
    assert built(BROWSER, SERVER).rows("select events, without_consent from consents") == [(1, 0)]


@pytest.mark.parametrize(
    "server",
    [
        told(2, "server", "", "u", at="2026-11-21 09:00:00"),
        told(2, "server", "", "u", at="2026-11-19 09:00:00"),
        told(2, "server", "", "u", at="2026-11-20 23:30:00"),
    ],
    ids=["a day later", "a day before", "after midnight in the shop"],
)
def test_copies_lie_within_a_day(server: str) -> None:
    assert counted(BROWSER, server) == [1]
    assert owners(BROWSER, server) == [("d", "u")]


DIFFERENT = {
    "more than a day later": told(2, "server", "", "u", at="2026-11-21 09:00:00.001"),
    "more than a day before": told(2, "server", "", "u", at="2026-11-19 08:59:59.999"),
    "another id": told(2, "server", "", "u", event_id="e2"),
    "another name": told(2, "server", "", "u", name="Product Removed"),
    "another browser": told(2, "", "d2"),
    "a bot": told(2, "bot", "", "u"),
}


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_all_else_is_another_event(other: str) -> None:
    assert counted(BROWSER, other) == [1, 2]
    assert owners(BROWSER, other) == []


@pytest.mark.parametrize(
    "name", ["Order Completed", "Order Refunded", "Order Updated", "$identify", "$merge"]
)
def test_orders_and_identity_events_have_rules_of_their_own(name: str) -> None:
    both = told(1, "", "d", name=name), told(2, "server", "", "u", name=name)
    assert counted(*both) == [1, 2]
    assert owners(*both) == []


def test_an_id_of_two_devices_tells_nothing() -> None:
    """A counter that starts anew on each page, or somebody who posts a copy of his own."""
    rows = BROWSER, SERVER, told(3, "", "d2")
    assert counted(*rows) == [1, 2, 3]
    assert owners(*rows) == []


def test_an_id_of_two_users_of_the_server_tells_nothing() -> None:
    rows = BROWSER, SERVER, told(3, "server", "", "u2")
    assert counted(*rows) == [1, 2, 3]
    assert owners(*rows) == []


def test_a_device_may_tell_it_before_and_after_log_in() -> None:
    rows = BROWSER, told(3, "", "d", "u"), SERVER
    assert counted(*rows) == [1, 3]
    assert owners(*rows) == [("d", "u")]


def test_a_server_may_tell_it_twice() -> None:
    assert counted(BROWSER, SERVER, told(3, "server", "", "u", at="2026-11-20 09:00:01")) == [1]


def test_a_device_that_knew_its_user_is_not_given_to_the_server_s() -> None:
    """The shop's server may know its customer by another id."""
    rows = told(1, "", "d", "mail@shop"), SERVER
    assert counted(*rows) == [1]
    assert owners(*rows) == [("d", "mail@shop")]


def test_what_the_server_s_copy_links_itself_stays_linked() -> None:
    rows = told(1, "", "d", "mail@shop"), told(2, "server", "d2", "u")
    assert counted(*rows) == [1]
    assert owners(*rows) == [("d", "mail@shop"), ("d2", "u")]


def test_a_server_that_knows_no_user_links_nothing() -> None:
    """Servers' SDKs make up an anonymous id where they know none."""
    rows = BROWSER, told(2, "server", "made-up")
    assert counted(*rows) == [1]
    assert owners(*rows) == []


def test_a_device_s_copy_of_nobody_hides_nothing() -> None:
    """Without consent its ids were dropped."""
    assert counted(told(1), SERVER) == [2]


def test_the_first_link_of_a_device_stays_the_first() -> None:
    earlier = told(3, "", "d", "first", at="2026-11-20 08:00:00", event_id="e0")
    later = told(3, "", "d", "later", at="2026-11-20 10:00:00", event_id="e0")
    assert owners(BROWSER, SERVER, earlier) == [("d", "first")]
    assert owners(BROWSER, SERVER, later) == [("d", "u")]


def test_a_device_of_many_users_stays_nobody_s() -> None:
    rows = [told(10 + n, "", "d", event_id=f"e{n}") for n in range(6)]
    rows += [told(20 + n, "server", "", f"u{n}", event_id=f"e{n}") for n in range(6)]
    assert owners(*rows[:5], *rows[6:11]) == [("d", "u0")]
    assert owners(*rows) == []
