"""Arrow's words for the column types that columns.toml gives in Athena's."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from tally.domain.events.columns import Column

_SIMPLE: dict[str, pa.DataType] = {
    "string": pa.string(),
    "bigint": pa.int64(),
    "int": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),  # UTC without a zone: Iceberg's timestamp, Athena's timestamp(6)
}


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """Nullable Arrow fields for these columns, in their order."""
    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in columns])


def conform_columns(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows with exactly these columns: one that they lack is null, one that is not asked for is left out."""
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def arrow_type(athena_type: str) -> pa.DataType:
    """Arrow type of a Hive-style type such as `array<struct<sku:string,price:decimal(18,2)>>`."""
    if athena_type in _SIMPLE:
        return _SIMPLE[athena_type]
    if athena_type.startswith("decimal("):
        precision, scale = athena_type.removeprefix("decimal(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    if athena_type.startswith("array<"):
        return pa.list_(arrow_type(_strip_brackets(athena_type, "array<")))
    if athena_type.startswith("struct<"):
        pairs = (field.split(":", 1) for field in _split_fields(_strip_brackets(athena_type, "struct<")))
        return pa.struct([pa.field(name, arrow_type(kind)) for name, kind in pairs])
    raise ValueError(f"{athena_type} is no column type that Tally knows: see columns.toml")


def _strip_brackets(athena_type: str, opening: str) -> str:
    return athena_type.removeprefix(opening).removesuffix(">")


def _split_fields(fields: str) -> Iterator[str]:
    """Parts between the commas that stand outside any bracket."""
    depth = start = 0
    for place, character in enumerate(fields):
        if character in "<(":
            depth += 1
        elif character in ">)":
            depth -= 1
        elif character == "," and depth == 0:
            yield fields[start:place]
            start = place + 1
    yield fields[start:]
