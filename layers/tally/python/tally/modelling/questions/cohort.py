"""A cohort as a statement, and any other question asked of its persons only."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tally.domain.reports.asked_events import AskedEvent, name_properties
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes, find_events, find_first
from tally.domain.reports.cohort_conditions import DidInOrder, HasProfile, ReachedStep
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


def tell_cohorts(named: Iterable[tuple[str, CohortMembers]], events: str) -> list[ReportPart]:
    """Parts of which the last has the events with the names of those cohorts that their person is in."""
    parts: list[ReportPart] = []
    memberships: Value = Rows(("bigint", "varchar"), ())
    for number, (name, members) in enumerate(named, 1):
        found = _find_members(members.cohort, members.days)
        told: dict[str, Value] = {"members": _last_of(found), "cohort": name, "memberships": memberships}
        parts.append(ReportPart("cohort_named", told, f"cohort_named_{number}", tuple(found)))
        memberships = relation(parts[-1].name)
    joined: dict[str, Value] = {"events": relation(events), "memberships": memberships}
    return [*parts, ReportPart("events_with_cohorts", joined)]


def _last_of(parts: Sequence[ReportPart]) -> Value:
    return relation(parts[-1].name or parts[-1].query)


def _find_members(cohort: Cohort, days: Sequence[date]) -> list[ReportPart]:
    """Parts of which the last has the members at the end of each day."""
    joined, events = join_events(name_properties(find_events(cohort, days[0])), _EVENTS, "cohort_")
    parts = [*joined, _count_days(cohort, days, events), _choose_members(cohort, days)]
    if any(isinstance(each, HasProfile) for group in cohort.groups for each in group):
        parts.append(
            ReportPart("cohort_profiled", {"members": _last_of(parts), "fits": _fit_profiles(cohort)})
        )
    funnels = [
        (number, each)
        for number, group in enumerate(cohort.groups)
        for each in group
        if isinstance(each, DidInOrder | ReachedStep)
    ]
    for place, (number, condition) in enumerate(funnels, 1):
        done = _find_done(condition, days, events, f"cohort_funnel_{place}")
        chosen = {"members": _last_of(parts), "done": _last_of(done), "group_number": number}
        parts += [*done, ReportPart("cohort_done", chosen, f"cohort_funnel_{place}_members")]
    if len(cohort.groups) > 1:
        parts.append(ReportPart("cohort_any", {"members": _last_of(parts)}))
    return parts


def _fit_profiles(cohort: Cohort) -> Expression:
    """Whether a profile fulfils the conditions of the group for which a person is a member."""
    fits_group = [
        fits_profile(each.condition for each in group if isinstance(each, HasProfile)).sql
        for group in cohort.groups
    ]
    if len(fits_group) == 1:
        return Expression(fits_group[0])
    cases = " ".join(f"when {number} then {fits}" for number, fits in enumerate(fits_group))
    return Expression(f"case members.group_number {cases} end")


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
        (
            *(day, group, sum(each.is_wanted for each in counts)),
            *(number, events.index(count.event) + 1, count.first, count.last, count.times, count.is_wanted),
        )
        for day in days
        for group, counts in enumerate(cohort.counts(day))
        for number, count in enumerate(counts)
    ]
    types = ("date", "integer", "bigint", "integer", "bigint", "date", "date", "bigint", "boolean")
    return ReportPart("cohort_members", {"days": relation("cohort_days"), "counts": Rows(types, rows)})


def _find_done(
    condition: DidInOrder | ReachedStep, days: Sequence[date], events: str, name: str
) -> list[ReportPart]:
    """Who went a way, as a funnel finds it, within the days of each day."""
    windows: list[Sequence[Scalar]] = [(condition.within.begin(day), day) for day in days]
    funnel = Funnel(condition.steps, min(days), max(days), _ANY_WINDOW)
    read = {"read_first": min(map(condition.within.begin, days)), "read_last": max(days)}
    taken = ReportPart("funnel_steps_taken", step_values(funnel, events) | read, f"{name}_taken")
    seen: dict[str, Value] = {"steps": relation(taken.name), "windows": Rows(("date", "date"), windows)}
    steps = ReportPart("cohort_windows", seen, f"{name}_steps")
    ways = relation(f"{name}_ways")
    return [taken, steps, *find_ways(steps, funnel, f"{name}_ways"), _judge_ways(condition, ways, name)]


def _judge_ways(condition: DidInOrder | ReachedStep, ways: Value, name: str) -> ReportPart:
    if isinstance(condition, DidInOrder):
        taken: dict[str, Value] = {"ways": ways, "last_step": len(condition.steps)}
        return ReportPart("cohort_in_order", taken, f"{name}_done")
    reached: dict[str, Value] = {
        "ways": ways,
        "step": condition.step,
        "window_ms": condition.window // timedelta(milliseconds=1),
        "is_no_further": condition.is_no_further,
    }
    return ReportPart("cohort_reached", reached, f"{name}_done")
