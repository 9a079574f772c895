"""The objects of one Iceberg table: which of them its metadata refers to, which nothing refers to any more.

Tally never deletes a file of the lake otherwise: an expired snapshot's files lie on until Athena's VACUUM.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.manifest import ManifestContent, ManifestFile
from pyiceberg.table import Table

from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.objects import Listed, Objects
from tally.adapters.iceberg.s3_file_io import S3File
from tally.domain.errors import PermanentFailure
from tally.domain.people.erasure import Found

_THREADS = 8


def list_referenced(table: Table) -> set[str]:
    """Locations of all files that the table's metadata names, by whatever snapshot."""
    metadata = table.metadata
    found = {table.metadata_location, *(entry.metadata_file for entry in metadata.metadata_log)}
    found |= {file.statistics_path for file in metadata.statistics}
    found |= {snapshot.manifest_list for snapshot in metadata.snapshots}
    manifests: dict[str, ManifestFile] = {}
    with ThreadPoolExecutor(_THREADS) as pool:
        for listed in pool.map(lambda snapshot: snapshot.manifests(table.io), metadata.snapshots):
            manifests |= {manifest.manifest_path: manifest for manifest in listed}
        for files in pool.map(lambda one: list(_list_files(table, one)), manifests.values()):
            found.update(files)
    return found | manifests.keys()


def _list_files(table: Table, manifest: ManifestFile) -> Iterator[str]:
    """Data and delete files, those that the manifest's own commit removed too."""
    for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=False):
        yield entry.data_file.file_path


def read_manifest_files(table: Table, location: str) -> set[str]:
    """Data files that a manifest names which no snapshot does; none when the file is no manifest."""
    name = location.rpartition("/")[2]
    if not name.endswith(".avro") or name.startswith("snap-"):  # the lists of manifests
        return set()
    facts = {"partition_spec_id": 0, "sequence_number": 0, "min_sequence_number": 0, "added_snapshot_id": 0}
    manifest = ManifestFile.from_args(
        manifest_path=location, manifest_length=0, content=ManifestContent.DATA, **facts
    )
    return set(_list_files(table, manifest))


def count_rows(objects: Objects, listed: Iterable[Listed], rule: CustomerRows) -> dict[str, Found]:
    """{location: the customer's rows} of every Parquet file among these, whoever refers to it."""
    files = [f"s3://{objects.bucket}/{one.key}" for one in listed if one.key.endswith(".parquet")]
    with ThreadPoolExecutor(_THREADS) as pool:
        counts = pool.map(lambda location: _count_in_file(objects, location, rule.count_rows), files)
        return {file: Found(count, int(count > 0)) for file, count in zip(files, counts, strict=True)}


def count_mentions(objects: Objects, files: Iterable[str], rule: CustomerRows) -> dict[str, int]:
    """{location: rows of others that name the customer}. One after the other: their texts are large."""
    return {file: _count_in_file(objects, file, rule.count_mentions) for file in files}


def _count_in_file(objects: Objects, location: str, count: Callable[[pq.ParquetFile], int]) -> int:
    try:
        with S3File(objects.s3, location).open() as stream:
            return count(pq.ParquetFile(stream))
    except FileNotFoundError:  # removed by VACUUM since it was listed
        return 0
    except pa.ArrowException as error:
        raise PermanentFailure(
            f"{location} cannot be read as Parquet ({error}): delete or move it, then run again"
        ) from error
