"""Waits until everything that was accepted has landed: until no parcel is under way."""

from collections.abc import Callable
from dataclasses import dataclass

from tally.domain.errors import TemporaryFailure
from tally.ports.landing import ParcelsWaiting

LONGEST_WAIT_S = 600.0
EMPTY_LOOKS = 2
"""SQS counts approximately: only so many empty looks in a row are believed."""


@dataclass(frozen=True, slots=True)
class AwaitLanding:
    """Looks at the queues every `look_every_s` seconds for `longest_s` at most; `pause` and `clock` are of
    seconds.
    """

    waiting: ParcelsWaiting
    look_every_s: float
    pause: Callable[[float], None]
    clock: Callable[[], float]
    longest_s: float = LONGEST_WAIT_S

    def __call__(self, update: Callable[[str], None]) -> None:
        """Return once no parcel waits or is being landed; TemporaryFailure after `longest_s`."""
        give_up_at = self.clock() + self.longest_s
        empty = 0
        while empty < EMPTY_LOOKS:
            waiting = self.waiting()
            empty = empty + 1 if waiting == 0 else 0
            if waiting and self.clock() > give_up_at:
                have, are = ("parcel has", "It is") if waiting == 1 else ("parcels have", "They are")
                raise TemporaryFailure(
                    f"{waiting} {have} not landed within {self.longest_s:.0f} s. {are} safe in the queue: "
                    "look at the alarms and logs of land_events and land_witness"
                )
            if waiting:
                update(f"{waiting} to go")
            if empty < EMPTY_LOOKS:
                self.pause(self.look_every_s)
