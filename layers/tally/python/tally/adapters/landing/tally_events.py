"""Our own JSON."""

from tally.adapters.landing.commerce_fields import CLICK_ID, COMMON, USER_AGENT
from tally.adapters.landing.wire_fields import WireFormat

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
        "properties": COMMON,
    },
    seen={"properties": {**CLICK_ID, **USER_AGENT}},
    dropped={"": ("write_key",)},
)
