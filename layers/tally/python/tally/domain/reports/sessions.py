"""Sessions, one by one: whose, when, how long, and the first values that were set in them.

What a session is stands in the models device_sessions and merged_sessions. The list is Mixpanel's (its page
of sessions: virtual events of a start and an end, with properties first defined in the session), but where it
says otherwise here.

1. A property has its first value that is set, in whatever event of the session; an empty text is one.
2. The time is that from the first event to the last.
3. Of a cohort it lists the sessions in which one of its persons did something (ours).
4. Where there are more than asked for the latest are listed (ours).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent
from tally.domain.reports.joined_properties import find_joined
from tally.domain.reports.question import check_days

FIRST_DEFINED = (
    *("platform", "country", "region", "city", "os", "browser", "url", "referrer_domain"),
    *("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"),
)
"""Mixpanel's own list, as far as there are columns of it."""

MOST_PROPERTIES = 20
MOST_LISTED = 100_000
_OWN = ("person", "business_date", "started_at", "duration_s", "events")


@dataclass(frozen=True, slots=True)
class Sessions:
    """A question. `first` and `last` are the shop's days, both inside; a session lies on one day."""

    first: date
    last: date
    properties: tuple[str, ...] = FIRST_DEFINED
    most: int = 1_000

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        check_days(self.first, self.last)
        find_joined(self.properties)
        if not 1 <= self.most <= MOST_LISTED:
            raise BadQuestion(f"1 to {MOST_LISTED:,} sessions are listed, not {self.most}")
        if not 1 <= len(self.properties) <= MOST_PROPERTIES:
            raise BadQuestion(f"1 to {MOST_PROPERTIES} properties are told, these are {len(self.properties)}")
        for name in self.properties:
            if name in _OWN or self.properties.count(name) > 1:
                raise BadQuestion(f"{name} is a column of the list already")

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question: any event keeps a session alive."""
        return (AskedEvent(ANY_EVENT),)

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        return self.properties

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question. `started_at` is UTC, `duration_s` seconds."""
        return (*_OWN, *self.properties)

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/sessions.sql: by person, then by start."""
        return [self._complete_row(row) for row in rows]

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """See NotedQuestion."""
        if len([*rows]) < self.most:
            return []
        return [f"These are the latest {self.most:,}: --limit lists more"]

    def _complete_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        own = {name: row[name] for name in _OWN} | {"started_at": _write_moment(row["started_at"])}
        return own | dict(zip(self.properties, json.loads(row["first_values"]), strict=True))


def _write_moment(moment: datetime) -> str:
    """Such as 2026-05-04T10:00:00Z, with milliseconds where there are any."""
    text = moment.replace(tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "")
    return text.removesuffix(".000") + "Z"
