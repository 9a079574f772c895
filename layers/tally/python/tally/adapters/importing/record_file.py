"""One file of records, ready to land: see ports.importing.RecordRows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from tally.adapters.importing.record_reader import ReadVersions, RecordReader
from tally.adapters.importing.record_refusals import make_refusal_rows
from tally.adapters.importing.rows import read_rows

OBJECT_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class ArrowRecordBatch:
    """See ports.importing.RecordBatch."""

    name: str
    batch_id: str
    rows: pa.Table
    refused_name: str
    refused: pa.Table
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class RecordFile:
    """Its rows in batches of one landing object each."""

    file: Path
    reader: RecordReader

    def __iter__(self) -> Iterator[ArrowRecordBatch]:
        """Batches in the order of the file."""
        waiting: list[ReadVersions] = []
        for read in self.reader.read(read_rows(self.file, self.reader.mapped.form)):
            waiting.append(read)
            if sum(len(one.versions) for one in waiting) >= OBJECT_ROWS:
                yield self._make_batch(waiting)
                waiting = []
        if waiting:
            yield self._make_batch(waiting)

    def _make_batch(self, read: Sequence[ReadVersions]) -> ArrowRecordBatch:
        reader = self.reader
        day = f"dt={reader.arrived_at:%Y-%m-%d}"
        versions = pa.concat_tables([one.versions for one in read])
        batch_id = _name_content(versions["dedup_key"].cast(pa.string()))
        refused = [row for one in read for row in one.refused]
        quarantined = make_refusal_rows(reader.table, reader.source, reader.arrived_at, refused)
        return ArrowRecordBatch(
            name=f"{day}/{batch_id}",
            batch_id=batch_id,
            rows=versions.append_column("batch_id", pa.repeat(pa.scalar(batch_id), len(versions))),
            refused_name=f"{day}/records-{_name_content(quarantined['quarantine_id'])}",
            refused=quarantined,
            reasons=[row.reason for row in refused],
        )


def _name_content(ids: Any) -> str:
    return sha256(" ".join(ids.to_pylist()).encode()).hexdigest()[:32]
