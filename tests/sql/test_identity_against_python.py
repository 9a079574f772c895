"""identity_map and ignored_links against the same rules applied event by event."""

import json
from datetime import datetime, timedelta

import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.build import Build
from tests.sql.identity_rules import DEVICE, Event, identities

MODELS = ["identity_map", "ignored_links"]
START = datetime(2026, 11, 20, 9)
DEVICES = ["d1", "d2", "d3"]
USERS = ["u1", "u2", "u3", "u4", "u5", "u6"]
ANY_ID = st.sampled_from([*(DEVICE + device for device in DEVICES), *USERS, "", "d1"])
BARE_ID = st.sampled_from([*DEVICES, *USERS, "never seen"])
CHAIN = 200
EXAMPLES = 800 if settings.get_current_profile_name() == "full" else 30


def key(text: str) -> int:
    return int.from_bytes(xxhash.xxh64_digest(text.encode()), "big", signed=True)


@st.composite
def an_event(draw: st.DrawFn, number: int) -> Event:
    name = draw(st.sampled_from(["Page Viewed"] * 4 + ["$identify", "$create_alias", "$merge", "$alias"]))
    named: dict[str, str | list[str]] = {}
    match name:
        case "$identify":
            named["$anon_distinct_id"] = draw(ANY_ID)
            if draw(st.booleans()):
                named["$identified_id"] = draw(st.sampled_from(USERS))
            if draw(st.booleans()):
                named["$anon_id"] = draw(st.sampled_from(DEVICES))
        case "$create_alias":
            named["alias"] = draw(ANY_ID)
        case "$merge":
            named["$distinct_ids"] = draw(st.lists(ANY_ID, min_size=1, max_size=3))
        case "$alias":
            named["previousId"] = draw(BARE_ID)
    days = timedelta(days=draw(st.sampled_from([0, 0, 0, -1, -3, -6000])))
    occurred_at = START + timedelta(minutes=draw(st.integers(0, 8))) + days
    return Event(
        event_id=f"e{draw(st.integers(0, 3))}",
        key=number,
        occurred_at=occurred_at,
        received_at=max(occurred_at, START + timedelta(minutes=draw(st.integers(0, 8)))),
        name=name,
        device_id=draw(st.sampled_from(["", *DEVICES])),
        user_id=draw(st.sampled_from(["", "", *USERS, DEVICE + "d1", "d2"])),
        named=named,
        sender=draw(st.sampled_from(["device", "device", "server", "bot"])),
    )


@st.composite
def some_events(draw: st.DrawFn) -> list[Event]:
    return [draw(an_event(number)) for number in range(draw(st.integers(0, 30)))]


def build_of(events: list[Event]) -> Build:
    lines = ["event_id | dedup_key | event_name | event_class | occurred_at | received_at | business_date"]
    lines[0] += " | id_hash | sender | device_id | user_id | distinct_id | sent_person_key | properties"
    for event in events:
        cells = [
            event.event_id,
            event.key,
            event.name,
            "business",
            event.occurred_at,
            event.received_at or "",
        ]
        cells += ["2026-11-20", key(event.event_id), event.sender.replace("device", "")]
        person = key(event.distinct_id) if event.distinct_id else ""
        cells += [event.device_id, event.user_id, event.distinct_id, person, json.dumps(event.named)]
        lines.append(" | ".join(map(str, cells)))
    return Build({"events": "\n".join(lines)}, MODELS)


def checked_against_rules(events: list[Event]) -> Build:
    build, expected = build_of(events), identities(events)
    links = build.rows("select device_id, device_key, user_id, person_key, linked_at from identity_map")
    assert sorted(links) == sorted(
        (device, key(DEVICE + device), user, key(user), linked_at)
        for device, (user, linked_at) in expected.links.items()
    )
    ignored = build.rows(
        "select first_id, second_id, event_name, reason, first_at, last_at, events, linked_user_id"
        " from ignored_links"
    )
    assert sorted(row[:7] for row in ignored) == sorted(
        (*pair, min(times), max(times), len(times)) for pair, times in expected.ignored.items()
    )
    for _, second, _, reason, *_, linked_user in ignored:
        if reason == "device_has_other_user" and second.startswith(DEVICE):
            assert linked_user == expected.links[second.removeprefix(DEVICE)][0]
    return build


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_events())
def test_links_are_those_of_the_rules_event_by_event(events: list[Event]) -> None:
    checked_against_rules(events)


def test_a_chain_of_shared_devices_joins_nobody() -> None:
    """Device i is used by user i, then by user i + 1: original merge would make one person of all."""
    events = [
        Event(
            f"e{i}-{n}",
            2 * i + n,
            START + timedelta(minutes=i, seconds=n),
            "Page Viewed",
            f"d{i}",
            f"u{i + n}",
        )
        for i in range(CHAIN)
        for n in (0, 1)
    ]
    build = checked_against_rules(events[::-1])
    assert build.rows("select count(distinct person_key), count(*) from identity_map") == [(CHAIN, CHAIN)]
    assert build.rows("select reason, count(*) from ignored_links group by reason") == [
        ("device_has_other_user", CHAIN)
    ]
