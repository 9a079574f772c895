"""Databases, tables and views as Glue keeps them."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

CATALOG = "awsdatacatalog"
_VIEW_START, _VIEW_END = "/* Presto View: ", " */"


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of Glue; columns and partition keys are (name, Glue type)."""

    database: str
    name: str
    columns: Sequence[tuple[str, str]]
    keys: Sequence[tuple[str, str]] = ()
    location: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    kind: str = "EXTERNAL_TABLE"
    view_text: str = ""
    input_format: str = ""
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def is_view(self) -> bool:
        return self.kind == "VIRTUAL_VIEW"

    @property
    def iceberg_metadata(self) -> str | None:
        """Address of an Iceberg table's current metadata; None for other tables."""
        is_iceberg = self.parameters.get("table_type", "").upper() == "ICEBERG"
        return self.parameters["metadata_location"] if is_iceberg else None

    @property
    def is_projected(self) -> bool:
        return self.parameters.get("projection.enabled", "").lower() == "true"

    @property
    def types(self) -> dict[str, str]:
        """Types by column, in Trino's words for a view and in Glue's for a table."""
        if self.is_view:
            return {column["name"]: column["type"] for column in self.view_definition["columns"]}
        return dict([*self.columns, *self.keys])

    @property
    def view_definition(self) -> dict[str, Any]:
        """A view as Trino stores it: originalSql, catalog, schema, columns."""
        encoded = self.view_text.removeprefix(_VIEW_START).removesuffix(_VIEW_END)
        definition: dict[str, Any] = json.loads(base64.b64decode(encoded))
        return definition


class Catalog:
    """Glue of one region, as one statement sees it: a table that was found is not asked for again.

    A view over views names its tables many times: of 600 questions a night 200 are left out so.
    """

    def __init__(self, glue: Any) -> None:
        self._glue = glue
        self._found: dict[tuple[str, str], Table] = {}

    def find(self, database: str, name: str) -> Table | None:
        """The table or view; None when it or its database does not exist."""
        known = self._found.get((database, name))
        if known is not None:
            return known
        try:
            found = self._glue.get_table(DatabaseName=database, Name=name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityNotFoundException":
                return None
            raise
        table = self._found[database, name] = _read_table(found["Table"])
        return table

    def tables(self, database: str) -> Iterator[Table]:
        """Every table and view of a database by name; nothing when there is no such database."""
        try:
            pages = list(self._glue.get_paginator("get_tables").paginate(DatabaseName=database))
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityNotFoundException":
                return
            raise
        yield from sorted(
            (_read_table(raw) for page in pages for raw in page["TableList"]), key=lambda table: table.name
        )

    def databases(self) -> list[str]:
        """Names of all databases, in order."""
        pages = self._glue.get_paginator("get_databases").paginate()
        return sorted(database["Name"] for page in pages for database in page["DatabaseList"])

    def has_database(self, name: str) -> bool:
        return name in self.databases()

    def create_database(self, name: str) -> None:
        self._glue.create_database(DatabaseInput={"Name": name})

    def drop_database(self, name: str) -> None:
        self._glue.delete_database(Name=name)

    def drop(self, table: Table) -> None:
        """Forget a table or view; its objects stay."""
        self._found.pop((table.database, table.name), None)
        self._glue.delete_table(DatabaseName=table.database, Name=table.name)

    def create_table(self, table: Table) -> None:
        """Register Parquet at the table's location."""
        self._glue.create_table(
            DatabaseName=table.database,
            TableInput=_describe_table(table, _describe_parquet(table.columns, table.location)),
        )

    def put_view(self, table: Table, sql: str, context: str, columns: Sequence[tuple[str, str]]) -> None:
        """Create or replace a view: `columns` with Trino's types, `context` the database that `sql` means."""
        definition = {
            "originalSql": sql,
            "catalog": CATALOG,
            "schema": context,
            "columns": [{"name": name, "type": kind} for name, kind in columns],
        }
        encoded = base64.b64encode(json.dumps(definition).encode()).decode()
        view = {
            **_describe_table(
                table, {"Columns": _describe_columns(table.columns), "Location": "", "SerdeInfo": {}}
            ),
            "TableType": "VIRTUAL_VIEW",
            "Parameters": {"presto_view": "true", "comment": "Presto View"},
            "ViewOriginalText": f"{_VIEW_START}{encoded}{_VIEW_END}",
            "ViewExpandedText": "/* Presto View */",
        }
        existing = self.find(table.database, table.name)
        write = self._glue.create_table if existing is None else self._glue.update_table
        self._found.pop((table.database, table.name), None)
        write(DatabaseName=table.database, TableInput=view)

    def partitions(self, table: Table) -> dict[tuple[str, ...], str]:
        """Registered partitions: location by values."""
        pages = self._glue.get_paginator("get_partitions").paginate(
            DatabaseName=table.database, TableName=table.name
        )
        return {
            tuple(partition["Values"]): partition["StorageDescriptor"]["Location"]
            for page in pages
            for partition in page["Partitions"]
        }

    def add_partitions(self, table: Table, locations: dict[tuple[str, ...], str]) -> None:
        """Register partitions that are not yet registered."""
        known = self.partitions(table)
        inputs = [
            {"Values": list(values), "StorageDescriptor": _describe_parquet(table.columns, location)}
            for values, location in locations.items()
            if values not in known
        ]
        for start in range(0, len(inputs), 100):  # Glue takes 100 a call
            self._glue.batch_create_partition(
                DatabaseName=table.database,
                TableName=table.name,
                PartitionInputList=inputs[start : start + 100],
            )


def _read_table(raw: dict[str, Any]) -> Table:
    storage = raw.get("StorageDescriptor") or {}
    return Table(
        database=raw["DatabaseName"],
        name=raw["Name"],
        columns=[(column["Name"], column.get("Type", "string")) for column in storage.get("Columns", [])],
        keys=[(column["Name"], column.get("Type", "string")) for column in raw.get("PartitionKeys", [])],
        location=storage.get("Location", ""),
        parameters=raw.get("Parameters") or {},
        kind=raw.get("TableType", "EXTERNAL_TABLE"),
        view_text=raw.get("ViewOriginalText") or "",
        input_format=storage.get("InputFormat", ""),
        comments={
            column["Name"]: column.get("Comment") or ""
            for column in (*storage.get("Columns", []), *raw.get("PartitionKeys", []))
        },
    )


def _describe_columns(columns: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind} for name, kind in columns]


def _describe_table(table: Table, storage: dict[str, Any]) -> dict[str, Any]:
    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", **table.parameters},
        "PartitionKeys": _describe_columns(table.keys),
        "StorageDescriptor": storage,
    }


def _describe_parquet(columns: Sequence[tuple[str, str]], location: str) -> dict[str, Any]:
    hive = "org.apache.hadoop.hive.ql.io.parquet"
    return {
        "Columns": _describe_columns(columns),
        "Location": location,
        "InputFormat": f"{hive}.MapredParquetInputFormat",
        "OutputFormat": f"{hive}.MapredParquetOutputFormat",
        "SerdeInfo": {
            "SerializationLibrary": f"{hive}.serde.ParquetHiveSerDe",
            "Parameters": {"serialization.format": "1"},
        },
    }
