"""Write keys that a body names, for when neither the request nor its first good event names a known one."""

import re
from collections.abc import Sequence
from itertools import islice

from tally.adapters.wire.mixpanel_data import event_data
from tally.adapters.wire.transport import unpacked
from tally.domain.collecting.receipt import BodyFacts, Protocol
from tally.domain.collecting.rejection import Rejection

# Where SDKs write it, in text that need not be JSON as a whole.
_KEY = rb'"(?:\$?token|writeKey|write_key|api_key)"\s*+:\s*+"([^"\\]{1,255})"'
_MOST_LOOKED_AT = 10_000
_MOST_KEYS = 16


def keys_in_body(facts: BodyFacts, body: bytes) -> Sequence[str]:
    """The first 16 different ones, in their order; none where the body cannot be unpacked.

    An event that is refused names its key like any other, and so may all of a body be kept for quarantine.
    """
    text = unpacked(facts, body)
    if isinstance(text, bytes) and facts.protocol is Protocol.MIXPANEL:
        text = event_data(facts, text)
    if isinstance(text, Rejection):
        return ()
    found = islice(re.finditer(_KEY, text), _MOST_LOOKED_AT)
    return list(dict.fromkeys(match[1].decode(errors="replace") for match in found))[:_MOST_KEYS]
