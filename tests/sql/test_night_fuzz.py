"""No accepted input stops the night: odd events, updates of profiles and sightings, then every model and check."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.odd_inputs import ONCE_STOPPED, OddInput, odd_inputs
from tests.sql.night import Night, land

IS_FULL = settings.get_current_profile_name() == "full"
EXAMPLES = 4_000 if IS_FULL else 100
A_NIGHT = 1_500
"""Inputs of one night. More meet each other, fewer are sooner found when it fails."""


def test_no_accepted_input_stops_the_night() -> None:
    inputs = draw_inputs(EXAMPLES)
    tried: dict[str, int] = {}
    for start in range(0, len(inputs), A_NIGHT):
        portion = inputs[start : start + A_NIGHT]
        landed = land(portion)
        error = stopped_by(portion)
        assert error is None, f"{error!r} for {fewest_that_stop(portion)}"
        for table in landed.tables:
            tried[table] = tried.get(table, 0) + landed.count(table)
    nights = -(-len(inputs) // A_NIGHT)
    print(f"{len(inputs)} bodies in {nights} nights: {tried}")
    assert min(tried.values()) > EXAMPLES // 20


@pytest.mark.parametrize("inputs", ONCE_STOPPED.values(), ids=ONCE_STOPPED)
def test_what_once_stopped_a_night_does_no_more(inputs: list[OddInput]) -> None:
    landed = land(inputs)
    assert landed.count("quarantine") == 0
    Night().run(landed)


def draw_inputs(examples: int) -> list[OddInput]:
    """Up to eight inputs an example: a night takes a second, so thousands share one."""
    found: list[OddInput] = []

    @settings(
        max_examples=examples, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(odd_inputs(), min_size=1, max_size=8))
    def collect(inputs: list[OddInput]) -> None:
        found.extend(inputs)

    collect()
    return found


def stopped_by(inputs: Sequence[OddInput]) -> Exception | None:
    """What a night over these inputs raises."""
    try:
        Night().run(land(inputs))
    except Exception as error:  # noqa: BLE001  # whatever it is, it stops the night
        return error
    return None


def fewest_that_stop(inputs: Sequence[OddInput]) -> list[OddInput]:
    """Pieces are left out, smaller and smaller ones, as long as the night is still stopped."""
    found, size = list(inputs), len(inputs) // 2
    while size:
        for start in range(0, len(found), size):
            fewer = found[:start] + found[start + size :]
            if fewer and stopped_by(fewer) is not None:
                found = fewer
                break
        else:
            size //= 2
    return found
