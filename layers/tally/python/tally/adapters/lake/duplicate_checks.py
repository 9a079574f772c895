"""Which rule tells new rows of a table from those that came before."""

from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.adapters.lake.record_versions import RecordVersions
from tally.ports.lake import DuplicateCheck

_OWN: dict[str, DuplicateCheck] = {EVENTS.name: ArrowDuplicates(), PROFILE_UPDATES.name: ProfileDuplicates()}


def check_of(table: LakeTable) -> DuplicateCheck:
    """That of events, of profile updates, or of versions of records."""
    return _OWN.get(table.layout.name, RecordVersions())
