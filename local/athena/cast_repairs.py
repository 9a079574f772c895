"""Casts: what Trino's read less of a text than DuckDB's, and where they round."""

import re

from sqlglot import exp

from local.athena.function_repairs import call

_TIMESTAMPS = {exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPTZ}
_INTEGERS = {"TINYINT", "SMALLINT", "INT", "BIGINT"}
_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_READ: dict[str, str] = {
    **dict.fromkeys(_INTEGERS, "[+-]?[0-9]+"),
    "DECIMAL": _NUMBER,
    **dict.fromkeys(("DOUBLE", "FLOAT"), rf"\s*({_NUMBER}|[+-]?(NaN|Infinity))\s*"),
    "BOOLEAN": "(?i)(t|true|1|f|false|0)",
    "DATE": r"\s*[0-9]+-[0-9]+-[0-9]+\s*",
    "TIMESTAMP": r"\s*[0-9]+-[0-9]+-[0-9]+([^0-9T].*)?",
}
"""What Trino's casts read of a text, by the type that is cast to, as patterns of both RE2 and Python."""

_ROUNDING = {0: "round_to_seconds", 3: "round_to_milliseconds"}
"""Macros by the digits that a timestamp keeps; six are all that DuckDB has."""


def repair_cast(node: exp.Expression) -> exp.Expression:
    """The cast as Trino does it."""
    target = node.args["to"]
    kind, sizes = target.this, target.expressions
    if kind in (exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT):
        text = call("trino_varchar", node.this)
        return exp.Left(this=text, expression=sizes[0].this.copy()) if sizes else text
    if kind == exp.DataType.Type.JSON:
        return call("to_json", node.this)
    value = node.this
    if kind in _TIMESTAMPS:
        target.set("expressions", None)
    if kind == exp.DataType.Type.DECIMAL and not sizes:
        target.replace(exp.DataType.build(_find_decimal_type(value)))
    if kind.name in _INTEGERS and _is_double(value):
        node.set("this", exp.Round(this=value))
    elif kind.name in _READ:
        node.set("this", _read_less(node, _READ[kind.name]))
    return _round(node, value, sizes) if kind == exp.DataType.Type.TIMESTAMP else node


def _read_less(node: exp.Expression, pattern: str) -> exp.Expression:
    """The value, or where it is a text that Trino does not read: an error, NULL in TRY and TRY_CAST."""
    value = node.this
    if isinstance(value, exp.Literal):
        if not value.is_string or re.fullmatch(pattern, value.this):
            return value
    elif isinstance(value, exp.Cast) and not value.to.is_type(*exp.DataType.TEXT_TYPES):
        return value
    read = exp.Literal.string(pattern)
    if isinstance(node, exp.TryCast) or node.find_ancestor(exp.Try):
        return call("text_that_reads_or_null", value, read)
    kind = exp.Literal.string(node.args["to"].sql(dialect="athena").lower())
    return call("text_that_reads", value, read, kind)


def _round(node: exp.Expression, value: exp.Expression, sizes: list[exp.Expression]) -> exp.Expression:
    """A plain timestamp keeps milliseconds; what is a date, or cut already, needs no rounding."""
    digits = int(sizes[0].name) if sizes else 3
    written = len(value.this.partition(".")[2]) if isinstance(value, exp.Literal) else None
    is_cut = isinstance(value, exp.TimestampTrunc | exp.DateTrunc | exp.Null)
    if is_cut or digits not in _ROUNDING or (written is not None and written <= digits):
        return node
    return call(_ROUNDING[digits], node.copy())


def _find_decimal_type(value: exp.Expression) -> str:
    """DECIMAL '1.50' has the digits of its text; DECIMAL alone is decimal(38,0)."""
    if not (isinstance(value, exp.Literal) and value.is_string):
        return "decimal(38,0)"
    whole, _, fraction = value.this.strip().lstrip("+-").partition(".")
    return f"decimal({max(1, len(whole) + len(fraction))},{len(fraction)})"


def _is_double(value: exp.Expression) -> bool:
    inner = value.unnest()
    if isinstance(inner, exp.Neg):
        return _is_double(inner.this)
    if isinstance(inner, exp.Literal):
        return not inner.is_string and "e" in inner.this.lower()
    return isinstance(inner, exp.Cast) and inner.to.is_type("double", "float")
