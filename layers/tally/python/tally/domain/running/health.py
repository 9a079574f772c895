"""What a look at a running Tally finds, and the rules that say what is well. All moments are UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

OLDEST_PARCEL = timedelta(minutes=15)
"""Landing takes about a minute; the alarm of a queue's age rings at the same limit."""
LONGEST_UNCOMMITTED = timedelta(minutes=15)
"""Three commits of five minutes."""
LONGEST_WITHOUT_NIGHT = timedelta(hours=27)
"""A day, an hour for a change of clocks, and the night's own time."""
QUARANTINED_SHARE, QUARANTINED_AT_LEAST = 0.01, 10
"""An hour with so many refused events, and so large a share of all that arrived, is one to look at."""
BATCH_LASTS = timedelta(minutes=5)
"""As long as a function may land a batch: it ends by the plan that it began with."""

FREE_BYTES = 1_000_000_000

RUNBOOK = "docs/guides/runbook.md"


@dataclass(frozen=True, slots=True)
class QueueLook:
    """A queue: parcels in it, and how long the oldest has waited (None: not measured)."""

    name: str
    parcels: int
    oldest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class LastNight:
    """The newest run of the nightly state machine; `status` in Step Functions' words."""

    status: str
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HourOfArrivals:
    """Events that arrived in an hour: landed, and refused."""

    hour_at: datetime
    landed: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class PlanMark:
    """What tells a tracking plan from another; `number` 0: a file, else a version, put at `put_at` (UTC)."""

    file: str
    mode: str
    events: int
    sha256: str
    number: int = 0
    put_at: datetime | None = None

    def describe(self) -> str:
        """Such as enforce.toml (mode enforce, 12 events)."""
        return f"{self.file} (mode {self.mode}, {self.events:,} {'event' if self.events == 1 else 'events'})"


@dataclass(frozen=True, slots=True)
class LandedPlan:
    """The version of the tracking plan by which a function landed its last batch, at this time (UTC)."""

    function: str
    number: int
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is, in words; `advice` says what to do, None where it is well."""

    part: str
    state: str
    advice: str | None = None

    @property
    def is_ok(self) -> bool:
        return self.advice is None


def judge_queues(queues: Iterable[QueueLook]) -> list[Finding]:
    """A queue may be long; it may not be slow."""
    found = []
    for queue in queues:
        age = f", the oldest waits {describe_span(queue.oldest)}" if queue.parcels and queue.oldest else ""
        is_slow = queue.parcels > 0 and queue.oldest is not None and queue.oldest > OLDEST_PARCEL
        advice = f"landing stands still: {RUNBOOK}, {queue.name}-queue-age" if is_slow else None
        found.append(Finding(f"queue {queue.name}", f"{_count(queue.parcels, 'parcel')}{age}", advice))
    return found


def judge_dead_letters(queues: Iterable[QueueLook]) -> Finding:
    """Nothing may lie there."""
    full = [queue for queue in queues if queue.parcels]
    if not full:
        return Finding("dead letters", "none")
    state = ", ".join(f"{_count(queue.parcels, 'parcel')} in {queue.name}" for queue in full)
    return Finding("dead letters", state, f"{RUNBOOK}, {full[0].name}")


def judge_commit(landed_at: datetime | None, committed_until: datetime | None, now: datetime) -> Finding:
    """What landed is in the lake soon after. `committed_until`: the newest landing that a commit took."""
    if landed_at is None:
        return Finding("commit", "nothing has landed yet")
    if committed_until is not None and landed_at <= committed_until:
        return Finding("commit", "all that landed is in the lake")
    waits = now - landed_at
    state = f"what landed {describe_span(waits)} ago is not in the lake yet"
    is_late = waits > LONGEST_UNCOMMITTED
    return Finding("commit", state, "tally run commit_events says why" if is_late else None)


def judge_set_aside(objects: int) -> Finding:
    """Nothing lies apart: what does is neither in the lake nor in quarantine."""
    if not objects:
        return Finding("set aside", "none")
    return Finding(
        "set aside", f"{_count(objects, 'object')} that could not be read", "tally landing lists them"
    )


def judge_landing(landed_at: datetime | None, now: datetime) -> Finding:
    """When something landed last; a shop may be quiet for days."""
    return Finding("last landing", f"{describe_span(now - landed_at)} ago" if landed_at else "none yet")


def judge_night(night: LastNight | None, landed_at: datetime | None, now: datetime) -> Finding:
    """A night ended well, not long ago; before the first landing none is missed."""
    if night is None:
        is_missed = landed_at is not None and now - landed_at > LONGEST_WITHOUT_NIGHT
        return Finding("last night", "none that is known", "tally run nightly" if is_missed else None)
    ago = describe_span(now - night.started_at)
    if night.status == "RUNNING":
        return Finding("last night", f"runs since {ago}")
    if night.status != "SUCCEEDED":
        state = f"{night.status.lower().replace('_', ' ')}, {ago} ago"
        return Finding("last night", state, f"{RUNBOOK}, tally-nightly-failed; then tally run nightly")
    is_old = now - night.started_at > LONGEST_WITHOUT_NIGHT
    return Finding("last night", f"succeeded, {ago} ago", "tally run nightly" if is_old else None)


def judge_alarms(ringing: Sequence[str]) -> Finding:
    """None rings."""
    if not ringing:
        return Finding("alarms", "none rings")
    return Finding("alarms", f"ringing: {', '.join(ringing)}", f"{RUNBOOK} has an entry for each")


def judge_arrivals(hours: Iterable[HourOfArrivals]) -> Finding:
    """What was refused, by its worst hour; some bad events are a shop's every day."""
    refused = [hour for hour in hours if hour.quarantined]
    if not refused:
        return Finding("quarantine", "nothing refused in 24 hours")
    worst = max(refused, key=lambda hour: hour.quarantined)
    state = (
        f"{_count(sum(hour.quarantined for hour in refused), 'event')} refused in 24 hours, "
        f"most at {worst.hour_at:%H}:00 UTC: {worst.quarantined:,} of {worst.landed + worst.quarantined:,}"
    )
    is_many = any(map(_is_worth_a_look, refused))
    return Finding("quarantine", state, "tally quarantine says what to change" if is_many else None)


