"""Which names a tracking plan's `personal_data` may have."""

from collections.abc import Collection, Iterable

from tally.domain.errors import Misconfigured
from tally.domain.plan.personal_data import plain_name
from tally.domain.plan.written_names import refuse_personal_paths

_ENVELOPE = (
    *("event", "event_id", "messageId", "$insert_id", "user_id", "userId", "$user_id", "device_id"),
    *("$device_id", "anonymousId", "distinct_id", "$distinct_id", "previousId", "groupId", "$group_id"),
    *("$group_key", "$identified_id", "$anon_id", "$anon_distinct_id", "alias", "token", "$token", "type"),
    *("time", "$time", "timestamp", "originalTimestamp", "sentAt", "sent_at", "occurred_at"),
    *("properties", "context", "traits", "$set", "$set_once", "$add", "$append", "$union", "$remove"),
    *("$unset", "$delete", "$merge", "$mp_metadata", "quarantine_id"),
)
_NUMBERS = ("revenue", "total", "tax", "price", "quantity", "products")
_UNTREATABLE = frozenset(map(plain_name, (*_ENVELOPE, *_NUMBERS)))
"""Without them an event or update is none, or is somebody else's; the lake's numbers stay numbers."""


def refuse_untreatable(file: str, names: Iterable[str], literal: Collection[str]) -> None:
    """Misconfigured where a name can mean no property, means one twice, or one that must stay as sent."""
    found: set[str] = set()
    names = list(names)
    refuse_personal_paths(file, names, literal)
    for name in names:
        key = plain_name(name)
        if key in _UNTREATABLE:
            raise Misconfigured(
                f"{file}: personal_data.{name} cannot be treated: ids, times and numbers of the lake stay as "
                "sent. Send an id that says nothing of the person instead"
            )
        if key in found:
            raise Misconfigured(
                f"{file}: personal_data.{name} stands there twice: case, _ and - do not count"
            )
        found.add(key)
