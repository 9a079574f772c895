"""Bounds the events that one write key may send, in this one instance of the function.

A bucket per key: it fills by so many events a second, holds ten seconds' worth, and a request is taken while
something is in it, whatever the request takes out. Instances share nothing, so a key gets at most the limit
times the instances that run at once; that costs no call to anywhere and holds no request up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

BURST_S = 10
LONGEST_WAIT_S = 60
"""What a client is told to wait at most: SDKs give up or forget events over longer pauses."""


@dataclass(slots=True)
class EventThrottle:
    """See ports.Throttle."""

    events_per_second: float
    now_s: Callable[[], float] = monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait_s(self, write_key: str, events: int) -> int:
        """0 where these events may pass, which takes them out; else the seconds until some may."""
        now_s, most = self.now_s(), self.events_per_second * BURST_S
        left, at_s = self._buckets.get(write_key, (most, now_s))
        left = min(most, left + (now_s - at_s) * self.events_per_second)
        if left <= 0:
            self._buckets[write_key] = (left, now_s)
            return min(LONGEST_WAIT_S, ceil(-left / self.events_per_second) + 1)
        self._buckets[write_key] = (left - max(events, 1), now_s)
        return 0
