"""await_landing: no sooner than no parcel waits, no longer than ten minutes."""

import pytest
from tally.domain.errors import TemporaryFailure
from tally.use_cases.await_landing import AwaitLanding


class Countdown:
    """Parcels waiting: each look takes the next number, the last one stays."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)

    def __call__(self) -> int:
        return self.numbers.pop(0) if len(self.numbers) > 1 else self.numbers[0]


def wait(waiting: Countdown) -> tuple[list[str], list[float]]:
    """What was told, and the pauses in seconds."""
    told: list[str] = []
    paused: list[float] = []
    AwaitLanding(waiting, 0.5, paused.append, lambda: sum(paused))(told.append)
    return told, paused


def test_it_returns_after_two_empty_looks_in_a_row() -> None:
    told, paused = wait(Countdown(5, 0, 1, 0))
    assert told == ["5 to go", "1 to go"]
    assert len(paused) == 4


def test_a_queue_that_never_empties_is_told() -> None:
    with pytest.raises(TemporaryFailure, match=r"2 parcels have not landed within 600 s. They are safe"):
        wait(Countdown(2))
    with pytest.raises(TemporaryFailure, match=r"1 parcel has not landed within 600 s. It is safe"):
        wait(Countdown(1))
