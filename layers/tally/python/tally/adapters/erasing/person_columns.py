"""Which columns hold the key of a person: as each table declares them, so that no rename is missed unseen."""

from functools import cache

from tally.domain.events.columns import TABLES
from tally.domain.records.record_tables import record_tables
from tally.modelling import catalog


@cache
def person_columns() -> frozenset[str]:
    """Names of the columns with keys of persons, of all tables.

    They are declared in columns.toml (`person`), in the records' TOML (`persons`) and in the models' headers
    (`persons`).
    """
    stored = [*TABLES.values(), *(table.version_columns for table in record_tables().values())]
    declared = {column.name for columns in stored for column in columns if column.person}
    for model in catalog.models():
        keys = {column.name for column in model.columns if column.type == "bigint"}
        declared |= keys & set(model.persons)
    return frozenset(declared)
