"""Tables of records as models: one SQL file for all of them, with the columns of each (decision 0020).

A model `records_<table>` reads `<table>_versions`, which a build sees as a view onto the records' database.
"""

from tally.domain.events.columns import RECORD_VERSION_COLUMNS
from tally.domain.records.record_table import RecordTable
from tally.modelling.literals import ColumnNames, bind
from tally.modelling.models import REFRESH, Fact, Model, Query, declare_check

KIND = "records"
NEWEST, VERSIONS = "newest_versions", "record_versions"
_SHOWN = ("business_date", "changed_at", "arrived_at", "source")


def name_versions(table: RecordTable) -> str:
    """The table of all versions."""
    return f"{table.name}_versions"


def make_record_model(table: RecordTable, newest: Query) -> Model:
    """The model that has each record of the table once."""
    name = f"records_{table.name}"
    own = tuple(
        column
        for column in table.version_columns
        if column not in RECORD_VERSION_COLUMNS or column.name in _SHOWN
    )
    columns = ColumnNames(tuple(column.name for column in own if column.name not in _SHOWN))
    key = ", ".join(table.key)
    return Model(
        name=name,
        kind=KIND,
        step=REFRESH,
        description=table.description,
        grain=table.grain,
        columns=tuple(Fact(column.name, column.type, column.comment) for column in own),
        parameters=(),
        checks=tuple(declare_check(name, REFRESH, line) for line in _list_checks(table, key)),
        query=bind(newest.query, {"columns": columns}),
        inlined=(versions_of(table),),
    )


def versions_of(table: RecordTable) -> Model:
    """The versions of one table under the name that the queries of sql/records read them by."""
    selected = ",\n    ".join(
        # Iceberg keeps microseconds, which Athena writes into no Parquet table.
        f"cast({column.name} as timestamp) as {column.name}" if column.type == "timestamp" else column.name
        for column in table.version_columns
    )
    return Model(
        name=VERSIONS,
        kind=KIND,
        step=REFRESH,
        description=table.description,
        grain=table.grain,
        columns=(),
        parameters=(),
        checks=(),
        query=f"select\n    {selected}\nfrom {name_versions(table)}",
        is_table=False,
    )


def _list_checks(table: RecordTable, key: str) -> list[str]:
    required = [column.name for column in table.columns if column.required]
    return [f"unique: {key}", f"not_null: {', '.join(required)}"]
