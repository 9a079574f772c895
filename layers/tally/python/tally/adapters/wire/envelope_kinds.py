"""Which kind of thing each route brings, and msgspec's decoders for it, made when first needed."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct
from msgspec.json import Decoder

from tally.adapters.wire import envelope_fields as events
from tally.domain.collecting.routes import PROFILE_PATHS


class Envelope(Protocol):
    """What a route brings, as far as its envelope goes."""

    def problem(self) -> events.Problem:
        """(reason, field, detail) of what is wrong with it, or None."""


_KINDS: Mapping[str, type[Envelope]] = MappingProxyType(
    {
        "/v1/events": events.TallyEvent,
        "/track": events.MixpanelEvent,
        "/import": events.MixpanelEvent,
        "/v1/track": events.SegmentEvent,
        "/v1/identify": events.SegmentIdentify,
        "/v1/page": events.SegmentPage,
        "/v1/screen": events.SegmentScreen,
        "/v1/group": events.SegmentGroup,
        "/v1/alias": events.SegmentAlias,
        "/v1/batch": events.SegmentEvent,
    }
)


class SegmentBatchEnvelope(Struct, rename="camel"):
    """Messages of any type."""

    batch: list[events.SegmentEvent]
    write_key: str | None = None


@cache
def one_of(route: str) -> "Decoder[Envelope]":
    """Reads one event of this route."""
    return Decoder(_choose_kind(route))


@cache
def many_of(route: str) -> "Decoder[list[Envelope]]":
    """Reads a list of them."""
    return Decoder(list[_choose_kind(route)])  # type: ignore[misc]  # a class in a variable


@cache
def plain_one() -> "Decoder[Envelope]":
    """Reads one event of our own of which there is nothing to tell its sender."""
    return Decoder(events.PlainTallyEvent)


@cache
def plain_many() -> "Decoder[list[Envelope]]":
    """Reads a list of them."""
    return Decoder(list[events.PlainTallyEvent])


@cache
def segment_batch() -> Decoder[SegmentBatchEnvelope]:
    """Reads /v1/batch."""
    return Decoder(SegmentBatchEnvelope)


def _choose_kind(route: str) -> type[Envelope]:
    if route in PROFILE_PATHS:
        from tally.adapters.wire import profile_fields  # noqa: PLC0415  # few functions ever see one: 1 ms

        return profile_fields.PeopleUpdate if route == "/engage" else profile_fields.GroupUpdate
    return _KINDS[route]


def key_of(event: Envelope) -> str | None:
    """The write key that an event names, if it is text."""
    place = event.properties if isinstance(event, events.MixpanelEvent) else event
    key = getattr(place, "token", None) or getattr(place, "write_key", None)
    return key if isinstance(key, str) else None
