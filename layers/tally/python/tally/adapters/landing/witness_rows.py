"""The witness's own reader and writer, apart from the collector's: what they shared could err alike."""

import base64
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq
from botocore.exceptions import ClientError
from xxhash import xxh64_digest

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.aws.errors import aws_errors, code_of
from tally.adapters.landing.witness_plan import NOTHING_PLANNED, WitnessPlan
from tally.domain.audit.witness import (
    BadRecord,
    NumberOutOfRange,
    WitnessedEvent,
    exact_number,
    read_witnessed_event,
    utc,
    whole_number,
)
from tally.domain.collecting.receipt import Receipt
from tally.domain.events.columns import WITNESS_COLUMNS
from tally.domain.events.countries import country_code
from tally.domain.events.platforms import SERVER
from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.plan.scrubbing import without_keys
from tally.ports.landing import ReadNotes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SCHEMA = arrow_schema(WITNESS_COLUMNS)
_MAX_BYTES = 20 * 1024 * 1024
_MOST_APART = 5
"""Bad records of one body kept one by one: each is an object to write, and a body may hold 50,000."""

_WRITTEN_BEFORE = {"PreconditionFailed", "412"}


class JsonWitnessRecords:
    """See ports.WitnessRecords: bodies of one record or a list, with the standard library's JSON.

    `plan`: the shop's own names of events, and columns that the tracking plan does not let stand.
    """

    def __init__(self, plan: WitnessPlan = NOTHING_PLANNED) -> None:
        self._plan = plan

    @property
    def plan_mark(self) -> str:
        """See ports.WitnessRecords."""
        return self._plan.mark

    def read(self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]]) -> ReadNotes:
        """See ports.WitnessRecords.read."""
        rows: list[dict[str, Any]] = []
        bad: list[BadRecord] = []
        for receipt, body in parcels:
            try:
                records = list(_parse_records(receipt, body))
            except (ValueError, RecursionError, zlib.error) as error:
                bad.append(_refuse_record(body, f"the body is no JSON: {error}", receipt))
                continue
            bad_of_body = []
            for record in records:
                try:
                    event = read_witnessed_event(record, receipt.received_at_ms, self._plan.aliases)
                    row = _build_row(event, receipt, batch_id, self._plan.number)
                    rows.append({**row, **dict.fromkeys(self._plan.unkept)})
                except ValueError as error:
                    bad_of_body.append(_refuse_record(_write_text(record), str(error), receipt))
            bad += bad_of_body if len(bad_of_body) <= _MOST_APART else [_join_bad(bad_of_body, receipt)]
        return ReadNotes(pa.Table.from_pylist(rows, _SCHEMA), bad)


def _parse_records(receipt: Receipt, body: bytes) -> Iterator[object]:
    if receipt.is_base64:
        body = base64.b64decode(body, validate=True)
    if body.startswith(b"\x1f\x8b"):
        body = zlib.decompressobj(wbits=31).decompress(body, _MAX_BYTES)
    found = json.loads(
        body.decode(), parse_float=exact_number, parse_int=whole_number, parse_constant=_refuse_constant
    )
    yield from found if isinstance(found, list) else [found]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _build_row(event: WitnessedEvent, receipt: Receipt, batch_id: str, plan_version: int) -> dict[str, Any]:
    row = asdict(event)
    device_id = row.pop("device_id")
    return {
        **row,
        "device_key": None if device_id is None else _hash(DEVICE_PREFIX + device_id),
        "country": None if event.platform == SERVER else country_code(receipt.country),
        "id_hash": _hash(event.event_id),
        "occurred_at": event.occurred_at.replace(tzinfo=None),
        "received_at": utc(receipt.received_at_ms).replace(tzinfo=None),
        "source": receipt.source,
        "batch_id": batch_id,
        "plan_version": plan_version,
    }


def _hash(text: str) -> int:
    return int.from_bytes(xxh64_digest(text.encode()), "big", signed=True)


def _refuse_record(text: bytes, why: str, receipt: Receipt) -> BadRecord:
    return BadRecord(without_keys(text, receipt.write_key), why, receipt.received_at_ms, receipt.source)


def _join_bad(bad: Sequence[BadRecord], receipt: Receipt) -> BadRecord:
    """Many bad records of one body as one: a list of them."""
    text = b"[" + b",".join(record.text for record in bad) + b"]"
    return _refuse_record(text, f"{len(bad):,} records cannot be read; the first: {bad[0].why}", receipt)


def _write_text(record: object) -> bytes:
    return json.dumps(record, default=_write_number).encode()


def _write_number(number: object) -> float | str:
    return number.digits if isinstance(number, NumberOutOfRange) else float(str(number))


@dataclass(frozen=True, slots=True)
class S3WitnessArea:
    """See ports.LandingArea: `events/` of the witness's bucket."""

    s3: "S3Client"
    bucket: str

    def put(self, name: str, rows: pa.Table) -> bool:
        """See ports.LandingArea.put."""
        sink = io.BytesIO()
        pq.write_table(rows, sink, compression="zstd")
        return _write_once(self.s3, self.bucket, f"events/{name}.parquet", sink.getvalue())


@dataclass(frozen=True, slots=True)
class S3RejectedRecords:
    """See ports.RejectedRecords: `rejected/` of the witness's bucket, one JSON object each."""

    s3: "S3Client"
    bucket: str

    def put(self, record: BadRecord) -> None:
        """See ports.RejectedRecords.put."""
        content = {
            "why": record.why,
            "received_at": utc(record.received_at_ms).isoformat(),
            "source": record.source,
            "text": record.text.decode(errors="backslashreplace"),
        }
        name = hashlib.sha256(record.text).hexdigest()
        _write_once(self.s3, self.bucket, f"rejected/{name}.json", json.dumps(content).encode())


def _write_once(s3: "S3Client", bucket: str, key: str, body: bytes) -> bool:
    """Whether it was written now rather than before."""
    with aws_errors(f"write {key} for the witness"):
        try:
            s3.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) in _WRITTEN_BEFORE:
                return False
            raise
    return True
