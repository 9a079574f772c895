"""Refused rows of a file as rows of quarantine: file, line, column, sentence, the row as it may be stored."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

import pyarrow as pa

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.importing.record_reader import RefusedRow
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.records.record_table import RecordTable

PROTOCOL = "records"
_SCHEMA = arrow_schema(QUARANTINE_COLUMNS)


def make_refusal_rows(
    table: RecordTable, source: str, arrived_at: datetime, refused: Sequence[RefusedRow]
) -> pa.Table:
    """Quarantine rows. The same row of the same file has the same id, however often it comes."""
    moment = arrived_at.astimezone(UTC).replace(tzinfo=None)
    rows = [
        {
            "quarantine_id": _make_id(table, source, row),
            "reason": row.reason.value,
            "field": row.column,
            "detail": f"{source}, line {row.line}: {_say_why(row)}. Correct it and import the file again",
            "raw": row.raw,
            "raw_encoding": "text",
            "route": f"tally import --table {table.name}",
            "query": "",
            "protocol": PROTOCOL,
            "source": source,
            "received_at": moment,
            "occurred_at": moment,
            "business_date": moment.date(),
        }
        for row in refused
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _make_id(table: RecordTable, source: str, row: RefusedRow) -> str:
    told = "\x1f".join((table.name, source, str(row.line), row.column or "", row.detail, row.raw or ""))
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def _say_why(row: RefusedRow) -> str:
    return f"column {row.column} {row.detail}" if row.column else row.detail
