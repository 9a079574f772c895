"""The random sets of one season side by side in one lake, so that a question about all is one statement.

Of events of one moment there is one: which of two is the last is left open by the rules. Seasons are 0,
spring, and 1, autumn.
"""

from functools import cache
from typing import Any

from tests.reports.commands import NightTally
from tests.reports.random_events import TIMEZONE, random_set

SETS = 12


@cache
def events_of(season: int) -> list[dict[str, Any]]:
    """All events, as cases have them."""
    drawn = [event for seed in _seeds(season) for event in random_set(seed, f"s{seed}-")[0]]
    first_of: dict[str, str] = {}
    for event in drawn:
        first_of.setdefault(event["time"], event["insert_id"])
    return [event for event in drawn if first_of[event["time"]] == event["insert_id"]]


@cache
def profiles_of(season: int) -> dict[str, dict[str, Any]]:
    """{person: properties}."""
    drawn = (random_set(seed, f"s{seed}-")[1] for seed in _seeds(season))
    return {person: profile for profiles in drawn for person, profile in profiles.items()}


@cache
def night_of(season: int) -> NightTally:
    """A Tally after the night in which all of them had come."""
    return NightTally.of(events_of(season), TIMEZONE, profiles_of(season))


def _seeds(season: int) -> range:
    return range(season, 2 * SETS, 2)
