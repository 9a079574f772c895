"""The demo's two days and the night after them in this process: what `make demo` has in its tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tally.domain.collecting.batches import BATCH_EVENTS

from demo.sightings import sight
from demo.two_days import two_days
from tests.odd_inputs import WITNESS, OddInput
from tests.sql.night import Night, land


def play_demo_night() -> Night:
    """A night over all that the demo posts; some ten seconds."""
    script = two_days()
    events = [sent for event in script.events if (sent := script.send(event))]
    sightings = [sight(event) for event in script.events]
    night = Night()
    night.run(
        land(
            [
                *_batches("/v1/events", events),
                *_batches("/engage", script.updates),
                *_batches(WITNESS, sightings),
            ]
        )
    )
    return night


def _batches(route: str, events: Sequence[Mapping[str, Any]]) -> Iterator[OddInput]:
    for start in range(0, len(events), BATCH_EVENTS):
        yield OddInput(route, events[start : start + BATCH_EVENTS])
