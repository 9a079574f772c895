"""A cohort as a statement, and any other question asked of its persons only."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tally.domain.reports.asked_events import AskedEvent, name_properties
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes, find_events, find_first
from tally.domain.reports.cohort_conditions import DidInOrder, HasProfile
from tally.domain.reports.funnel import Funnel
from tally.modelling.expressions import fits, fits_any, fits_profile
from tally.modelling.literals import Expression, Rows, Scalar, Value
from tally.modelling.questions.funnel import find_ways, step_values
from tally.modelling.questions.joined_events import join_events
from tally.modelling.questions.parts import ReportPart, put_before, put_together, relation

COHORT_EVENTS = "cohort_events"
"""What a question of a cohort reads in the place of person_events."""

_EVENTS = "person_events"
_ANY_WINDOW = timedelta(days=1)
"""A sequence's days are counted by the calendar, not by a funnel's window."""


def bind_members(asked: CohortMembers) -> str:
    """The statement whose rows CohortMembers.complete takes."""
    parts = _find_members(asked.cohort, asked.days)
    return put_together(*parts, ReportPart("cohort_persons", {"members": _last_of(parts)}))


def bind_sizes(asked: CohortSizes) -> str:
    """The statement whose rows CohortSizes.complete takes."""
    parts = _find_members(asked.cohort, asked.days)
    return put_together(*parts, ReportPart("cohort_sizes", {"members": _last_of(parts)}))


def bind_of_cohort(members: CohortMembers, statement: str) -> str:
    """A statement that reads COHORT_EVENTS (columns as in person_events), with their parts before it."""
    parts = _find_members(members.cohort, members.days)
    values: dict[str, Value] = {"events": relation(_EVENTS), "members": _last_of(parts)}
    return put_before([*parts, ReportPart(COHORT_EVENTS, values)], statement)


def _last_of(parts: Sequence[ReportPart]) -> Value:
    return relation(parts[-1].name or parts[-1].query)


def _find_members(cohort: Cohort, days: Sequence[date]) -> list[ReportPart]:
    """Parts of which the last has the members at the end of each day."""
    joined, events = join_events(name_properties(find_events(cohort, days[0])), _EVENTS, "cohort_")
    parts = [*joined, _count_days(cohort, days, events), _choose_members(cohort, days)]
    profiles = [each.condition for each in cohort.conditions if isinstance(each, HasProfile)]
    if profiles:
        parts.append(
            ReportPart("cohort_profiled", {"members": _last_of(parts), "fits": fits_profile(profiles)})
        )
    sequences = [each for each in cohort.conditions if isinstance(each, DidInOrder)]
    for number, sequence in enumerate(sequences, 1):
        name = f"cohort_sequence_{number}"
        parts += _choose_in_order(sequence, days, events, _last_of(parts), name)
    return parts


def _count_days(cohort: Cohort, days: Sequence[date], events: str) -> ReportPart:
    counted = find_events(cohort, days[0])
    return ReportPart(
        "cohort_days",
        {
            "events": relation(events),
            "times": _count_events(counted),
            "is_asked": fits_any(counted),
            "read_first": find_first(cohort, days),
            "read_last": max(days),
        },
    )


def _count_events(events: Iterable[AskedEvent]) -> Expression:
    each = (f"count_if({fits(event).sql})" for event in events)
    return Expression(f"array[{', '.join(each)}]")


def _choose_members(cohort: Cohort, days: Sequence[date]) -> ReportPart:
    events = find_events(cohort, days[0])
    rows: list[Sequence[Scalar]] = [
        (day, number, events.index(count.event) + 1, count.first, count.last, count.times, count.is_wanted)
        for day in days
        for number, count in enumerate(cohort.counts(day))
    ]
    return ReportPart(
        "cohort_members",
        {
            "days": relation("cohort_days"),
            "counts": Rows(("date", "integer", "bigint", "date", "date", "bigint", "boolean"), rows),
            "wanted": sum(count.is_wanted for count in cohort.counts(days[0])),
        },
    )


def _choose_in_order(
    sequence: DidInOrder, days: Sequence[date], events: str, members: Value, name: str
) -> list[ReportPart]:
    """Of some members those who took its steps: as a funnel finds its ways, within the days of each day."""
    windows: list[Sequence[Scalar]] = [(sequence.within.begin(day), day) for day in days]
    funnel = Funnel(sequence.steps, min(days), max(days), _ANY_WINDOW)
    read = {"read_first": min(map(sequence.within.begin, days)), "read_last": max(days)}
    taken = ReportPart("funnel_steps_taken", step_values(funnel, events) | read, f"{name}_taken")
    seen: dict[str, Value] = {"steps": relation(taken.name), "windows": Rows(("date", "date"), windows)}
    steps = ReportPart("cohort_windows", seen, f"{name}_steps")
    done: dict[str, Value] = {
        "members": members,
        "ways": relation(f"{name}_ways"),
        "last_step": len(sequence.steps),
    }
    return [
        taken,
        steps,
        *find_ways(steps, funnel, f"{name}_ways"),
        ReportPart("cohort_in_order", done, f"{name}_members"),
    ]
