"""Mixpanel's simplified id merge event by event, as plain Python: what the SQL must come to.

Every event is looked at once, in time order; the first pair of a device and a user links the device for good. A
pair whose clock is wrong by days comes after all others. What a device and a server told under one id is one pair.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DEVICE = "$device:"
CLOCK_ERROR = timedelta(days=2)
COPY_WINDOW = timedelta(days=1)
MOST_USERS_OF_A_DEVICE = 5
CLAIMING = ("$identify", "$create_alias", "$merge", "$alias")


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the lake, as far as it says who it was; `named` are ids in its properties, by their name."""

    event_id: str
    key: int
    occurred_at: datetime
    name: str = "Page Viewed"
    device_id: str = ""
    user_id: str = ""
    named: dict[str, str | list[str]] = field(default_factory=dict)
    received_at: datetime | None = None
    sender: str = "device"

    @property
    def distinct_id(self) -> str:
        """As sent; "" for an event of nobody."""
        return self.user_id or (f"{DEVICE}{self.device_id}" if self.device_id else "")


@dataclass(slots=True)
class Identities:
    """Device -> (user, since when), and what was ignored: (first id, second id, event, reason) -> times."""

    links: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    ignored: dict[tuple[str, str, str, str], list[datetime]] = field(default_factory=dict)


def identities(events: Iterable[Event]) -> Identities:
    """What the events come to, in whatever order they are given."""
    ordered = sorted(events, key=lambda each: (each.occurred_at, each.event_id, each.key))
    copies = _told_twice(ordered)
    devices = {each.device_id for each in ordered if each.device_id and each.key not in copies}
    users = {each.user_id for each in ordered if each.user_id and each.key not in copies}
    found, late = Identities(), []
    for event in ordered:
        pairs = (
            _told_pairs(event, copies[event.key]) if event.key in copies else _pairs(event, devices, users)
        )
        for first, second, user, device in sorted(pairs, key=lambda pair: pair[2]):
            reason = _unfit(first, second)
            if reason:
                found.ignored.setdefault((first, second, event.name, reason), []).append(event.occurred_at)
                continue
            late.append((event, first, second, user, device))
    for device in dict.fromkeys(device for *_, device in late):
        pairs = [(event, user) for event, _, _, user, its in late if its == device]
        if len({user for _, user in pairs}) > MOST_USERS_OF_A_DEVICE:
            continue
        event, user = min(pairs, key=lambda pair: _has_wrong_clock(pair[0], [each for each, _ in pairs]))
        found.links[device] = (user, event.occurred_at)
    for event, first, second, user, device in late:
        owner = found.links.get(device, ("", event.occurred_at))[0]
        if owner != user:
            pair = (first, second, event.name, "device_has_other_user" if owner else "device_of_many")
            found.ignored.setdefault(pair, []).append(event.occurred_at)
    return found


def _told_twice(events: Iterable[Event]) -> dict[int, str]:
    """Key of each copy of a server -> the device that told the event without a user, else empty."""
    groups = defaultdict(list)
    for event in events:
        if event.distinct_id and event.name not in CLAIMING and event.sender in ("device", "server"):
            groups[event.event_id, event.name].append(event)
    found = {}
    for group in groups.values():
        told, servers = ([each for each in group if each.sender == one] for one in ("device", "server"))
        times = [each.occurred_at for each in group]
        if (
            len({DEVICE + each.device_id if each.device_id else each.distinct_id for each in told}) == 1
            and len({each.distinct_id for each in servers}) == 1
            and max(times) - min(times) <= COPY_WINDOW
        ):
            is_anonymous = not any(each.user_id for each in told)
            found |= {each.key: told[0].device_id if is_anonymous else "" for each in servers}
    return found


def _told_pairs(event: Event, told_device: str) -> Iterator[tuple[str, str, str, str]]:
    """As _pairs, of a server's copy: its user with the device that told the event, and with its own."""
    for device in dict.fromkeys(filter(None, (told_device, event.device_id))):
        if event.user_id:
            yield event.user_id, DEVICE + device, event.user_id, device


def _has_wrong_clock(event: Event, events: Iterable[Event]) -> bool:
    """Whether it came days after its time, and says to be days older than what came first of its device."""
    if event.received_at is None or event.received_at - event.occurred_at <= CLOCK_ERROR:
        return False
    first = min(events, key=lambda each: (each.received_at or datetime.max, each.occurred_at))
    return first.occurred_at - event.occurred_at > CLOCK_ERROR


def _pairs(event: Event, devices: Set[str], users: Set[str]) -> Iterator[tuple[str, str, str, str]]:
    """(first id, second id, user, device) of each pair; user and device mean something if one is each."""
    if event.device_id and event.user_id:
        yield event.user_id, DEVICE + event.device_id, event.user_id, event.device_id
    for first, second in dict.fromkeys(_claims(event, devices, users)):
        if first and second:
            user, device = (second, first) if first.startswith(DEVICE) else (first, second)
            yield first, second, user, device.removeprefix(DEVICE)


def _claims(event: Event, devices: Set[str], users: Set[str]) -> Iterator[tuple[str, str]]:
    named = event.named
    match event.name:
        case "$identify":
            yield event.distinct_id, str(named.get("$anon_distinct_id", ""))
            yield event.distinct_id, str(named.get("$identified_id", ""))
            if "$anon_id" in named:
                yield event.distinct_id, f"{DEVICE}{named['$anon_id']}"
            if event.device_id in users:
                yield event.distinct_id, event.device_id
        case "$create_alias":
            yield event.distinct_id, str(named.get("alias", ""))
        case "$merge":
            ids = named.get("$distinct_ids", [])
            if len(ids) > 1:
                yield ids[0], ids[1]
        case "$alias":
            previous = str(named.get("previousId", ""))
            yield event.distinct_id, DEVICE + previous if previous in devices else previous


def _unfit(first: str, second: str) -> str | None:
    devices = first.startswith(DEVICE), second.startswith(DEVICE)
    if first.removeprefix(DEVICE) == second.removeprefix(DEVICE):
        return "same_id"
    return {(True, True): "two_devices", (False, False): "two_users"}.get(devices)
