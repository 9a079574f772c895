"""Where DuckDB answers differently from Trino: one repair per difference."""

import re
from collections.abc import Mapping

from sqlglot import exp

from local.athena.cast_repairs import repair_cast
from local.athena.function_repairs import FUNCTION_REPAIRS, Repair, call, cast_like, json_query
from local.athena.shapes import type_of
from local.athena.unnesting import lateral_unnest

Schema = Mapping[str, Mapping[str, str]]
_NAMED = (exp.Alias, exp.Aliases, exp.Column, exp.Dot)


def repair(tree: exp.Expression, schema: Schema) -> exp.Expression:
    """A copy of the tree that DuckDB evaluates by Trino's rules."""
    copy = tree.copy()
    _name_columns(copy)
    for node in list(copy.find_all(*_REPAIRS, bfs=False))[::-1]:
        replacement = _REPAIRS[type(node)](node)
        if replacement is not node:
            copy = _replace_node(copy, node, replacement)
    for size in list(copy.find_all(exp.ArraySize)):
        kind = type_of(size.this, schema)
        if kind is not None and kind.is_type("map"):
            copy = _replace_node(copy, size, call("cardinality", size.this))
    for unnest in list(copy.find_all(exp.Unnest)):
        copy = _replace_node(copy, unnest, lateral_unnest(unnest, schema))
    return copy


def _replace_node(root: exp.Expression, node: exp.Expression, replacement: exp.Expression) -> exp.Expression:
    if node is root:
        return replacement
    node.replace(replacement)
    return root


def _name_columns(tree: exp.Expression) -> None:
    """Trino calls an unnamed column _col0, _col1 ... by its place."""
    for select in tree.find_all(exp.Select):
        for place, column in enumerate(select.expressions):
            if not is_named(column):
                column.replace(exp.alias_(column.copy(), f"_col{place}"))


def is_named(column: exp.Expression) -> bool:
    """Whether a selected column brings its own name."""
    return isinstance(column, _NAMED) or bool(column.is_star)


def _divide(node: exp.Expression) -> exp.Expression:
    """Integers give integers, decimals decimals, a zero divisor an error (NULL inside TRY)."""
    if node.find_ancestor(exp.Try):
        total = exp.Add(this=exp.paren(node.this), expression=exp.paren(node.expression))
        return cast_like(node.copy(), total)
    return call("trino_divide", node.this, node.expression)


def _date_difference(node: exp.Expression) -> exp.Expression:
    """Whole elapsed units, not boundaries crossed."""
    unit = exp.Literal.string(node.text("unit").lower() or "day")
    return call("date_sub", unit, node.expression, node.this)


def _keep_type(node: exp.Expression) -> exp.Expression:
    """date_trunc and date_add of a DATE are a DATE."""
    return cast_like(node.copy(), node.this)


def _plus_interval(node: exp.Expression) -> exp.Expression:
    """DATE plus or minus an interval is a DATE."""
    left, right = node.this.unnest(), node.expression.unnest()
    intervals = isinstance(left, exp.Interval), isinstance(right, exp.Interval)
    if intervals == (False, True):
        return cast_like(node.copy(), node.this)
    if intervals == (True, False):
        return cast_like(node.copy(), node.expression)
    return node


def _regexp_extract(node: exp.Expression) -> exp.Expression:
    """NULL, not an empty string, without a match."""
    group = node.args.get("group") or exp.Literal.number(0)
    return call("trino_regexp_extract", node.this, node.expression, group)


def _regexp_replace(node: exp.Expression) -> exp.Expression:
    r"""Groups are $1 in Trino and \1 in DuckDB."""
    replacement = node.args.get("replacement")
    if isinstance(replacement, exp.Literal):
        text = re.sub(r"\$(\d)", r"\\\1", replacement.this)
        replacement.replace(exp.Literal.string(text))
    return node


def _json_scalar(node: exp.Expression) -> exp.Expression:
    """NULL for an object, an array and text that is not JSON."""
    return call("json_scalar_or_null", node.this, _write_json_path(node.expression))


