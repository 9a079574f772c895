"""Every Iceberg table of a Tally: the lake's own two, then the versions of each table of records."""

from typing import TYPE_CHECKING

from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES, lay_out_versions
from tally.domain.records.record_tables import record_tables, records_database

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client


def lake_tables(glue: "GlueClient", s3: "S3Client", database: str, bucket: str) -> list[LakeTable]:
    """events and profile_updates, in the lake's `database`; versions of records, in one of their own."""
    own = [LakeTable(layout, glue, s3, database, bucket) for layout in (EVENTS, PROFILE_UPDATES)]
    return [*own, *version_tables(glue, s3, database, bucket)]


def version_tables(glue: "GlueClient", s3: "S3Client", database: str, bucket: str) -> list[LakeTable]:
    """Those of records alone."""
    layouts = map(lay_out_versions, record_tables().values())
    return [LakeTable(layout, glue, s3, records_database(database), bucket) for layout in layouts]
