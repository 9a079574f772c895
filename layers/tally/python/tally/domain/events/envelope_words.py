"""The fields of our own JSON, and what other systems call them."""

from functools import lru_cache
from types import MappingProxyType

from tally.domain.events.spelling import LONGEST_SPELLING, bare_name

ENVELOPE = frozenset(
    {
        *("event", "event_id", "occurred_at", "sent_at", "user_id", "device_id", "distinct_id"),
        *("session_hint", "platform", "properties", "write_key"),
    }
)

_WORDS = MappingProxyType(
    {
        "event": ("eventname", "name", "action"),
        "event_id": ("messageid", "insertid", "$insertid", "uuid"),
        "occurred_at": (
            *("timestamp", "time", "$time", "ts", "originaltimestamp", "eventtime", "eventtimestamp"),
            *("createdat", "happenedat", "datetime", "occurred"),
        ),
        "user_id": ("$userid", "user", "customerid", "externalid", "uid"),
        "device_id": ("$deviceid", "anonymousid", "clientid", "visitorid"),
        "session_hint": ("sessionid", "$sessionid"),
        "properties": ("props", "params", "parameters", "attributes", "eventproperties"),
    }
)
"""Field -> its names in the protocols of Segment, Mixpanel, GA4 and Amplitude, bare."""

_FIELDS = MappingProxyType(
    {
        **{word: field for field, words in _WORDS.items() for word in words},
        **{bare_name(field): field for field in ENVELOPE},
    }
)


def meant_field(name: str) -> str | None:
    """The field that another name or spelling most likely means: `user_id` of `userId`; None of its own."""
    if name in ENVELOPE or len(name) > LONGEST_SPELLING:
        return None
    return _find_field(name)


@lru_cache(1024)
def _find_field(name: str) -> str | None:
    return _FIELDS.get(bare_name(name))
