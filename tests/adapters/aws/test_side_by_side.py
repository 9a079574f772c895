"""Calls side by side."""

from collections.abc import Callable
from threading import Barrier

import pytest
from tally.adapters.aws.side_by_side import run_side_by_side

PATIENCE_S = 30
"""Until a task that waits for another is told that it waits in vain."""


def test_each_runs_while_the_others_do_and_results_are_in_order() -> None:
    meeting = Barrier(3)

    def meet(name: str) -> Callable[[], str]:
        def run() -> str:
            meeting.wait(PATIENCE_S)
            return name

        return run

    assert run_side_by_side(meet("a"), meet("b"), meet("c")) == ["a", "b", "c"]
    assert (run_side_by_side(lambda: 1), run_side_by_side()) == ([1], [])


def test_the_first_error_in_order_is_raised_when_all_have_ended() -> None:
    ended: list[str] = []

    def fail(error: Exception) -> Callable[[], None]:
        def run() -> None:
            raise error

        return run

    with pytest.raises(KeyError):
        run_side_by_side(fail(KeyError()), fail(ValueError()), lambda: ended.append("third"))
    assert ended == ["third"]
