"""A funnel as a statement."""

from collections.abc import Iterator
from datetime import timedelta

from tally.domain.reports.asked_properties import find_column
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import GRACE, Funnel
from tally.domain.reports.funnel_entries import Attribute, Attributed, Counted, Reentry
from tally.modelling.expressions import (
    NO_NUMBER,
    NO_TEXT,
    SEPARATOR,
    joined_items_of,
    number_of,
    texts_of,
    verdict_fits,
    verdict_on,
)
from tally.modelling.literals import Expression, Rows, Value
from tally.modelling.questions.funnel_reading import list_steps, number_step, reading_values
from tally.modelling.questions.parts import ReportPart, put_together, relation
from tally.modelling.questions.straight_funnel import find_counts, find_reached, is_straight

NO_STEP = 99
"""Beyond every way: what is looked for there is null."""

_MS = timedelta(milliseconds=1)
_CHOSEN: dict[str, Value] = {"chosen": relation("funnel_chosen")}


def bind_funnel(funnel: Funnel, events: str = "person_events") -> str:
    """The statement whose rows Funnel.complete takes; `events` has the columns of person_events."""
    if is_straight(funnel) and not funnel.times:
        return put_together(*find_counts(funnel, events))
    find = find_reached if is_straight(funnel) else find_reached_of_any
    parts = find(funnel, events)
    return put_together(*parts, ReportPart("funnel", {"reached": relation(parts[-1].query)}))


def find_reached_of_any(funnel: Funnel, events: str = "person_events") -> list[ReportPart]:
    """Parts of which the last has the steps that entries reached, whatever the funnel."""
    return [*_choose(_entries(funnel, events), funnel), ReportPart("funnel_reached", _CHOSEN)]


def bind_dropped_persons(dropped: DroppedPersons, events: str = "person_events") -> str:
    """The statement of those who came to a step and no further."""
    persons = ReportPart("funnel_persons", {"step": dropped.step, **_CHOSEN})
    return put_together(*_choose(_entries(dropped.funnel, events), dropped.funnel), persons)


def find_ways(steps: ReportPart, funnel: Funnel, ways: str) -> list[ReportPart]:
    """Parts that go back from the rows of `steps`, one step each; the last, named `ways`, has all of it."""
    after = funnel.exclusion.after if funnel.exclusion else NO_STEP
    parts = [steps]
    for step in range(len(funnel.steps) - 1, 0, -1):
        values: dict[str, Value] = {
            "later": relation(parts[-1].name or parts[-1].query),
            "step": step,
            "excluded_after": after,
        }
        parts.append(ReportPart("funnel_way", values, ways if step == 1 else f"{ways}_{step}"))
    return parts[1:]


def _entries(funnel: Funnel, events: str) -> list[ReportPart]:
    taken = ReportPart("funnel_steps_taken", step_values(funnel, events))
    entries = ReportPart("funnel_entries", _entry_values(funnel) | {"ways": relation("funnel_ways")})
    parts = [taken, *find_ways(taken, funnel, "funnel_ways"), entries]
    if funnel.takes_attempts:
        of_entries: dict[str, Value] = {"entries": relation(entries.query), "last_step": len(funnel.steps)}
        parts.append(ReportPart("funnel_attempts", of_entries))
    if funnel.breakdown and find_column(funnel.breakdown.property) is None:
        of_lists: dict[str, Value] = {"entries": relation(parts[-1].query), "separator": SEPARATOR}
        parts.append(ReportPart("funnel_segments", of_lists))
    return parts


def step_values(funnel: Funnel, events: str) -> dict[str, Value]:
    """What sql/reports/funnel_steps_taken.sql needs."""
    return reading_values(funnel, events) | {
        "held": texts_of(funnel.hold),
        "segment": joined_items_of(funnel.breakdown.property) if funnel.breakdown else NO_TEXT,
        "filtered": verdict_on(funnel.filter[1]) if funnel.filter else NO_TEXT,
        "amount": number_of(funnel.sum) if funnel.sum else NO_NUMBER,
        "steps": _steps_of(funnel),
        "last_step": len(funnel.steps),
        "sequences": Rows(("integer", "integer", "integer", "bigint"), list(_place_steps(funnel))),
    }


def _place_steps(funnel: Funnel) -> Iterator[tuple[int, int, int, int]]:
    """A step as asked, a sequence, its place there, and the milliseconds by which it may lie too early."""
    for number, (sequence, grace) in enumerate(_list_sequences(funnel)):
        graces = [graces * (grace // _MS) for graces in funnel.count_graces(sequence)]
        for place, step in enumerate(sequence):
            yield step + 1, number, place + 1, graces[place]
        if funnel.exclusion:
            # It counts from GRACE after the step behind which it stands.
            yield 0, number, 0, graces[funnel.exclusion.after - 1] - GRACE // _MS


def _list_sequences(funnel: Funnel) -> Iterator[tuple[tuple[int, ...], timedelta]]:
    """With its grace. An attempt is matched without one, too: that way counts where the other would take an
    event of the attempt before."""
    for sequence in funnel.sequences:
        yield sequence, GRACE
        if funnel.takes_attempts:
            yield sequence, timedelta()


def _steps_of(funnel: Funnel) -> Expression:
    """The steps that a row may be, as an array: of one element where no event can be two, which is faster."""
    if funnel.is_disjoint:
        return Expression(f"array[{number_step(funnel).sql}]")
    each = ", ".join(f"if({holds}, {step})" for step, holds in list_steps(funnel))
    return Expression(f"array[{each}]")


def _entry_values(funnel: Funnel) -> dict[str, Value]:
    segment_by, segment_step = _attribute(funnel.breakdown)
    filtered_by, filtered_step = _attribute(funnel.filter[0] if funnel.filter else None)
    return {
        "first": funnel.first,
        "last": funnel.last,
        "window_ms": funnel.window // _MS,
        "excluded_after": funnel.exclusion.after if funnel.exclusion else NO_STEP,
        "excluded_before": funnel.exclusion.before if funnel.exclusion else NO_STEP,
        "grace_ms": GRACE // _MS,
        "segment_by": segment_by,
        "segment_step": segment_step,
        "filtered_by": filtered_by,
        "filtered_step": filtered_step,
    }


def _attribute(asked: Attributed | None) -> tuple[str, int]:
    by = asked.by if asked else Attribute.FIRST
    return (by.value, 1) if isinstance(by, Attribute) else ("step", by)


def _choose(entries: list[ReportPart], funnel: Funnel) -> list[ReportPart]:
    """The parts of the entries, and the one that chooses among them."""
    values: dict[str, Value] = {
        "entries": relation(entries[-1].query),
        "is_segmented": funnel.count is Counted.PERSONS,
        "is_first": funnel.reentry is Reentry.FIRST,
        "is_each": funnel.count is Counted.TOTALS,
        "fits": verdict_fits(funnel.filter[1], "filtered") if funnel.filter else Expression("true"),
    }
    return [*entries, ReportPart("funnel_chosen", values)]
