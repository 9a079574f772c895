"""CROSS JOIN UNNEST in Trino's forms: several arrays side by side, maps, and rows that become columns."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from local.athena.errors import QueryFailed, locate_offset
from local.athena.shapes import type_of

Schema = Mapping[str, Mapping[str, str]]


def check_column_aliases(tree: exp.Expression, schema: Schema, sql: str) -> None:
    """QueryFailed, in Trino's words, where an UNNEST has another number of columns than its alias names."""
    for unnest in tree.find_all(exp.Unnest):
        alias, ordinality = unnest.args.get("alias"), unnest.args.get("offset")
        if alias is None:
            continue
        given = len(alias.columns) + isinstance(ordinality, exp.Identifier)
        types = [type_of(array, schema) for array in unnest.expressions]
        held = sum(map(_count_columns, types)) + bool(ordinality)
        is_certain = all(map(_is_told, types)) and not _is_made_anew(unnest)
        if given and (given < len(types) + bool(ordinality) or (is_certain and given != held)):
            reason = f"Column alias list has {given} entries but '{alias.name}' has {held} columns available"
            raise QueryFailed(f"MISMATCHED_COLUMN_ALIASES: {_locate_unnest(sql, alias)}{reason}")


def _locate_unnest(sql: str, alias: exp.Expression) -> str:
    start = alias.this.meta.get("start")
    offset = -1 if start is None else sql.lower().rfind("unnest", 0, start)
    return locate_offset(sql, offset) if offset >= 0 else ""


def _is_told(kind: exp.DataType | None) -> bool:
    return kind is not None and (kind.is_type("map") or (kind.is_type("array") and bool(kind.expressions)))


def _is_made_anew(unnest: exp.Expression) -> bool:
    """Whether the statement names something of its own like an array's column: of what type is not known."""
    names = {array.name.lower() for array in unnest.expressions if isinstance(array, exp.Column)}
    root = unnest.root()
    made = {
        alias.alias.lower()
        for alias in root.find_all(exp.Alias)
        if not isinstance(alias.this, exp.Column) or alias.this.name.lower() != alias.alias.lower()
    }
    listed = {column.name.lower() for alias in root.find_all(exp.TableAlias) for column in alias.columns}
    return bool(names & (made | listed))


def lateral_unnest(unnest: exp.Expression, schema: Schema) -> exp.Expression:
    """The UNNEST itself where DuckDB reads it alike, else a lateral subquery with the same columns."""
    arrays = unnest.expressions
    alias = unnest.args.get("alias")
    names = [column.name for column in alias.columns] if alias else []
    types = [type_of(array, schema) for array in arrays]
    if names and _is_made_anew(unnest) and sum(map(_count_columns, types)) != len(names):
        types = [None] * len(types)
    if alias is None or (len(arrays) == 1 and len(names) <= 1 and not _list_fields(types[0])):
        return unnest
    widths = _count_widths(types, len(names))
    if not names:
        names = [field for kind in types for field in _list_fields(kind) or ["_col"]]
    lateral = _build_lateral(list(zip(arrays, types, widths, strict=True)), names, unnest.args.get("offset"))
    lateral.set("alias", exp.TableAlias(this=exp.to_identifier(alias.name)))
    return lateral


def _count_widths(types: list[exp.DataType | None], named: int) -> list[int]:
    """Columns that each array becomes; 0 means that its element is the column."""
    known = [len(_list_fields(kind)) for kind in types]
    if len(types) == 1 and not known[0] and named > 1:
        return [named]
    return known


def _count_columns(kind: exp.DataType | None) -> int:
    return max(1, len(_list_fields(kind)))


def _list_fields(kind: exp.DataType | None) -> list[str]:
    if kind is None:
        return []
    if kind.is_type("map"):
        return ["key", "value"]
    element = kind.expressions[0] if kind.is_type("array") and kind.expressions else None
    if element is None or not element.is_type("struct"):
        return []
    return [field.name for field in element.expressions]


def _build_lateral(
    arrays: list[tuple[exp.Expression, exp.DataType | None, int]],
    names: list[str],
    ordinality: exp.Expression | bool | None,
) -> exp.Expression:
    inner, outer = exp.Select(), exp.Select()
    remaining = iter(names)
    for place, (array, kind, width) in enumerate(arrays):
        element = f"_u{place}"
        items = exp.func("map_entries", array) if kind is not None and kind.is_type("map") else array
        inner = inner.select(exp.alias_(_unnest(items), element))
        outer = outer.select(*_build_columns(element, width, remaining))
    if ordinality:
        inner = inner.select(exp.alias_(_unnest(_count_up([array for array, _, _ in arrays])), "_ordinal"))
        name = ordinality.name if isinstance(ordinality, exp.Identifier) else "ordinality"
        outer = outer.select(exp.alias_(exp.column("_ordinal"), name))
    return exp.Lateral(this=exp.Subquery(this=outer.from_(inner.subquery("_unnested"))))


def _build_columns(element: str, width: int, names: Iterator[str]) -> Iterator[exp.Expression]:
    if not width:
        yield exp.alias_(exp.column(element), next(names, element))
    for place in range(1, width + 1):
        field = exp.Anonymous(
            this="struct_extract_at", expressions=[exp.column(element), exp.Literal.number(place)]
        )
        yield exp.alias_(field, next(names))


def _unnest(items: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="unnest", expressions=[items.copy()])


def _count_up(arrays: list[exp.Expression]) -> exp.Expression:
    lengths = [exp.Anonymous(this="len", expressions=[array.copy()]) for array in arrays]
    longest = exp.Anonymous(this="greatest", expressions=lengths)
    return exp.Anonymous(this="generate_series", expressions=[exp.Literal.number(1), longest])
