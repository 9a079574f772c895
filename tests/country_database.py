"""Country databases of a few networks, in the format that their makers hand them out."""

from collections.abc import Mapping
from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet


def write_database(file: Path, records: Mapping[str, object]) -> None:
    """An MMDB file with these records: network -> record."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Country")
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(file))
