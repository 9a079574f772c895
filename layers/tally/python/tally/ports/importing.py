"""What importing records needs."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tally.ports.landing import EventRows


class RecordBatch(Protocol):
    """Rows of a file that land together. Names are made of the content: equal rows, equal name."""

    @property
    def name(self) -> str: ...
    @property
    def batch_id(self) -> str: ...
    @property
    def rows(self) -> EventRows:
        """Versions of records, with all columns of the table."""

    @property
    def refused_name(self) -> str: ...
    @property
    def refused(self) -> EventRows:
        """What is no version: columns as in QUARANTINE_COLUMNS."""

    @property
    def reasons(self) -> Sequence[str]:
        """The reason of each of these."""


class RecordRows(Protocol):
    """A file of records."""

    def __iter__(self) -> Iterator[RecordBatch]:
        """Its batches; Misconfigured when it is no such file or lacks a column that every row needs."""
