"""Our own JSON."""

from tally.adapters.landing.wire_fields import WireFormat
from tally.domain.events.click_ids import SEEN_CLICK_IDS
from tally.domain.events.standard_properties import EVENT_PROPERTIES, EVENT_SPELLINGS, USER_AGENT

WIRE = WireFormat(
    taken={
        "": {
            "event_name": ("event",),
            "event_id": ("event_id",),
            "occurred_at": ("occurred_at",),
            "sent_at": ("sent_at",),
            "user_id": ("user_id",),
            "device_id": ("device_id",),
            "distinct_id": ("distinct_id",),
            "session_hint": ("session_hint",),
            "platform": ("platform",),
        },
        "properties": EVENT_PROPERTIES,
    },
    seen={"properties": {**SEEN_CLICK_IDS, **USER_AGENT}},
    dropped={"": ("write_key",)},
    spellings={"properties": EVENT_SPELLINGS},
)
