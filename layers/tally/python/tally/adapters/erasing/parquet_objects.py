"""Plain Parquet objects: each is put in its own place without a customer, or deleted when nothing is left."""

import io
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.parquet as pq

from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.objects import Body, Objects
from tally.adapters.iceberg.s3_file_io import S3File
from tally.domain.errors import PermanentFailure, TemporaryFailure
from tally.domain.people.erasure import TIME_IS_UP, Erased, Found, total
from tally.domain.people.person import Traces

_THREADS = 8
_TRIES = 3

Candidates = Callable[[Traces], Iterable[str]]


@dataclass(frozen=True, slots=True)
class ParquetObjects:
    """See ports.CustomerPlace. `candidates` gives the keys of objects that may hold rows or mentions.

    `not_yet` says what may still write such rows, in a sentence of what to do; empty when nothing does.
    """

    name: str
    objects: Objects
    candidates: Candidates
    not_yet: Callable[[], str] = str

    def look(self, traces: Traces) -> Found:
        """See CustomerPlace.look."""
        return total(self._look_through(traces, CustomerRows.of(traces)).values())

    def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
        """See CustomerPlace.erase."""
        rule, done = CustomerRows.of(traces), Erased()
        found = self._look_through(traces, rule)
        for key, held in found.items():
            if not go_on():
                return replace(done, unfinished=TIME_IS_UP)
            if rule.wants(held):
                done += self._rewrite_object(key, rule)
        left = 0 if rule.blanking else total(found.values()).mentions
        return replace(done, mentions_left=left, unfinished=self.not_yet())

    def _look_through(self, traces: Traces, rule: CustomerRows) -> dict[str, Found]:
        """{key: what it holds} of the objects that may hold something."""
        with ThreadPoolExecutor(_THREADS) as pool:
            keys = list(self.candidates(traces))
            return dict(zip(keys, pool.map(lambda key: self._look_into(key, rule), keys), strict=True))

    def _look_into(self, key: str, rule: CustomerRows) -> Found:
        try:
            with S3File(self.objects.s3, f"s3://{self.objects.bucket}/{key}").open() as stream:
                return rule.look(pq.ParquetFile(stream))
        except FileNotFoundError:  # dropped with its build, or erased, since it was listed
            return Found()
        except pa.ArrowException as error:
            raise _describe_damage(key, error) from error

    def _rewrite_object(self, key: str, rule: CustomerRows) -> Erased:
        for _ in range(_TRIES):
            body = self.objects.get(key)
            if body is None:
                return Erased()
            erased = self._replace_object(key, body, rule)
            if erased is not None:
                return erased
        raise TemporaryFailure(f"cannot rewrite {key}: somebody else is writing it; run again")

    def _replace_object(self, key: str, body: Body, rule: CustomerRows) -> Erased | None:
        """What was erased; None when another erasure has changed the object meanwhile."""
        try:
            file = pq.ParquetFile(io.BytesIO(body.content))
            rest = remove_customer(file, rule)
        except pa.ArrowException as error:
            raise _describe_damage(key, error) from error
        erased = file.metadata.num_rows - rest.rows
        if not erased and not rest.blanked:
            return Erased()
        if not rest.rows:
            self.objects.delete([key])
            return Erased(rows=erased, objects_deleted=1, bytes_removed=len(body.content))
        if not self.objects.replace(key, rest.content, body.tag):
            return None
        return Erased(
            rows=erased,
            objects_rewritten=1,
            bytes_removed=max(0, len(body.content) - len(rest.content)),
            mentions_blanked=rest.blanked,
        )


@dataclass(frozen=True, slots=True)
class Rest:
    """A file's other rows, as a file; in `blanked` of them a mention was blanked."""

    rows: int
    blanked: int
    content: bytes


def remove_customer(file: pq.ParquetFile, rule: CustomerRows) -> Rest:
    """The same file without the customer's rows: same schema, types and row groups, a group at a time."""
    sink, rows, blanked = io.BytesIO(), 0, 0
    with pq.ParquetWriter(
        sink,
        file.schema_arrow,
        compression="zstd",
        compression_level=1,
        use_dictionary=_find_columns(file, "has_dictionary_page"),  # type: ignore[arg-type]  # the stubs know bool only
        # Athena's own files have them, and read no timestamps in nanoseconds instead.
        use_deprecated_int96_timestamps="INT96" in _read_physical_types(file),
    ) as writer:
        for number in range(file.num_row_groups):
            group, mentions = rule.keep_others(file.read_row_group(number))
            rows += len(group)
            blanked += mentions
            if len(group):
                writer.write_table(group, row_group_size=len(group))
    return Rest(rows, blanked, sink.getvalue())


def _find_columns(file: pq.ParquetFile, fact: str) -> list[str]:
    if not file.num_row_groups:
        return []
    group = file.metadata.row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    return [column.path_in_schema for column in columns if getattr(column, fact)]


def _read_physical_types(file: pq.ParquetFile) -> Sequence[str]:
    return [file.schema.column(place).physical_type for place in range(file.metadata.num_columns)]


def _describe_damage(key: str, error: pa.ArrowException) -> PermanentFailure:
    return PermanentFailure(f"{key} cannot be read as Parquet ({error}): delete or move it, then run again")
