"""Pairs of ids in identity events: what links, and why the rest does not."""

import pytest

from tests.sql.tables import check

BROWSER = '{"$anon_distinct_id": "$device:d1"}'


def check_claim(name: str, distinct_id: str, properties: str, expected: str, devices: str = "") -> None:
    """One identity event gives these pairs; `devices` are those the lake has other events of."""
    check(
        "identity_claims",
        f"first_id | second_id | device_id | user_id | reason\n{expected}",
        events=f"""
        dedup_key | event_id | event_name | event_class | occurred_at         | distinct_id   | properties
        1         | e1       | {name}     | business    | 2026-11-20 09:00:00 | {distinct_id} | {properties}
        """,
        stg_events=f"device_id\n{devices}",
    )


LINKING = {
    "a browser logs in": ("$identify", "u1", BROWSER, "u1 | $device:d1 | d1 | u1 |"),
    "an alias for a device": (
        "$create_alias",
        "$device:d1",
        '{"alias": "u1"}',
        "$device:d1 | u1 | d1 | u1 |",
    ),
    "a device for an alias": (
        "$create_alias",
        "u1",
        '{"alias": "$device:d1"}',
        "u1 | $device:d1 | d1 | u1 |",
    ),
    "a merge, of nobody itself": (
        "$merge",
        "",
        '{"$distinct_ids": ["u1", "$device:d1"]}',
        "u1 | $device:d1 | d1 | u1 |",
    ),
    "a second device by name": ("$identify", "u1", '{"$anon_id": "d2"}', "u1 | $device:d2 | d2 | u1 |"),
}


@pytest.mark.parametrize(
    ("name", "distinct_id", "properties", "expected"), LINKING.values(), ids=LINKING.keys()
)
def test_a_device_and_a_user_link(name: str, distinct_id: str, properties: str, expected: str) -> None:
    check_claim(name, distinct_id, properties, expected)


IGNORED = {
    "two users are merged": ("$merge", "u1", '{"$distinct_ids": ["u1", "u2"]}', "u1 | u2 | | | two_users"),
    "an alias of a user": ("$create_alias", "u1", '{"alias": "u2"}', "u1 | u2 | | | two_users"),
    "a user renamed": ("$identify", "u2", '{"$anon_distinct_id": "u1"}', "u2 | u1 | | | two_users"),
    "two devices": ("$identify", "$device:d2", BROWSER, "$device:d2 | $device:d1 | | | two_devices"),
    "the same id twice": ("$merge", "u1", '{"$distinct_ids": ["u1", "u1"]}', "u1 | u1 | | | same_id"),
    "a self-alias": ("$alias", "u1", '{"previousId": "u1"}', "u1 | u1 | | | same_id"),
    "an alias of something unknown": ("$alias", "u1", '{"previousId": "x"}', "u1 | x | | | two_users"),
}


@pytest.mark.parametrize(
    ("name", "distinct_id", "properties", "expected"), IGNORED.values(), ids=IGNORED.keys()
)
def test_all_else_is_kept_with_its_reason(
    name: str, distinct_id: str, properties: str, expected: str
) -> None:
    check_claim(name, distinct_id, properties, expected)


def test_segments_previous_id_is_a_device_where_events_came_from_one() -> None:
    check_claim("$alias", "u1", '{"previousId": "d1"}', "u1 | $device:d1 | d1 | u1 |", devices="d1")


@pytest.mark.parametrize(
    "properties", ["", "{}", '{"$anon_distinct_id": ""}', '{"$anon_distinct_id": {}}', "[]"]
)
def test_an_event_without_another_id_claims_nothing(properties: str) -> None:
    check_claim("$identify", "u1", properties, "")


@pytest.mark.parametrize("properties", ['{"$anon_distinct_id": "$erased"}', '{"$anon_id": "$erased"}'])
def test_the_place_of_an_erased_id_claims_nothing(properties: str) -> None:
    check_claim("$identify", "u1", properties, "")


@pytest.mark.parametrize(("users", "expected"), [("d1", "u1 | d1 | | | two_users"), ("u1", "")])
def test_an_anonymous_id_that_came_as_a_users(users: str, expected: str) -> None:
    check(
        "identity_claims",
        f"first_id | second_id | device_id | user_id | reason\n{expected}",
        events="""
        dedup_key | event_id | event_name | event_class | occurred_at         | distinct_id | device_id | properties
        1         | e1       | $identify  | business    | 2026-11-20 09:00:00 | u1          | d1        | {}
        """,
        stg_events=f"user_id\n{users}",
    )


def test_the_same_pair_twice_in_an_event_counts_once() -> None:
    both = '{"$anon_distinct_id": "$device:d1", "$anon_id": "d1"}'
    check_claim("$identify", "u1", both, "u1 | $device:d1 | d1 | u1 |")


def test_other_events_claim_nothing() -> None:
    check_claim("Order Completed", "u1", BROWSER, "")
