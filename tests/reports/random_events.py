"""Small random sets of events, drawn so that the rules of reports matter, in the shape of the cases.

A seed always gives the same set. Sets of other prefixes share no person, device and insert id, so many may
lie side by side in one table. Even seeds lie around the change of clocks in spring, odd ones around autumn's.
Questions are in random_questions: ask a set those of a seed of the same parity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

TIMEZONE = "Europe/Paris"
NAMES = ("Product Viewed", "Product Added", "Checkout Started", "Order Completed", "Search")
COUPONS = ("A", "B", "a", "")
COLOURS = ("red", "Red", "", 1, 1.0, "1", 2.5, True, "true")
POINTS = (0, 1, 2.5, -3, 10, "30", "2,5", "", True)
REVENUES = (0, 10, 19.99, 250)
TAGS = (["x", "y"], ["y", "y"], ["x", 1], [], "x")
TIERS = ("gold", "silver", "", 1)
MISSING = object()

Event = dict[str, Any]
Profiles = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Season:
    """Ten of the shop's days, one of which has 23 or 25 hours, and the moment of its change."""

    first: date
    last: date
    change: datetime


SEASONS = (
    Season(date(2026, 3, 24), date(2026, 4, 2), datetime(2026, 3, 29, 1, tzinfo=UTC)),
    Season(date(2026, 10, 20), date(2026, 10, 29), datetime(2026, 10, 25, 1, tzinfo=UTC)),
)


def season_of(seed: int) -> Season:
    """Spring for even seeds, autumn for odd ones."""
    return SEASONS[seed % 2]


GAPS = tuple(
    timedelta(milliseconds=milliseconds)
    for milliseconds in (
        *(0, 0, 1, 500, 1_000, 1_999, 2_000, 2_001, 5_000),
        *(60_000, 600_000, 1_800_000, 1_800_001, 3_600_000, 3_600_001, 86_400_000, 90_000_000),
    )
)
"""Between two events of a visit: within the grace of two seconds, at the edges of sessions, windows, days."""


@dataclass(frozen=True)
class Visitor:
    """A person with a user id, or one that never logs in; some of the devices are shared."""

    user: str | None
    devices: tuple[str, ...]


def random_set(seed: int, prefix: str = "") -> tuple[list[Event], Profiles]:
    """(events in the order of arrival, profiles): of 2 to 12 persons, 5 to 160 events.

    :param prefix: Before each id, such as "s7-": letters, digits and "-".
    """
    rng = Random(f"events {seed}")
    visitors = list(random_visitors(rng, prefix))
    moments: list[datetime] = []
    events = [
        event
        for visitor in visitors
        for _ in range(rng.randint(1, 4))
        for event in random_visit(rng, visitor, season_of(seed), moments)
    ]
    events += links(rng, visitors, season_of(seed))
    for event in events:
        event["insert_id"] = f"{prefix}{rng.getrandbits(48):012x}"
        if event["event"] == "Order Completed":
            event["properties"]["order_id"] = f"order-{event['insert_id']}"
    events += [event for event in events if rng.random() < 0.1]
    rng.shuffle(events)
    users = [visitor.user for visitor in visitors if visitor.user]
    return events, {user: {"tier": rng.choice(TIERS)} for user in users if rng.random() < 0.7}


def random_visitors(rng: Random, prefix: str) -> Iterator[Visitor]:
    """Two to twelve, of whom a few share one of two kiosks and some never tell who they are."""
    kiosks = [f"{prefix}kiosk{number}" for number in (1, 2)]
    for number in range(rng.randint(2, 12)):
        is_known = rng.random() < 0.8
        own = tuple(f"{prefix}device{number}-{each}" for each in range(rng.randint(0 if is_known else 1, 2)))
        shared = (rng.choice(kiosks),) if number < 4 and rng.random() < 0.5 else ()
        yield Visitor(f"{prefix}user{number}" if is_known else None, own + shared)


def random_visit(rng: Random, visitor: Visitor, season: Season, moments: list[datetime]) -> Iterator[Event]:
    """A few events from one moment on, some on a device without a user, some of a user without a device."""
    moment = random_moment(rng, season, moments)
    moments.append(moment)
    device = rng.choice([*visitor.devices, *([None] if visitor.user else [])])
    is_logged_in = visitor.user is not None and (device is None or rng.random() < 0.4)
    for _ in range(rng.randint(1, 6)):
        if is_in_season(moment, season):
            ids = random_ids(rng, visitor.user if is_logged_in else None, device)
            yield (
                {"event": random_name(rng), "time": text_of(moment)}
                | ids
                | {"properties": random_properties(rng)}
            )
        moment += rng.choice(GAPS)
        is_logged_in = is_logged_in or (visitor.user is not None and rng.random() < 0.1)


def random_moment(rng: Random, season: Season, moments: list[datetime]) -> datetime:
    """Any minute, a moment of another visit, around a midnight of the shop or around the change of clocks."""
    day = season.first + timedelta(days=rng.randrange(10))
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(TIMEZONE)).astimezone(UTC)
    near = timedelta(milliseconds=rng.choice((-1_800_000, -60_000, -1_000, -1, 0, 1, 1_000)))
    kind = rng.random()
    if kind < 0.25 and moments:
        return rng.choice(moments)
    if kind < 0.45:
        return midnight + near
    if kind < 0.55:
        return season.change + near
    if kind < 0.6:
        return midnight - timedelta(days=365)
    return midnight + timedelta(minutes=rng.randrange(24 * 60))


def is_in_season(moment: datetime, season: Season) -> bool:
    """Nothing happens after the last day; before the first there is only what is a year old."""
    return moment.astimezone(ZoneInfo(TIMEZONE)).date() <= season.last


def random_ids(rng: Random, user: str | None, device: str | None) -> dict[str, str]:
    """As $user_id and $device_id, or as a distinct_id where there is one of them alone."""
    if rng.random() < 0.2 and (user is None or device is None):
        return {"distinct_id": user or f"$device:{device}"}
    return {name: sent for name, sent in (("user_id", user), ("device_id", device)) if sent}


def random_name(rng: Random) -> str:
    return rng.choices(NAMES, weights=(5, 4, 3, 3, 1))[0]


def random_properties(rng: Random) -> dict[str, Any]:
    """Each is often missing, sometimes null; numbers come as text too, and lists as one value."""
    drawn = {
        name: rng.choices((MISSING, None, rng.choice(values)), weights=(3, 1, 6))[0]
        for name, values in (
            ("coupon", COUPONS),
            ("colour", COLOURS),
            ("points", POINTS),
            ("revenue", REVENUES),
            ("tags", TAGS),
        )
    }
    return {name: value for name, value in drawn.items() if value is not MISSING}


def links(rng: Random, visitors: list[Visitor], season: Season) -> Iterator[Event]:
    """Log-ins of some devices, at any time: also long after all else, or before it."""
    for visitor in visitors:
        for device in visitor.devices:
            if visitor.user and rng.random() < 0.5:
                moment = random_moment(rng, season, [])
                if is_in_season(moment, season):
                    ids = {"user_id": visitor.user, "device_id": device}
                    yield {"event": "$identify", "time": text_of(moment)} | ids | {"properties": {}}


def text_of(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
