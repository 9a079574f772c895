"""A file of records lands: its versions in landing, what is none in quarantine. commit_events takes it on."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tally.ports.importing import RecordRows
from tally.ports.landing import LandingArea


@dataclass(frozen=True, slots=True)
class RecordsImported:
    """Counts of one file: `landed` versions now and `landed_before` (the same rows on the same day).

    `batch_ids` are of the objects that landed now; `quarantined` counts rows by their reason.
    """

    rows: int = 0
    landed: int = 0
    landed_before: int = 0
    batch_ids: tuple[str, ...] = ()
    quarantined: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportRecords:
    """Put batch by batch, quarantine before landing: killed anywhere, the same file again does the rest.

    Objects are written once under names of their content, so whatever lies there already stays as it is.
    """

    landing: LandingArea
    quarantine: LandingArea

    def __call__(self, file: RecordRows, advance: Callable[[int], None] | None = None) -> RecordsImported:
        """Land the file and tell `advance` how many rows each batch held."""
        landed = before = 0
        batch_ids: list[str] = []
        reasons: Counter[str] = Counter()
        for batch in file:
            if len(batch.refused):
                self.quarantine.put(batch.refused_name, batch.refused)
                reasons.update(batch.reasons)
            if len(batch.rows) and self.landing.put(batch.name, batch.rows):
                landed += len(batch.rows)
                batch_ids.append(batch.batch_id)
            else:
                before += len(batch.rows)
            if advance:
                advance(len(batch.rows) + len(batch.refused))
        rows = landed + before + reasons.total()
        return RecordsImported(rows, landed, before, tuple(batch_ids), dict(reasons))
