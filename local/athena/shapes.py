"""What little the translation must know of types: whether a value is a map, or an array of rows."""

from collections.abc import Mapping

from sqlglot import exp


def type_of(value: exp.Expression, schema: Mapping[str, Mapping[str, str]]) -> exp.DataType | None:
    """By the shape of the expression, else by the column's name in the tables of the statement."""
    if isinstance(value, exp.Cast):
        return value.to
    if isinstance(value, exp.Map | exp.VarMap | exp.ToMap | exp.MapFromEntries):
        return exp.DataType.build("map")
    if isinstance(value, exp.Anonymous) and value.name.lower() in {"map_agg", "histogram", "map"}:
        return exp.DataType.build("map")
    if isinstance(value, exp.Column):
        found = {columns[value.name.lower()] for columns in schema.values() if value.name.lower() in columns}
        if len(found) == 1:
            return exp.DataType.build(found.pop(), dialect="athena")
    return None
