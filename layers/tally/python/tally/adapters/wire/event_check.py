"""Which events of a split body the collector's answer refused: landing decides by the same check."""

from collections.abc import Sequence

from msgspec import DecodeError, Raw

from tally.adapters.wire.envelope_check import asks_for_strict, check_event
from tally.adapters.wire.envelope_kinds import many_of
from tally.domain.collecting.receipt import BodyFacts
from tally.domain.collecting.rejection import Rejection


def refused_events(facts: BodyFacts, raws: Sequence[Raw]) -> dict[int, Rejection]:
    """Place in `raws` -> why that event is refused; empty for nearly every body (0.7 us an event)."""
    if not asks_for_strict(facts) and _are_all_good(facts.route, raws):
        return {}
    found = ((place, check_event(facts, raw, place)) for place, raw in enumerate(raws))
    return {place: rejection for place, rejection in found if rejection is not None}


def _are_all_good(route: str, raws: Sequence[Raw]) -> bool:
    try:
        events = many_of(route).decode(b"[" + b",".join(raws) + b"]")
    except (DecodeError, RecursionError):
        return False
    return not any([event.problem() for event in events])  # noqa: C419  # a list is 2x as fast
