"""A Tally that answers a report from memory: the rows of its statement, and a disputed verdict."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tally.adapters.athena.answers import Answer

from cli.freshness import Freshness
from tests.cli.fake_tally import FakeTally, Row

REASON = "10 of 109 orders the witness saw are not in the lake"
JUDGED: dict[str, Any] = {"reason": REASON, "disputed": True}


class ReportTally(FakeTally):
    """Each statement of a report scans 1,000 bytes. The catalogue of events is as `rows` say."""

    def __init__(self, answer: Sequence[Row]) -> None:
        super().__init__()
        self.answer = list(answer)
        self.freshness = Freshness(
            datetime(2026, 3, 4, 7, 21, tzinfo=UTC), datetime(2026, 3, 4, 2, 15, tzinfo=UTC)
        )

    def ask(self, sql: str, database: str | None = None) -> Answer:
        super().ask(sql, database)
        rows = [JUDGED] if len(self.statements) > 1 else self.answer
        return Answer(list(rows[0]), rows, scanned_bytes=1_000)
