"""The fields that make an event an event, in each protocol, and the rules that types alone cannot say.

Everything else in an event is skipped over, unread (0.5 us an event). `problem` gives (reason, field, detail)
of what is wrong, or None; it is told when the body came if Mixpanel's strict rules were asked for.
"""

from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from tally.domain.rejection import Reason

EARLIEST_S: Final = 31_536_000
"""1971-01-01 UTC in epoch seconds: an earlier time is a clock that was never set."""
MILLISECONDS_FROM: Final = 1e11
"""A number from here on counts milliseconds: as seconds it would lie in the year 5138."""

Problem = tuple[Reason, str, str] | None
Name = Annotated[str, Meta(min_length=1)]
Id = str | int | float | None
AwareTime = Annotated[datetime, Meta(tz=True)]

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
    sent_at: AwareTime | float | None = None
    user_id: Id = None
    device_id: Id = None
    distinct_id: Id = None
    session_hint: Id = None
    platform: str | None = None
    properties: AnObject | None = None

    def problem(self, _strict_at_ms: int | None = None) -> Problem:
        """What no type can say: who it was, and a time that can be true."""
        someone = self.user_id or self.device_id or self.distinct_id
        if not someone and not any(map(_given, (self.user_id, self.device_id, self.distinct_id))):
            return Reason.MISSING_FIELD, "user_id", _NO_ID.format("user_id, device_id, distinct_id")
        if self.occurred_at is not None and _seconds(self.occurred_at) < EARLIEST_S:
            return Reason.OUT_OF_RANGE, "occurred_at", _TOO_EARLY
        return None


class MixpanelProperties(
    Struct, rename={"insert_id": "$insert_id", "device_id": "$device_id", "user_id": "$user_id"}
):
    """The properties that Mixpanel's own rules speak of."""

    token: str | None = None
    distinct_id: Id = None
    time: float | None = None
    insert_id: Id = None
    device_id: Id = None
    user_id: Id = None

    def strict_problem(self, now_s: float) -> Problem:
        """What /import?strict=1 refuses besides."""
        required = {"time": self.time, "distinct_id": self.distinct_id, "$insert_id": self.insert_id}
        for name, value in required.items():
            if value is None:
                return Reason.MISSING_FIELD, f"properties.{name}", f"'properties.{name}' is missing"
        if self.time is not None and _seconds(self.time) > now_s + 3600:
            return Reason.OUT_OF_RANGE, "properties.time", "the time lies more than an hour ahead"
        return None


class MixpanelEvent(Struct):
    """An event as Mixpanel's SDKs send it."""

    event: Name
    properties: MixpanelProperties

    def problem(self, strict_at_ms: int | None = None) -> Problem:
        """A time that can be true. Mixpanel lets events of nobody pass, unless /import?strict=1 was asked."""
        sent = self.properties
        if sent.time is not None and _seconds(sent.time) < EARLIEST_S:
            return Reason.OUT_OF_RANGE, "properties.time", _TOO_EARLY
        return sent.strict_problem(strict_at_ms / 1000) if strict_at_ms is not None else None


class SegmentEvent(Struct, rename="camel"):
    """A message of Segment's or RudderStack's SDKs."""

    type: str | None = None
    event: str | None = None
    message_id: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    sent_at: datetime | None = None
    write_key: str | None = None
    properties: AnObject | None = None
    context: AnObject | None = None

    def problem(self, _strict_at_ms: int | None = None) -> Problem:
        """A known type, a name where there must be one, who it was, and a time that can be true."""
        if (self.type or "track") == "track":
            if not self.event:
                return Reason.MISSING_FIELD, "event", "a track call needs the name of its event"
        elif self.type not in _SEGMENT_TYPES:
            return Reason.OUT_OF_RANGE, "type", f"type is one of {', '.join(sorted(_SEGMENT_TYPES))}"
        if not (self.user_id or _given(self.user_id) or _given(self.anonymous_id)):
            return Reason.MISSING_FIELD, "userId", _NO_ID.format("userId, anonymousId")
        if self.timestamp is not None and _seconds(self.timestamp) < EARLIEST_S:
            return Reason.OUT_OF_RANGE, "timestamp", _TOO_EARLY
        return None


def _given(value: Id) -> bool:
    return value is not None and value != ""


def _seconds(time: datetime | float) -> float:
    """Epoch seconds of a time as sent; one without offset counts as UTC."""
    if isinstance(time, datetime):
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    return time / 1000 if time >= MILLISECONDS_FROM else time
