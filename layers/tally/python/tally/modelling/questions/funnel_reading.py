"""What every form of a funnel reads: the one place from which its days and its steps follow."""

from datetime import timedelta
from math import ceil

from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Counted
from tally.modelling.expressions import fits, fits_any
from tally.modelling.literals import Expression, Value
from tally.modelling.questions.parts import relation

_DAY = timedelta(days=1)


def reading_values(funnel: Funnel, events: str) -> dict[str, Value]:
    """The events to look at, and what an entry is of."""
    return {
        "events": relation(events),
        "unit": Expression("session_id" if funnel.count is Counted.SESSIONS else "person_key"),
        "is_asked": fits_any(funnel.events),
        # A step that lies too early by its grace may lie on the day before; a window of elapsed time that
        # begins on the last day may end a day later where the clocks change.
        "read_first": funnel.first - _DAY,
        "read_last": funnel.last + timedelta(days=ceil(funnel.window / _DAY) + 1),
    }


def number_step(funnel: Funnel) -> Expression:
    """The step that a row is where it can be one alone, null where it is none; 0 is what ends an entry."""
    cases = " ".join(f"when {holds} then {step}" for step, holds in list_steps(funnel))
    return Expression(f"case {cases} end")


def list_steps(funnel: Funnel) -> list[tuple[int, str]]:
    """Each step, and what holds where a row is it."""
    numbered = [(step, fits(event).sql) for step, event in enumerate(funnel.steps, 1)]
    return numbered + [(0, fits(event).sql) for event in funnel.events[len(funnel.steps) :]]
