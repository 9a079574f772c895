"""Updates of profiles in Segment's and RudderStack's messages: the traits of identify and group calls.

The messages are events as well; what has been read of those (who, when, which id) is not read again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_chunk import BuiltChunk
from tally.adapters.landing.named_ids import read_group_ids
from tally.adapters.landing.profile_updates import ProfileUpdate, encode_steps, fingerprint_of
from tally.adapters.landing.segment_events import NAMES, merge_batch
from tally.domain.collecting.receipt import Protocol
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.people.profiles import GROUP, PERSON, Profile, steps_of_traits
from tally.domain.plan.consent import drop_device_ids

_CALLS = [NAMES["identify"], NAMES["group"]]
_GROUP_KEY = "group_id"
"""Segment has one kind of group, without a name."""

_COLUMNS = (
    "event_id",
    "distinct_id",
    "occurred_at",
    "received_at",
    "claimed_at",
    "consent",
    "source",
)
_DECODE = msgspec.json.Decoder().decode


def updates_in(
    chunk: Chunk, built: BuiltChunk, id_rules: IdRules = ID_RULES
) -> Iterator[tuple[int, Sequence[ProfileUpdate]]]:
    """(place in the chunk, updates) of messages whose rows are built, but for those that are refused.

    Few make more than one: a group call that names several groups.
    """
    rows, refused = built
    calls = pc.is_in(rows["event_name"], value_set=pa.array(_CALLS))
    if not pc.any(calls).as_py():
        return
    places = [place for place, is_call in enumerate(calls.to_pylist()) if is_call and place not in refused]
    events = rows.select(list(_COLUMNS)).take(pa.array(places, pa.int64())).to_pylist()
    for place, event in zip(places, events, strict=True):
        message: dict[str, Any] = _DECODE(chunk.raws[place])
        merge_batch([message], [chunk.batches[place]])
        if event["consent"] is False:
            drop_device_ids(message)
        traits = _read_traits(message)
        profiles = _find_profiles(message, event["distinct_id"], id_rules) if traits else []
        if profiles:
            yield place, [_make_update(event, chunk.indexes[place], one, traits) for one in profiles]


def _make_update(
    event: Mapping[str, Any], index: int, profile: Profile, traits: Mapping[str, Any]
) -> ProfileUpdate:
    operations = encode_steps(steps_of_traits(traits))
    return ProfileUpdate(
        update_id=event["event_id"],
        identity=profile.identity(event["event_id"]),
        index=index,
        profile=profile,
        occurred_ms=_to_milliseconds(event["occurred_at"]),
        received_ms=_to_milliseconds(event["received_at"]),
        claimed_ms=_to_milliseconds(event["claimed_at"]) if event["claimed_at"] else None,
        operations=operations,
        source=event["source"],
        fingerprint=fingerprint_of(operations),
        protocol=Protocol.SEGMENT,
    )


def _read_traits(message: Mapping[str, Any]) -> dict[str, Any]:
    """RudderStack's Node SDK puts an identify call's traits into the context as well: each counts once."""
    own = _keep_object(message.get("traits"))
    if message.get("type") != "identify":
        return own
    return {**_keep_object(_keep_object(message.get("context")).get("traits")), **own}


def _find_profiles(message: Mapping[str, Any], distinct_id: str | None, id_rules: IdRules) -> list[Profile]:
    """The person who is identified, or the groups they join: none where an id means nobody."""
    if message.get("type") == "identify":
        return [] if distinct_id is None else [Profile(PERSON, distinct_id)]
    if message.get("type") != "group":
        return []
    return [
        Profile(GROUP, group_id, _GROUP_KEY) for group_id in read_group_ids(id_rules, message.get("groupId"))
    ]


def _to_milliseconds(moment: datetime) -> int:
    return round(moment.replace(tzinfo=UTC).timestamp() * 1000)


def _keep_object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
