"""Events whose id is of another type: false, [] or {} beside an id that says who it was is as good as none.

PHP writes what it has not as false or an empty list, Ruby as {}. Looked for where the envelope's check has
found a misfit: nearly no event comes here.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec
from msgspec import DecodeError, Raw

from tally.domain.collecting.receipt import BodyFacts, Protocol
from tally.domain.collecting.routes import PROFILE_PATHS

_WHO: Mapping[Protocol, Sequence[str]] = MappingProxyType(
    {
        Protocol.TALLY: ("user_id", "device_id", "distinct_id"),
        Protocol.MIXPANEL: ("$user_id", "$device_id", "distinct_id", "$identified_id", "$anon_id"),
        Protocol.SEGMENT: ("userId", "anonymousId"),
    }
)
_EVENT_ID: Mapping[Protocol, str] = MappingProxyType(
    {Protocol.TALLY: "event_id", Protocol.MIXPANEL: "$insert_id", Protocol.SEGMENT: "messageId"}
)
_ODD = (bool, list, dict)


def without_odd_ids(facts: BodyFacts, raw: Raw) -> bytes | None:
    """The event's JSON without ids of another type; None when it has none, or no other id says who it was."""
    if facts.route in PROFILE_PATHS:
        return None
    try:
        event = msgspec.json.decode(raw)
    except (DecodeError, RecursionError):
        return None
    holder = event.get("properties") if facts.protocol is Protocol.MIXPANEL else event
    if not isinstance(holder, dict):
        return None
    who = _WHO[facts.protocol]
    odd = [name for name in (*who, _EVENT_ID[facts.protocol]) if isinstance(holder.get(name), _ODD)]
    is_known = any(holder.get(name) not in (None, "") for name in who if name not in odd)
    if not odd or not is_known:
        return None
    for name in odd:
        del holder[name]
    return msgspec.json.encode(event)
