"""The names of types: Athena's (Glue, Trino, result metadata) and DuckDB's."""

from typing import Any

from local.athena.errors import QueryFailed

_TO_DUCKDB = {
    "string": "VARCHAR",
    "varchar": "VARCHAR",
    "char": "VARCHAR",
    "int": "INTEGER",
    "real": "FLOAT",
    "float": "FLOAT",
    "binary": "BLOB",
    "varbinary": "BLOB",
    "timestamp": "TIMESTAMP",
    "json": "JSON",
    "timestamp with time zone": "TIMESTAMPTZ",
}
# duckdb's type id: (Trino's name, Glue's name or None where a Hive table cannot hold it)
_FROM_DUCKDB: dict[str, tuple[str, str | None]] = {
    "varchar": ("varchar", "string"),
    "boolean": ("boolean", "boolean"),
    "tinyint": ("tinyint", "tinyint"),
    "smallint": ("smallint", "smallint"),
    "integer": ("integer", "int"),
    "bigint": ("bigint", "bigint"),
    "hugeint": ("bigint", "bigint"),
    "utinyint": ("smallint", "smallint"),
    "usmallint": ("integer", "int"),
    "uinteger": ("bigint", "bigint"),
    "ubigint": ("bigint", "bigint"),
    "uhugeint": ("bigint", "bigint"),
    "float": ("real", "float"),
    "double": ("double", "double"),
    "date": ("date", "date"),
    "timestamp": ("timestamp", "timestamp"),
    "timestamp_ms": ("timestamp", "timestamp"),
    "timestamp_ns": ("timestamp", "timestamp"),
    "timestamp_s": ("timestamp", "timestamp"),
    "timestamp with time zone": ("timestamp with time zone", None),
    "blob": ("varbinary", "binary"),
    "uuid": ("uuid", None),
    "time": ("time", None),
    "interval": ("interval day to second", None),
}
_NARROWER = {"hugeint": "BIGINT", "ubigint": "BIGINT", "uhugeint": "BIGINT", "uinteger": "BIGINT"}


def duckdb_type(athena: str) -> str:
    """DuckDB's name of a type in Glue's or Trino's words, such as array<struct<sku:string>>."""
    text = athena.strip().lower().replace('"', "")
    head, inner = _split_head(text)
    if head == "array":
        return duckdb_type(inner) + "[]"
    if head == "map":
        key, value = _split_parts(inner)
        return f"MAP({duckdb_type(key)}, {duckdb_type(value)})"
    if head in ("struct", "row"):
        return f"STRUCT({', '.join(_convert_field(part) for part in _split_parts(inner))})"
    if head == "decimal":
        return f"DECIMAL({inner or '38,0'})"
    if head == "timestamp" and text.endswith("time zone"):
        return "TIMESTAMPTZ"
    return _TO_DUCKDB.get(head, head.upper())


def _convert_field(part: str) -> str:
    separator = ":" if ":" in part.split("<", maxsplit=1)[0] else " "
    name, _, kind = part.strip().partition(separator)
    return f'"{name}" {duckdb_type(kind)}'


def _split_head(text: str) -> tuple[str, str]:
    """array<x> or array(x) as ("array", "x")."""
    for opening, closing in ("<>", "()"):
        if opening in text and text.rstrip().endswith(closing):
            head, _, rest = text.partition(opening)
            if "(" not in head and "<" not in head:
                return head.strip(), rest.rstrip()[:-1]
    return text.split("(", maxsplit=1)[0].strip(), ""


def _split_parts(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += letter in "<("
        depth -= letter in ">)"
        if letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def trino_type(kind: Any) -> str:
    """Trino's full name of a DuckDBPyType, such as array(row(sku varchar))."""
    children = _list_children(kind)
    match kind.id:
        case "list" | "array":
            return f"array({trino_type(children[0][1])})"
        case "struct":
            return f"row({', '.join(f'{name} {trino_type(child)}' for name, child in children)})"
        case "map":
            return f"map({trino_type(children[0][1])}, {trino_type(children[1][1])})"
        case "decimal":
            return f"decimal({children[0][1]},{children[1][1]})"
    return result_type(kind)


def result_type(kind: Any) -> str:
    """The type as result metadata call it: array, row, map and decimal stand without their parts."""
    nested = {"list": "array", "array": "array", "struct": "row", "map": "map", "decimal": "decimal"}
    if str(kind) == "JSON":
        return "json"
    if str(kind) == '"NULL"':
        return "unknown"
    return nested.get(kind.id) or _FROM_DUCKDB.get(kind.id, (kind.id, None))[0]


def glue_type(kind: Any) -> str:
    """Glue's name of a DuckDBPyType; QueryFailed where a Hive table cannot hold it."""
    children = _list_children(kind)
    match kind.id:
        case "list" | "array":
            return f"array<{glue_type(children[0][1])}>"
        case "struct":
            return f"struct<{','.join(f'{name.lower()}:{glue_type(child)}' for name, child in children)}>"
        case "map":
            return f"map<{glue_type(children[0][1])},{glue_type(children[1][1])}>"
        case "decimal":
            return f"decimal({children[0][1]},{children[1][1]})"
    name = None if str(kind) in ("JSON", '"NULL"') else _FROM_DUCKDB.get(kind.id, ("", None))[1]
    if name is None:
        raise QueryFailed(f"NOT_SUPPORTED: Unsupported Hive type: {result_type(kind)}")
    return name


def stored_type(kind: Any) -> str | None:
    """The DuckDB type to cast to before writing Parquet, where Trino has no such integer."""
    return _NARROWER.get(kind.id)


def _list_children(kind: Any) -> list[tuple[str, Any]]:
    if kind.id not in ("list", "array", "struct", "map", "decimal"):
        return []
    return list(kind.children)
