"""Sentences of published tables and their columns, where Athena's DESCRIBE and the Glue console show them.

Athena's CREATE VIEW takes none, so they are written into Glue once the view is there.
"""

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from tally.domain.audit.audit_cells import CELL_COLUMNS, CELLS_DESCRIPTION, CELLS_TABLE
from tally.modelling import catalog

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import ColumnTypeDef, TableInputTypeDef

DESCRIPTION = "description"
"""A property of the table. Glue's own Description must stay away from a view: Trino reads it in the place of
the property `comment`, by which it knows a view of its own."""

LONGEST_COMMENT = 255
"""Bytes of a column's comment in Glue."""


def list_published(*, inner: bool) -> Set[str]:
    """Names of the tables that are published in the lake's database, or in that of the inner models."""
    models = {model.name for model in catalog.tables() if model.is_inner is inner}
    return models if inner else models | {CELLS_TABLE}


def describe_view(glue: "GlueClient", database: str, table: str) -> None:
    """Write what the table and its columns are into its view."""
    description, comments = _find_sentences(table)
    view = glue.get_table(DatabaseName=database, Name=table)["Table"]
    storage = view.get("StorageDescriptor", {})
    columns: list[ColumnTypeDef] = [
        {**column, "Comment": comments.get(column["Name"], "")} for column in storage.get("Columns", ())
    ]
    described: TableInputTypeDef = {
        "Name": table,
        "TableType": view.get("TableType", "VIRTUAL_VIEW"),
        "Parameters": {**view.get("Parameters", {}), DESCRIPTION: description},
        "PartitionKeys": [],
        "StorageDescriptor": {**storage, "Columns": columns},
        "ViewOriginalText": view.get("ViewOriginalText", ""),
        "ViewExpandedText": view.get("ViewExpandedText", ""),
    }
    glue.update_table(DatabaseName=database, TableInput=described, SkipArchive=True)


def _find_sentences(table: str) -> tuple[str, Mapping[str, str]]:
    """The table's description and the comments of its columns; none for a table that nobody described."""
    if table == CELLS_TABLE:
        return CELLS_DESCRIPTION, {column.name: column.comment for column in CELL_COLUMNS}
    for model in catalog.tables():
        if model.name == table:
            text = f"{' '.join(model.description.split()).rstrip('.')}. {model.grain.capitalize()}."
            return text, {column.name: column.comment for column in model.columns}
    return "", {}
