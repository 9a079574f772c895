"""An Iceberg table of the lake: how it is made, opened and committed to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import (
    CommitFailedException,
    NoSuchIcebergTableError,
    NoSuchNamespaceError,
    NoSuchPropertyException,
    NoSuchTableError,
    TableAlreadyExistsError,
    ValidationException,
)
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import IcebergType

from tally.adapters.athena.arrow_schema import arrow_schema, arrow_type
from tally.adapters.aws.errors import aws_errors
from tally.adapters.iceberg.s3_file_io import S3FileIO
from tally.adapters.iceberg.table_layout import TableLayout
from tally.domain.errors import Misconfigured, PermanentFailure, TemporaryFailure
from tally.domain.events.table_steps import APPLIED, steps_ahead

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

PROPERTIES = {
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    "write.parquet.compression-level": "1",
    "write.parquet.row-group-limit": "131072",
    "write.metadata.metrics.default": "none",
    "write.metadata.previous-versions-max": "20",
    "write.metadata.delete-after-commit.enabled": "true",
    # Every plan reads every manifest; merged, a year of hourly commits is some dozens of them.
    "commit.manifest-merge.enabled": "true",
    "commit.manifest.min-count-to-merge": "30",
    # A retry inside pyiceberg would add our rows onto a snapshot whose record we have not read.
    "commit.retry.num-retries": "0",
}


_RECORD = "tally."
"""Begins the name of every entry of ours in a snapshot's summary."""


class _Catalog(GlueCatalog):  # type: ignore[misc]  # pyiceberg is not followed by mypy
    """Glue, with files over the given S3 client."""

    def __init__(self, glue: "GlueClient", s3: "S3Client") -> None:
        super().__init__("glue", client=glue)
        self._s3 = s3

    def _load_file_io(self, *_: object, **__: object) -> S3FileIO:
        return S3FileIO(self._s3)


class LakeTable:
    """Opens `<database>.<layout's name>` as it stands now, over a `glue_client()`."""

    def __init__(
        self, layout: TableLayout, glue: "GlueClient", s3: "S3Client", database: str, bucket: str
    ) -> None:
        self.layout = layout
        self._catalog = _Catalog(glue, s3)
        self._database, self._name = database, f"{database}.{layout.name}"
        self._location = f"s3://{bucket}/warehouse/{layout.name}"

    def load(self) -> Table | None:
        """The table; None when there is none yet."""
        with iceberg_errors(f"open {self._name}"):
            try:
                return self._catalog.load_table(self._name)
            except (NoSuchIcebergTableError, NoSuchPropertyException) as error:
                raise Misconfigured(
                    f"{self._name} is no Iceberg table: rename it, commit_events makes its own"
                ) from error
            except NoSuchTableError:
                return None

    def load_or_create(self) -> Table:
        """The table, made empty when there is none, with the columns that a newer columns.toml adds and the
        steps that it has not seen."""
        table = self.load()
        with iceberg_errors(f"create {self._name}"):
            if table is None:
                return self._create_table()
            return self._take_steps(self._add_new_columns(table))

    def _create_table(self) -> Table:
        schema = assign_fresh_schema_ids(
            self._catalog._convert_schema_if_needed(_describe_columns(self.layout))
        )
        bounded = {f"write.metadata.metrics.column.{name}": "truncate(16)" for name in self.layout.bounded}
        try:
            return self._catalog.create_table(
                self._name,
                schema,
                self._location,
                _make_partition_spec(schema, self.layout),
                properties=PROPERTIES | bounded | self._settings_of_steps(),
            )
        except TableAlreadyExistsError:  # another run was faster
            return self._catalog.load_table(self._name)
        except NoSuchNamespaceError as error:
            raise Misconfigured(f"there is no Glue database {self._database}: deploy TallyLake") from error

    def _settings_of_steps(self) -> dict[str, str]:
        """What the steps have set by now, for a table that starts with the columns of today."""
        steps = steps_ahead(self.layout.name, {})
        settings = {name: value for step in steps for name, value in step.set.items()}
        return settings | ({APPLIED: str(steps[-1].number)} if steps else {})

    def _take_steps(self, table: Table) -> Table:
        """Apply what the table has not seen, and its number, in one commit: killed before, it comes again."""
        steps = steps_ahead(self.layout.name, table.properties)
        if not steps:
            return table
        with table.transaction() as transaction:
            with transaction.update_schema() as update:
                for name, kind in ((name, kind) for step in steps for name, kind in step.widen.items()):
                    update.update_column(name, field_type=self._find_type(name, kind))
            settings = {name: value for step in steps for name, value in step.set.items()}
            transaction.set_properties({**settings, APPLIED: str(steps[-1].number)})
        return table

    def _find_type(self, name: str, athena_type: str) -> IcebergType:
        fields = pa.schema([pa.field(name, arrow_type(athena_type))])
        return self._catalog._convert_schema_if_needed(fields).find_type(name)

    def _add_new_columns(self, table: Table) -> Table:
        known = set(table.schema().column_names)
        if all(column.name in known for column in self.layout.columns):
            return table
        with table.update_schema() as update:
            update.union_by_name(_describe_columns(self.layout))
        return table


@contextmanager
def iceberg_errors(doing: str) -> Iterator[None]:
    """Say pyiceberg's and AWS's errors as Tally's."""
    with aws_errors(doing):
        try:
            yield
        except (CommitFailedException, ValidationException) as error:
            raise TemporaryFailure(f"cannot {doing}: another commit came first; run again") from error
        except FileExistsError as error:  # a PUT whose answer was lost, sent again by botocore
            raise TemporaryFailure(f"cannot {doing}: {error}; run again") from error
        except FileNotFoundError as error:  # removed by VACUUM since the table was opened
            raise TemporaryFailure(f"cannot {doing}: {error}; run again") from error
        except pa.ArrowException as error:
            raise PermanentFailure(f"cannot {doing}: a file of the lake is damaged ({error})") from error


def _describe_columns(layout: TableLayout) -> pa.Schema:
    """Arrow fields with the comments that Athena's DESCRIBE shows."""
    fields = arrow_schema(layout.columns)
    for place, column in enumerate(layout.columns):
        fields = fields.set(place, fields.field(place).with_metadata({"doc": column.comment}))
    return fields


def _make_partition_spec(schema: Schema, layout: TableLayout) -> PartitionSpec:
    return PartitionSpec(
        *(
            PartitionField(schema.find_field(name).field_id, 1000 + place, IdentityTransform(), name)
            for place, name in enumerate(layout.partition)
        )
    )


def record_of(table: Table) -> dict[str, str]:
    """Tally's entries in the newest snapshot that has any: Athena's DELETE and OPTIMIZE write none."""
    snapshot = table.current_snapshot()
    while snapshot is not None:
        summary = snapshot.summary.additional_properties if snapshot.summary else {}
        record = {key: value for key, value in summary.items() if key.startswith(_RECORD)}
        if record or snapshot.parent_snapshot_id is None:
            return record
        snapshot = table.snapshot_by_id(snapshot.parent_snapshot_id)
    return {}
