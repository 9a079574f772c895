"""The fields that make an event an event, in each protocol, and the rules that types alone cannot say.

Everything else in an event is skipped over, unread (0.5 us an event). `problem` gives (reason, field, detail)
of what is wrong, or None. Mixpanel's strict rules are in domain/events/mixpanel_rules.py.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Raw, Struct

from tally.domain.collecting.rejection import Reason
from tally.domain.events.event_time import EARLIEST_MS, MILLISECONDS_FROM

EARLIEST_S: Final = EARLIEST_MS // 1000
"""In epoch seconds: an earlier time is a clock that was never set."""

Problem = tuple[Reason, str, str] | None
Name = Annotated[str, Meta(min_length=1)]
Id = str | int | float | None
AwareTime = Annotated[datetime, Meta(tz=True)]
Nothing = Annotated[list[Raw], Meta(max_length=0)]
"""PHP writes an empty object as an empty list."""

_NO_ID = "give at least one of {}, and not as empty text"
_TOO_EARLY = "the time lies before 1971-01-01"
_SEGMENT_TYPES = frozenset({"track", "identify", "page", "screen", "group", "alias"})


class AnObject(Struct):
    """Any JSON object, its members skipped."""


class TallyEvent(Struct):
    """Our own JSON."""

    event: Name
    event_id: Id = None
    occurred_at: AwareTime | float | None = None
    user_id: Id = None
    device_id: Id = None
    distinct_id: Id = None
    properties: AnObject | Nothing | None = None

    def problem(self) -> Problem:
        """What no type can say: who it was, and a time that can be true."""
        someone = self.user_id or self.device_id or self.distinct_id
        if not someone and not any(map(_is_given, (self.user_id, self.device_id, self.distinct_id))):
            return Reason.MISSING_FIELD, "user_id", _NO_ID.format("user_id, device_id, distinct_id")
        return None if self.occurred_at is None else time_problem(self.occurred_at, "occurred_at")


Platform = Literal["web", "ios", "android", "server", "store"]


class PlainProperties(AnObject):
    """Properties whose platform, if they have one, is one of ours."""

    platform: Platform | None = None


class PlainTallyEvent(
    TallyEvent, forbid_unknown_fields=True, rename={"named_key": "write_key", "told_platform": "platform"}
):
    """An event of which there is nothing to tell its sender: msgspec finds that out while it decodes."""

    sent_at: Any = None
    session_hint: Any = None
    named_key: Any = None
    told_platform: Platform | None = None
    properties: PlainProperties | Nothing | None = None


class MixpanelProperties(
    Struct, rename={"insert_id": "$insert_id", "device_id": "$device_id", "user_id": "$user_id"}
):
    """The properties that Mixpanel's own rules speak of."""

    token: Any = None
    distinct_id: Id = None
    time: float | None = None
    insert_id: Id = None
    device_id: Id = None
    user_id: Id = None


class MixpanelEvent(Struct):
    """An event as Mixpanel's SDKs send it."""

    event: Name
    properties: MixpanelProperties | Nothing

    def problem(self) -> Problem:
        """A time that can be true. Mixpanel lets events of nobody pass, unless strict=1 was asked for."""
        time = self.properties.time if isinstance(self.properties, MixpanelProperties) else None
        return None if time is None else time_problem(time, "properties.time")


class SegmentEvent(Struct, rename="camel"):
    """A message of Segment's or RudderStack's SDKs."""

    type: str | None = None
    event: str | None = None
    message_id: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    write_key: Any = None
    properties: AnObject | Nothing | None = None

    def problem(self) -> Problem:
        """A known type, a name where there must be one, who it was, and a time that can be true."""
        if (self.type or "track") == "track":
            if not self.event:
                return Reason.MISSING_FIELD, "event", "a track call needs the name of its event"
        elif self.type not in _SEGMENT_TYPES:
            return Reason.OUT_OF_RANGE, "type", f"type is one of {', '.join(sorted(_SEGMENT_TYPES))}"
        if not (self.user_id or _is_given(self.user_id) or _is_given(self.anonymous_id)):
            return Reason.MISSING_FIELD, "userId", _NO_ID.format("userId, anonymousId")
        if self.timestamp is None and self.original_timestamp is not None:
            return time_problem(self.original_timestamp, "originalTimestamp")
        return None if self.timestamp is None else time_problem(self.timestamp, "timestamp")


class SegmentIdentify(SegmentEvent):
    """Posted to /v1/identify, where the type need not be said again; likewise below."""

    type: str | None = "identify"


class SegmentPage(SegmentEvent):
    """Posted to /v1/page."""

    type: str | None = "page"


class SegmentScreen(SegmentEvent):
    """Posted to /v1/screen."""

    type: str | None = "screen"


class SegmentGroup(SegmentEvent):
    """Posted to /v1/group."""

    type: str | None = "group"


class SegmentAlias(SegmentEvent):
    """Posted to /v1/alias."""

    type: str | None = "alias"


def time_problem(time: datetime | float, name: str = "time") -> Problem:
    """A time before 1971."""
    return (Reason.OUT_OF_RANGE, name, _TOO_EARLY) if _to_seconds(time) < EARLIEST_S else None


def _is_given(value: Id) -> bool:
    return value is not None and value != ""


def _to_seconds(time: datetime | float) -> float:
    """Epoch seconds of a time as sent; one without offset counts as UTC."""
    if isinstance(time, datetime):
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    return time / 1000 if time >= MILLISECONDS_FROM else time
