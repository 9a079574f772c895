"""The verdict of the events under a report, by the rule of a KPI's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from tally.domain.audit.verdicts import MOST_UNWITNESSED, Verdict

NOTHING_TO_COMPARE = "nothing to compare: neither side has such an event on these days"


@dataclass(frozen=True, slots=True)
class EventsVerdict:
    """`reason` is a sentence without its full stop."""

    verdict: Verdict
    reason: str

    @classmethod
    def judge(cls, row: Mapping[str, Any]) -> Self:
        """From the row of sql/reports/events_verdict.sql: a report is as good as the worst of its cells."""
        worst = row["reason"]
        if worst is None:
            return cls(Verdict.UNAUDITED, NOTHING_TO_COMPARE)
        if row["disputed"]:
            return cls(Verdict.DISPUTED, worst)
        is_too_much = row["unwitnessed_events"] > MOST_UNWITNESSED * row["events"]
        if row["open_cells"] or is_too_much or not row["events"]:
            return cls(Verdict.UNAUDITED, worst)
        seen = f"{row['matched']:,} of {row['witness_events']:,} events the witness saw are in the lake"
        if row["unwitnessed_events"]:
            seen += f"; of {row['events']:,} events it vouches for all but {row['unwitnessed_events']:,}"
        return cls(Verdict.AUDITED, seen)