def judge_plan(in_force: PlanMark | None, at_hand: PlanMark, landed: Sequence[LandedPlan] = ()) -> Finding:
    """The plan in force is the one at hand, and the functions land by it."""
    mark = in_force or at_hand
    state = mark.describe()
    behind = [each for each in landed if _lands_by_older(each, mark)]
    if behind:
        told = ", ".join(f"{each.function} lands by version {each.number}" for each in behind)
        return Finding(
            "tracking plan", f"in force: {state}; {told}", "docs/guides/runbook.md, tally-land-events-errors"
        )
    if by_it := [each.function for each in landed if each.number == mark.number]:
        state = f"{state}, read by {' and '.join(by_it)}"
    if mark.sha256 == at_hand.sha256:
        return Finding("tracking plan", state)
    state = f"in force: {state}; at hand: {at_hand.describe()}"
    return Finding("tracking plan", state, "`tally settings put` makes the one at hand count")


def _lands_by_older(landed: LandedPlan, mark: PlanMark) -> bool:
    """Not counting batches that were under way when this plan was put."""
    put_at = mark.put_at
    return landed.number < mark.number and put_at is not None and landed.landed_at > put_at + BATCH_LASTS


def judge_disk(free_bytes: int) -> Finding:
    """There is room for more than what a day brings."""
    state = f"{free_bytes / 1e9:,.1f} GB free"
    return Finding("disk", state, None if free_bytes >= FREE_BYTES else "free some: 1 GB is needed")


def describe_span(span: timedelta) -> str:
    """In its largest whole unit, such as 3 minutes."""
    seconds = max(int(span.total_seconds()), 0)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return _count(seconds // length, unit)
    return _count(seconds, "second")


def _is_worth_a_look(hour: HourOfArrivals) -> bool:
    share = hour.quarantined / (hour.landed + hour.quarantined)
    return hour.quarantined >= QUARANTINED_AT_LEAST and share >= QUARANTINED_SHARE


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