def _json_extract(node: exp.Expression) -> exp.Expression:
    """NULL for text that is not JSON."""
    if node.args.get("json_query"):
        return json_query(node)
    return call("json_extract_or_null", node.this, _write_json_path(node.expression))


_ANY_KEY = "*"


def _write_json_path(path: exp.Expression) -> exp.Expression:
    if not isinstance(path, exp.JSONPath):
        return path
    keys = [part.this for part in path.expressions[1:] if isinstance(part, exp.JSONPathKey)]
    if _ANY_KEY in keys and len(keys) == len(path.expressions) - 1:
        return exp.Literal.string("".join(map(_point_at, keys)))
    return exp.Literal.string(path.sql(dialect="duckdb")[1:-1].replace("''", "'"))


def _point_at(key: str) -> str:
    """A key as RFC 6901 writes it: in DuckDB's paths a star means every key, between quotes too."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _sequence(node: exp.Expression) -> exp.Expression:
    """Counts down without a step, and steps dates by a day."""
    return call(
        "trino_sequence", *(node.args[part] for part in ("start", "end", "step") if node.args.get(part))
    )


def _slice(node: exp.Expression) -> exp.Expression:
    """The third argument is a length."""
    return call("trino_slice", node.this, node.args["start"], node.args["end"])


def _array_position(node: exp.Expression) -> exp.Expression:
    """0 when the element is not there."""
    return call("trino_array_position", node.this, node.expression)


def _extreme_by(name: str) -> Repair:
    """max_by and min_by may answer NULL."""

    def rewrite(node: exp.Expression) -> exp.Expression:
        return node if node.args.get("count") else call(name, node.this, node.expression)

    return rewrite


def _average(node: exp.Expression) -> exp.Expression:
    """The average of decimals is a decimal: quantile_cont has just that type, and here no rows to read."""
    outer = node.parent if isinstance(node.parent, exp.Filter) else node
    if isinstance(outer.parent, exp.Window):
        return node
    model = call("quantile_cont", node.this.copy(), exp.Literal.number("0.5"))
    if outer is node:
        return cast_like(node.copy(), _filter_out_all(model))
    outer.replace(cast_like(outer.copy(), _filter_out_all(model)))
    return node


def _filter_out_all(aggregate: exp.Expression) -> exp.Expression:
    return exp.Filter(this=aggregate, expression=exp.Where(this=exp.false()))


def _count_if(node: exp.Expression) -> exp.Expression:
    """0, not NULL, over no rows and over conditions that are all NULL."""
    return exp.Count(this=exp.case().when(node.this, exp.Literal.number(1)))


def _at_time_zone(node: exp.Expression) -> exp.Expression:
    """A plain timestamp is taken as UTC; the result is the wall clock there."""
    return exp.AtTimeZone(this=exp.cast(node.this, "timestamptz"), zone=node.args["zone"])


def _keep_together(node: exp.Expression) -> exp.Expression:
    """Functions of bits become operators, of which `&` and `|` bind alike and `~` binds less than `+`."""
    return exp.paren(node)


_REPAIRS: dict[type[exp.Expression], Repair] = {
    exp.Div: _divide,
    exp.DateDiff: _date_difference,
    exp.TimestampTrunc: _keep_type,
    exp.DateTrunc: _keep_type,
    exp.DateAdd: _keep_type,
    exp.Add: _plus_interval,
    exp.Sub: _plus_interval,
    exp.RegexpExtract: _regexp_extract,
    exp.RegexpReplace: _regexp_replace,
    exp.JSONExtractScalar: _json_scalar,
    exp.JSONExtract: _json_extract,
    exp.GenerateSeries: _sequence,
    exp.ArraySlice: _slice,
    exp.ArrayPosition: _array_position,
    exp.ArgMax: _extreme_by("arg_max_null"),
    exp.ArgMin: _extreme_by("arg_min_null"),
    exp.Avg: _average,
    exp.CountIf: _count_if,
    exp.AtTimeZone: _at_time_zone,
    exp.BitwiseAnd: _keep_together,
    exp.BitwiseOr: _keep_together,
    exp.BitwiseNot: _keep_together,
    exp.Cast: repair_cast,
    exp.TryCast: repair_cast,
    **FUNCTION_REPAIRS,
}
