"""Landing to lake: the only step that adds rows to a table: events, profile updates, versions of records."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial

from tally.domain.errors import TemporaryFailure
from tally.domain.events.landing_record import LandingRecord
from tally.domain.events.retries import days_of_copies
from tally.ports.lake import DuplicateCheck, Lake, LandingIndex
from tally.ports.landing import LandingArea

ROWS_PER_COMMIT = 200_000
METRICS = {
    "EventsCommitted": "committed",
    "ProfileRowsCommitted": "profile_rows",
    "RecordVersionsCommitted": "record_versions",
    "DuplicatesDropped": "duplicates",
    "EventsQuarantined": "quarantined",
    "UnreadableObjects": "unreadable_objects",
}
"""What is measured of a run, and the count of it: all but the last by `count_commits`."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Committed:
    """One commit: rows added, repeats dropped, rows sent to quarantine, landing objects taken in.

    `remaining` is true when more landing objects wait.
    """

    committed: int = 0
    duplicates: int = 0
    quarantined: int = 0
    objects: int = 0
    remaining: bool = False

    def __add__(self, later: "Committed") -> "Committed":
        """Both together, as they stand after the later."""
        return Committed(
            self.committed + later.committed,
            self.duplicates + later.duplicates,
            self.quarantined + later.quarantined,
            self.objects + later.objects,
            later.remaining,
        )


def commit_while(has_time: Callable[[], bool], commit: Callable[[], Committed]) -> Committed:
    """Commit as long as landing objects remain: once at least, so that no table waits for the other."""
    done = commit()
    while done.remaining and has_time():
        done += commit()
    return done


def count_commits(
    events: Committed, profiles: Committed, records: Sequence[Committed]
) -> dict[str, int | bool]:
    """Counts of one run over all tables: rows committed by kind, the rest together."""
    return asdict(sum((events, profiles, *records), Committed())) | {
        "committed": events.committed,
        "profile_rows": profiles.committed,
        "record_versions": sum(done.committed for done in records),
        "remaining": any(done.remaining for done in (events, profiles, *records)),
    }


@dataclass(frozen=True, slots=True)
class CommitEvents:
    """Take the oldest landing objects that a table does not hold yet into one commit.

    Effects, in this order: objects that cannot be read are set aside, quarantine rows are put under a name
    made of their own ids, then rows and landing record are committed together. Killed before the commit, a
    rerun finds the same objects new and puts the same quarantine rows to the same name; killed after it, the
    record says the objects are in.
    A commit of another writer in between makes ours fail, nothing of it stays, and we look again: the night's
    run and the one of every five minutes meet now and then.
    """

    index: LandingIndex
    lake: Lake
    duplicates: DuplicateCheck
    quarantine: LandingArea
    rows_per_commit: int = ROWS_PER_COMMIT

    def __call__(self) -> Committed:
        """Make one commit, or none when nothing has landed; TemporaryFailure after three tries."""
        for _ in range(_TRIES - 1):
            with suppress(TemporaryFailure):
                return self._commit()
        return self._commit()

    def _commit(self) -> Committed:
        summary = self.lake.record()
        record = LandingRecord.from_summary(summary)
        listed = self.index.objects_since(record.look_since)
        new = record.new_among(listed)
        if not new:
            return Committed()
        rows, looked_at, unreadable = self.index.read([landed.key for landed in new], self.rows_per_commit)
        for key in unreadable:
            self.index.set_aside(key)
        taken = [landed for landed in new[:looked_at] if landed.key not in unreadable]
        remaining = looked_at < len(new)
        if not taken:
            return Committed(remaining=remaining)
        dates = self.duplicates.dates(rows)
        days = None if dates is None else days_of_copies(dates)
        known = self.lake.known_keys(rows, days)
        sightings = self.duplicates.split(rows, known, partial(self.lake.held_rows, days=days))
        if len(sightings.conflicting):
            self.quarantine.put(sightings.conflicting_name, sightings.conflicting)
        self.lake.append(sightings.new, {**summary, **record.after(listed, taken).to_summary()})
        return Committed(
            committed=len(sightings.new),
            duplicates=sightings.repeated,
            quarantined=len(sightings.conflicting),
            objects=len(taken),
            remaining=remaining,
        )
