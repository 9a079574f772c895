"""A question over HTTP the first time and again: `answer_report`'s use case over kept answers in a folder."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from botocore.exceptions import ClientError
from tally.adapters.answering.kept_answers import S3KeptAnswers, S3Ledger
from tally.domain.answering.asked_report import TablesRead
from tally.domain.answering.caller import Caller, Rights, Role
from tally.domain.reports.written.written_question import know_no_cohort
from tally.domain.shop.shop_clock import ShopClock
from tally.ports.answering import QueryState
from tally.use_cases.serve_report import ServeReport

from bench.folder_s3 import FolderS3
from bench.report_events import FIRST, LAST, STEPS
from bench.report_measuring import Ask, Counts
from bench.report_models import make_empty, name_rows, translate

_NOW = datetime(2026, 5, 1, tzinfo=UTC)
_ASKED = {"steps": list(STEPS), "from": FIRST.isoformat(), "to": LAST.isoformat(), "window": "7d"}


def ask_first(database: duckdb.DuckDBPyConnection, folder: Path) -> Ask:
    """Step -> persons of the funnel; the answer is kept. Measured with the stand-in's translation: 0.3 s."""
    shutil.rmtree(folder / "answers", ignore_errors=True)
    return lambda: _ask(database, folder, was_kept=False)


def ask_again(database: duckdb.DuckDBPyConnection, folder: Path) -> Ask:
    """Likewise, of the answer that ask_first kept."""
    return lambda: _ask(database, folder, was_kept=True)


def _ask(database: duckdb.DuckDBPyConnection, folder: Path, *, was_kept: bool) -> Counts:
    s3: Any = _Bucket(folder / "answers")
    serve = ServeReport(
        queries=_Queries(database),
        answers=S3KeptAnswers(s3, "answers", lambda: _NOW),
        ledger=S3Ledger(s3, "answers"),
        find_tables=lambda: TablesRead("bench", "bench"),
        find_cohort=know_no_cohort,
        rights=Rights(frozenset({Role.ADMINISTRATORS})),
        clock=ShopClock("UTC"),
        database="lake",
        now=lambda: _NOW,
    )
    served = serve.ask(Caller("bench", frozenset({Role.EVERYBODY})), "funnel", _ASKED)
    if served["is_kept"] != was_kept:
        raise RuntimeError(f"the answer was {'' if served['is_kept'] else 'not '}kept")
    return {str(row["step"]): row["reached"] for row in served["rows"]}


@dataclass
class _Queries:
    """See ports.Queries: each statement runs when it starts."""

    database: duckdb.DuckDBPyConnection
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def start(self, sql: str, database: str) -> str:
        query_id = f"{database}-{len(self.found)}"
        make_empty(self.database, sql)
        self.found[query_id] = name_rows(self.database.execute(translate(sql)))
        return query_id

    def look(self, query_ids: Sequence[str]) -> Sequence[QueryState]:
        return [QueryState(has_ended=True, scanned_bytes=0) for _ in query_ids]

    def rows(self, query_id: str, most: int) -> list[dict[str, Any]]:
        return self.found[query_id][:most]


class _Bucket(FolderS3):
    """With what only kept answers ask for."""

    def get_object(self, *, Key: str, Range: str = "bytes=0-", **_: Any) -> dict[str, Any]:  # noqa: N803  (boto3's names)
        try:
            return super().get_object(Key=Key, Range=Range)
        except FileNotFoundError:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject") from None

    def delete_objects(self, *, Delete: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803  (boto3's names)
        for each in Delete["Objects"]:
            (self._root / each["Key"]).unlink(missing_ok=True)
        return {}
