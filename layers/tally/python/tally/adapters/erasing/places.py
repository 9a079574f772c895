"""Every place where rows of customers lie, in the order they are erased in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.adapters.aws.erasure_mark import ERASED
from tally.adapters.aws.exported_files import VALUES, name_file
from tally.adapters.erasing.customers import AthenaCustomers
from tally.adapters.erasing.kept_objects import KeptObjects
from tally.adapters.erasing.lake_rows import LakeRows
from tally.adapters.erasing.objects import Objects
from tally.adapters.erasing.parquet_objects import ParquetObjects
from tally.adapters.erasing.text_objects import TextObjects
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.lake_tables import version_tables
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES, TableLayout
from tally.domain.people.person import Traces
from tally.ports.clock import Clock
from tally.ports.erasing import CustomerPlace
from tally.ports.landing import ParcelsWaiting

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

CLAIMS_ARE_WANTED = (
    "a body under claims/ names the customer, and parcels wait that may need it: run again when they have "
    "landed (or, given up, are redriven or purged)"
)


@dataclass(frozen=True, slots=True)
class TallyStores:
    """One deployed Tally: its buckets, its Glue database."""

    s3: "S3Client"
    glue: "GlueClient"
    lake_bucket: str
    witness_bucket: str
    results_bucket: str
    exports_bucket: str
    database: str


def list_places(
    stores: TallyStores,
    customers: AthenaCustomers,
    parcels: ParcelsWaiting,
    night: Callable[[], str],
    now: Clock,
) -> Sequence[CustomerPlace]:
    """Where events link devices comes late, and landing before the lake: a commit under way must not bring
    back what was erased from both. Then the marts and the results of queries once more: a night, and whoever
    asked, may have read the lake before. Kept answers go late: until then they could be counted from what is
    erased. What is written into files from then on sees their mark."""
    lake, witness, results, exports = (
        Objects(stores.s3, bucket)
        for bucket in (
            stores.lake_bucket,
            stores.witness_bucket,
            stores.results_bucket,
            stores.exports_bucket,
        )
    )

    def claims_wanted() -> str:
        return CLAIMS_ARE_WANTED if parcels() else ""

    def table(layout: TableLayout, mentions: str) -> LakeRows:
        opened = LakeTable(layout, stores.glue, stores.s3, stores.database, stores.lake_bucket)
        return LakeRows(opened, lake, now, customers.objects_of(mentions))

    def marts(not_yet: Callable[[], str] = str) -> ParquetObjects:
        return ParquetObjects("marts", lake, _list_all_under(lake, "marts/"), not_yet)

    def versions() -> Iterator[LakeRows]:
        tables = version_tables(stores.glue, stores.s3, stores.database, stores.lake_bucket)
        return (
            LakeRows(opened, lake, now, _list_nothing, "records")
            for opened in tables
            if _names_persons(opened)
        )

    found_results = TextObjects("results", results, "athena/")
    return [
        ParquetObjects("witness", witness, customers.find_witness_objects),
        TextObjects("witness, rejected", witness, "rejected/"),
        ParquetObjects("quarantine", lake, customers.objects_of("customer_quarantine_objects")),
        TextObjects("claims", lake, "claims/", claims_wanted),
        found_results,
        marts(),
        ParquetObjects("landing, records", lake, _list_all_under(lake, "records/")),
        *versions(),
        ParquetObjects("landing, profiles", lake, _list_all_under(lake, "landing/profiles/")),
        ParquetObjects("landing", lake, customers.objects_of("customer_landing_objects")),
        table(PROFILE_UPDATES, "customer_profile_update_mentions"),
        table(EVENTS, "customer_event_mentions"),
        marts(night),
        found_results,
        KeptObjects("answers", results, "answers/", ERASED),
        TextObjects("exports", exports, VALUES, beside=name_file),
    ]


def _names_persons(table: LakeTable) -> bool:
    """Whether rows of the table are anybody's."""
    return any(column.person for column in table.layout.columns)


def _list_nothing(_: Traces) -> Iterator[str]:
    """No version mentions anybody but in the columns that its table names: free text is not stored."""
    return iter(())


def _list_all_under(objects: Objects, prefix: str) -> Callable[[Traces], Iterator[str]]:
    """Keys of all objects there but those that Athena hides: its names start with a dot or an underscore."""

    def keys(_: Traces) -> Iterator[str]:
        for listed in objects.list_under(prefix):
            if listed.size and not listed.key.rpartition("/")[2].startswith((".", "_")):
                yield listed.key

    return keys
