"""Who is who, event by event: the example of Mixpanel's simplified id merge, and its edges."""

from typing import Any

from tests.reports.oracle.persons import read_events


def an_event(minute: int, **ids: str) -> dict[str, Any]:
    return {"event": "Seen", "time": f"2026-04-07T10:{minute:02}:00Z", "insert_id": f"e{minute:02}"} | ids


def persons(*events: dict[str, Any]) -> list[str]:
    return [event.person for event in read_events(events)]


def test_devices_follow_the_first_user_they_were_seen_with() -> None:
    events = [
        an_event(1, device_id="d1"),
        an_event(2, device_id="d1"),
        an_event(3, device_id="d1", user_id="u1"),
        an_event(4, device_id="d2"),
        an_event(5, device_id="d2", user_id="u1"),
        an_event(6, device_id="d3"),
        an_event(7, device_id="d3", user_id="u2"),
    ]
    assert persons(*events) == ["u1"] * 5 + ["u2"] * 2
    assert persons(*events[::-1]) == ["u1"] * 5 + ["u2"] * 2


def test_a_later_user_of_a_device_keeps_only_their_own_events() -> None:
    events = [
        an_event(1, device_id="d", user_id="u1"),
        an_event(2, device_id="d", user_id="u2"),
        an_event(3, device_id="d"),
    ]
    assert persons(*events) == ["u1", "u2", "u1"]


def test_of_two_links_at_one_moment_the_first_insert_id_wins() -> None:
    one = an_event(1, device_id="d", user_id="u2") | {"insert_id": "b"}
    other = an_event(1, device_id="d", user_id="u1") | {"insert_id": "a"}
    assert persons(one, other, an_event(2, device_id="d")) == ["u1", "u2", "u1"]


def test_a_distinct_id_alone_is_a_device_or_a_user_and_beside_another_id_nothing() -> None:
    assert persons(an_event(1, distinct_id="$device:d"), an_event(2, distinct_id="u")) == ["$device:d", "u"]
    assert persons(an_event(1, distinct_id="x", device_id="d"), an_event(2, device_id="d", user_id="u")) == [
        "u",
        "u",
    ]


def test_an_event_that_came_twice_is_one_and_without_an_insert_id_it_is_two() -> None:
    twice = an_event(1, user_id="u")
    assert len(persons(twice, twice, twice | {"properties": {"a": 1}})) == 1
    assert len(persons(twice, twice | {"insert_id": "other"}, twice | {"user_id": "v"})) == 3
    bare = {"event": "Seen", "time": "2026-04-07T10:00:00Z", "user_id": "u"}
    assert len(persons(bare, bare)) == 2
