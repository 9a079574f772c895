"""Answers and questions under way, as objects under one prefix of the results bucket; a ledger beside it.

answers/kept/<id>.json
answers/running/<id>/<caller>.json      a ticket; answers/ended/... once its statements have ended
answers/waiting/<id>/<caller>           who waits
spent/<day>/<caller>/<query id>-<bytes>
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tally.adapters.aws.deleted_objects import delete_objects
from tally.adapters.aws.erasure_mark import is_erased_since
from tally.adapters.aws.errors import aws_errors, code_of
from tally.adapters.aws.side_by_side import run_side_by_side
from tally.domain.answering.asked_report import AskedReport, TablesRead, Ticket
from tally.ports.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "answers/"
KEPT, RUNNING, ENDED, WAITING = (f"{PREFIX}{name}/" for name in ("kept", "running", "ended", "waiting"))
SPENT = "spent/"
_GONE = ("NoSuchKey", "404")
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")

_LONGEST_START = timedelta(minutes=1)
"""A ticket without statements that is older was left by a function that ended too early."""


@dataclass(frozen=True, slots=True)
class S3KeptAnswers:
    """See ports.KeptAnswers."""

    s3: "S3Client"
    bucket: str
    now: Clock

    def find(self, answer_id: str) -> Mapping[str, Any] | None:
        """See KeptAnswers.find."""
        found = self._read(f"{KEPT}{answer_id}.json")
        return None if found is None else dict(found)

    def keep(self, ticket: Ticket, answer: Mapping[str, Any]) -> None:
        """See KeptAnswers.keep."""
        key = f"{KEPT}{ticket.id}.json"
        self._write(key, json.dumps(answer, ensure_ascii=False, allow_nan=False).encode())
        if is_erased_since(self.s3, self.bucket, ticket.report.now):
            self._delete(key)

    def list_running(self, but: Ticket | None = None) -> Sequence[Ticket]:
        """See KeptAnswers.list_running."""
        own = _name_ticket(RUNNING, but) if but else None
        listed = [(key, modified) for key, modified in self._list(RUNNING) if key != own]
        read = run_side_by_side(*(partial(self._read_ticket, key) for key, _ in listed))
        tickets = []
        for (_, modified), ticket in zip(listed, read, strict=True):
            if ticket is None:
                continue
            if self._is_left(ticket, modified):
                self.drop(ticket)
            else:
                tickets.append(ticket)
        return tickets

    def find_ticket(self, answer_id: str) -> Ticket | None:
        """See KeptAnswers.find_ticket."""
        return self._find_below(RUNNING, answer_id) or self.find_ended(answer_id)

    def find_ended(self, answer_id: str) -> Ticket | None:
        """See KeptAnswers.find_ended."""
        return self._find_below(ENDED, answer_id)

    def begin(self, ticket: Ticket) -> bool:
        """See KeptAnswers.begin."""
        with aws_errors(f"write {PREFIX}"):
            try:
                self.s3.put_object(
                    Bucket=self.bucket,
                    Key=_name_ticket(RUNNING, ticket),
                    Body=_write_ticket(ticket),
                    ContentType="application/json",
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if code_of(error) in _TAKEN:
                    return False
                raise
        return True

    def put(self, ticket: Ticket) -> None:
        """See KeptAnswers.put."""
        self._write(_name_ticket(RUNNING, ticket), _write_ticket(ticket))

    def end(self, ticket: Ticket) -> None:
        """See KeptAnswers.end."""
        running = _name_ticket(RUNNING, ticket)
        with aws_errors(f"write {ENDED}"):
            try:
                # Copied: who has read its answer meanwhile has dropped it, and it does not come back.
                self.s3.copy_object(
                    Bucket=self.bucket,
                    Key=_name_ticket(ENDED, ticket),
                    CopySource={"Bucket": self.bucket, "Key": running},
                )
            except ClientError as error:
                if code_of(error) in _GONE:
                    return
                raise
        self._delete(running)

    def drop(self, ticket: Ticket) -> None:
        """See KeptAnswers.drop."""
        self.forget(ticket, ())

    def forget(self, ticket: Ticket, caller_keys: Sequence[str]) -> None:
        """See KeptAnswers.forget."""
        tickets = (_name_ticket(prefix, ticket) for prefix in (RUNNING, ENDED))
        waiting = (_name_waiting(ticket.id, caller_key) for caller_key in caller_keys)
        delete_objects(self.s3, self.bucket, [*tickets, *waiting], f"delete {PREFIX}")

    def join(self, answer_id: str, caller_key: str) -> None:
        """See KeptAnswers.join."""
        self._write(_name_waiting(answer_id, caller_key), b"")

    def leave(self, answer_id: str, caller_key: str) -> None:
        """See KeptAnswers.leave."""
        self._delete(_name_waiting(answer_id, caller_key))

    def list_waiting(self, answer_id: str) -> Sequence[str]:
        """See KeptAnswers.list_waiting."""
        return [key.rpartition("/")[2] for key, _ in self._list(f"{WAITING}{answer_id}/")]

    def _find_below(self, prefix: str, answer_id: str) -> Ticket | None:
        for key, modified in self._list(f"{prefix}{answer_id}/"):
            ticket = self._read_ticket(key)
            if ticket is not None and not self._is_left(ticket, modified):
                return ticket
        return None

    def _is_left(self, ticket: Ticket, modified: datetime) -> bool:
        """One with statements is not, however old: what they have read is to be counted yet."""
        return not ticket.queries and self.now() - modified > _LONGEST_START

    def _list(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        with aws_errors(f"list {prefix}"):
            for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield found["Key"], found["LastModified"].astimezone(UTC)

    def _read_ticket(self, key: str) -> Ticket | None:
        """None where there is none. One of a release that wrote them otherwise is deleted."""
        found = self._read(key)
        if found is None:
            return None
        try:
            return _parse_ticket(found)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._delete(key)
            return None

    def _read(self, key: str) -> dict[str, Any] | None:
        with aws_errors(f"read {PREFIX}"):
            try:
                body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in _GONE:
                    return None
                raise
        found: dict[str, Any] = json.loads(body)
        return found

    def _write(self, key: str, body: bytes) -> None:
        with aws_errors(f"write {PREFIX}"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")

    def _delete(self, key: str) -> None:
        with aws_errors(f"delete {PREFIX}"):
            self.s3.delete_object(Bucket=self.bucket, Key=key)


@dataclass(frozen=True, slots=True)
class S3Ledger:
    """See ports.Ledger. An object a statement, its bytes in its name: told twice it is the same object."""

    s3: "S3Client"
    bucket: str

    def add(self, caller_key: str, day: date, query_id: str, scanned_bytes: int) -> None:
        """See Ledger.add."""
        key = f"{SPENT}{day}/{caller_key}/{query_id}-{scanned_bytes}"
        with aws_errors(f"write {SPENT}"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=b"")

    def total(self, caller_key: str, day: date) -> int:
        """See Ledger.total."""
        prefix = f"{SPENT}{day}/{caller_key}/"
        with aws_errors(f"list {SPENT}"):
            pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
            return sum(
                int(found["Key"].rpartition("-")[2]) for page in pages for found in page.get("Contents", [])
            )


def _name_ticket(prefix: str, ticket: Ticket) -> str:
    return f"{prefix}{ticket.id}/{ticket.caller_key}.json"


def _name_waiting(answer_id: str, caller_key: str) -> str:
    return f"{WAITING}{answer_id}/{caller_key}"


def _write_ticket(ticket: Ticket) -> bytes:
    return json.dumps(asdict(ticket), default=lambda moment: moment.isoformat(), ensure_ascii=False).encode()


def _parse_ticket(written: Mapping[str, Any]) -> Ticket:
    report, tables = dict(written["report"]), TablesRead(**written["tables"])
    report["now"] = datetime.fromisoformat(report["now"])
    return Ticket(**{**written, "report": AskedReport(**report), "tables": tables})
