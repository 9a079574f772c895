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
    """Looks at the queues every `look_every_s` seconds; `pause` and `clock` are of seconds."""

    waiting: ParcelsWaiting
    look_every_s: float
    pause: Callable[[float], None]
    clock: Callable[[], float]

    def __call__(self, update: Callable[[str], None]) -> None:
        """Return once no parcel waits or is being landed; TemporaryFailure after LONGEST_WAIT_S."""
        give_up_at = self.clock() + LONGEST_WAIT_S
        empty = 0
        while empty < EMPTY_LOOKS:
            waiting = self.waiting()
            empty = empty + 1 if waiting == 0 else 0
            if waiting and self.clock() > give_up_at:
                raise TemporaryFailure(
                    f"{waiting} batches have not landed yet. They are safe in the queue: look at the alarms "
                    "of land_events and land_witness, then run the night"
                )
            if waiting:
                update(f"{waiting} to go")
            if empty < EMPTY_LOOKS:
                self.pause(self.look_every_s)
