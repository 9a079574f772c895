"""The one client of Athena, over boto3 alone: of the night, of erasing and of the command line."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from tally.adapters.athena.answers import Answer, Execution, read_answer
from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.errors import PermanentFailure

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient

_FIRST_LOOK_S, _SLOWEST_LOOK_S = 0.02, 1.0
"""Pauses between two looks at a query, each half as long again: most statements take one to two seconds."""


def _ignore(_seconds: float) -> None:
    return


@dataclass(frozen=True, slots=True)
class Athena:
    """Runs statements in one workgroup, whose settings say where results go. The port QueryEngine.

    Whatever interrupts the wait (Ctrl-C too) cancels the query: nobody pays for a scan that nobody reads.
    `waiting` is told now and then for how many seconds a statement has run; `pause` is of seconds.
    """

    api: "AthenaClient"
    workgroup: str
    waiting: Callable[[float], None] = _ignore
    pause: Callable[[float], None] = time.sleep

    def run(self, sql: str, database: str) -> None:
        """Run one statement and wait for its end."""
        self.execute(sql, database).raise_failure()

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        """Rows of one query; numbers, dates and naive UTC times as Python values, all else as text."""
        return self.answer(sql, database).rows

    def answer(self, sql: str, database: str) -> Answer:
        """Columns and rows of one statement."""
        execution = self.execute(sql, database)
        execution.raise_failure()
        return self.read(execution)

    def execute(self, sql: str, database: str) -> Execution:
        """Run one statement to its end, good or bad; PermanentFailure where Athena does not take it."""
        with aws_errors("run a query in Athena"):
            query_id = self._start(sql, database)
            try:
                return self._wait(query_id)
            except BaseException:
                with suppress(ClientError, BotoCoreError):
                    self.api.stop_query_execution(QueryExecutionId=query_id)
                raise

    def read(self, execution: Execution) -> Answer:
        """The result of a statement that succeeded."""
        with aws_errors("read a query's result from Athena"):
            return read_answer(self.api, execution)

    def _start(self, sql: str, database: str) -> str:
        try:
            started = self.api.start_query_execution(
                QueryString=sql, QueryExecutionContext={"Database": database}, WorkGroup=self.workgroup
            )
        except ClientError as error:
            if code_of(error) != "InvalidRequestException":
                raise
            raise PermanentFailure(error.response["Error"]["Message"]) from error
        return started["QueryExecutionId"]

    def _wait(self, query_id: str) -> Execution:
        begun, pause_s = time.monotonic(), _FIRST_LOOK_S
        while True:
            execution = Execution(self.api.get_query_execution(QueryExecutionId=query_id)["QueryExecution"])
            if execution.has_ended:
                return execution
            self.waiting(time.monotonic() - begun)
            self.pause(pause_s)
            pause_s = min(pause_s * 1.5, _SLOWEST_LOOK_S)
