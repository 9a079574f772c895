"""Athena: the QueryEngine of the port. The only module that imports awswrangler (a third of a second)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import awswrangler as wr
import boto3
from awswrangler.exceptions import QueryCancelled, QueryFailed

from tally.adapters.athena.athena_answers import failure, read_rows
from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient

POLLING_DELAY_S = 0.15
"""Between two looks at a query: most of a build's statements take one to two seconds."""


@dataclass(frozen=True)
class Athena:
    """Runs statements in one workgroup, whose settings say where results go."""

    workgroup: str
    polling_delay_s: float = POLLING_DELAY_S

    def run(self, sql: str, database: str) -> None:
        """Run one statement and wait for its end."""
        self._finished(sql, database)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        """Rows of one query; numbers, dates and naive UTC times as Python values, all else as text."""
        with aws_errors("read a query's result from Athena"):
            return read_rows(self._client, self._finished(sql, database))

    def _finished(self, sql: str, database: str) -> str:
        with aws_errors("run a query in Athena"):
            query_id = str(
                wr.athena.start_query_execution(
                    sql=sql, database=database, workgroup=self.workgroup, boto3_session=self._session
                )
            )
            with self._failures(query_id):
                wr.athena.wait_query(
                    query_id,
                    athena_query_wait_polling_delay=self.polling_delay_s,
                    boto3_session=self._session,
                )
        return query_id

    @contextmanager
    def _failures(self, query_id: str) -> Iterator[None]:
        try:
            yield
        except (QueryFailed, QueryCancelled) as error:
            status = self._client.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]["Status"]
            raise failure(query_id, status, str(error)) from error

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session()

    @cached_property
    def _client(self) -> "AthenaClient":
        return self._session.client("athena")
