"""Functions that have another name or meaning in DuckDB. Macros of Trino's own names need no entry."""

import re
from collections.abc import Callable

from sqlglot import exp
from sqlglot.helper import ensure_list

from local.athena.errors import QueryFailed
from local.athena.joda_patterns import to_strftime

Repair = Callable[[exp.Expression], exp.Expression]


def call(name: str, *arguments: exp.Expression) -> exp.Expression:
    """A function of DuckDB, or a macro."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast_like(value: exp.Expression, model: exp.Expression) -> exp.Expression:
    """The value with the type of the model."""
    return call("cast_to_type", value, model.copy())


def _rename_to(name: str, *parts: str) -> Repair:
    """The same arguments for another function; `parts` are where the node keeps them."""

    def rewrite(node: exp.Expression) -> exp.Expression:
        found = (node.args.get(part) for part in parts)
        return call(name, *(each for value in found for each in ensure_list(value)))

    return rewrite


def _hash_as_bytes(node: exp.Expression) -> exp.Expression:
    """sha1 gives bytes, not their hexadecimal text."""
    return call("unhex", call("sha1", node.this))


def _keep_integer(node: exp.Expression) -> exp.Expression:
    """ceil and floor of an integer are integers."""
    return cast_like(node.copy(), node.this)


def _day_of_week(node: exp.Expression) -> exp.Expression:
    """Monday is 1 and Sunday 7, in EXTRACT too."""
    if node.name.upper() in ("DOW", "DAY_OF_WEEK"):
        node.set("this", exp.Var(this="isodow"))
    return node


def _printf(node: exp.Expression) -> exp.Expression:
    """format takes Java's patterns, which printf reads alike."""
    return call("printf", node.this, *node.expressions)


def _random(node: exp.Expression) -> exp.Expression:
    """random(n) is a whole number below n."""
    return node if node.this is None else call("trino_random", node.this)


def _refuse_comparator(node: exp.Expression) -> exp.Expression:
    """A comparator would be dropped in silence."""
    if isinstance(node.args.get("expression"), exp.Lambda):
        raise QueryFailed("NOT_SUPPORTED: the stand-in has no array_sort with a comparator: try it on AWS")
    return node


def _apply_finish(node: exp.Expression) -> exp.Expression:
    """The last function of reduce, over what the others made."""
    finish = node.args.get("finish")
    if finish is None:
        return node
    node.set("finish", None)
    (state,) = finish.expressions
    last = exp.paren(finish.this.copy())
    for name in [each for each in last.find_all(exp.Identifier) if each.name == state.name]:
        name.replace(node.copy())
    return last


def _drop_accuracy(node: exp.Expression) -> exp.Expression:
    """The accuracy asked for is a detail of Trino's sketch."""
    node.set("accuracy", None)
    return node


def _take_exact_quantile(node: exp.Expression) -> exp.Expression:
    """DuckDB's approx_quantile rounds decimals; divided by 1 they are doubles, as in Trino."""
    share = node.args["quantile"]
    if node.args.get("weight") or isinstance(share, exp.Array):
        return node
    exact = call("quantile_disc", node.this, share)
    if isinstance(node.parent, exp.Filter | exp.Window):  # nothing may stand between
        return exact
    return exp.Paren(this=exp.Div(this=exact, expression=exp.Literal.number(1)))


def _join_array(node: exp.Expression) -> exp.Expression:
    """array_join of nothing but NULLs, or of no elements, is an empty text."""
    return call("trino_array_join", node.copy(), node.this.copy())


def _substring(node: exp.Expression) -> exp.Expression:
    """Place 0, and one before the text's start, are nowhere: the answer is an empty text."""
    start = node.args["start"]
    if isinstance(start, exp.Literal) and int(start.this) > 0:
        return node
    return _rename_to("trino_substr", "this", "start", "length")(node)


def _trim_whitespace(node: exp.Expression) -> exp.Expression:
    """Tabs and line ends go too, not blanks alone."""
    if node.args.get("expression") is None:
        node.set("expression", exp.Literal.string(" \t\n\x0b\x0c\r"))
    return node


def _json_value(node: exp.Expression) -> exp.Expression:
    return call("json_scalar_or_null", node.this, _drop_mode(node.args["path"]))


def _json_exists(node: exp.Expression) -> exp.Expression:
    json, path = node.expressions
    return call("json_path_exists", json, _drop_mode(path))


def _drop_mode(path: exp.Expression) -> exp.Expression:
    """A path of the SQL standard starts with lax or strict."""
    return exp.Literal.string(re.sub(r"^\s*(lax|strict)\s+", "", path.name))


def json_query(node: exp.Expression) -> exp.Expression:
    """The text of a part of a JSON document."""
    return exp.cast(call("json_extract_or_null", node.this, _drop_mode(node.expression)), "text")


def _format_datetime(node: exp.Expression) -> exp.Expression:
    moment, pattern = node.expressions
    return call("strftime", moment, exp.Literal.string(to_strftime(pattern.name)))


def _parse_datetime(node: exp.Expression) -> exp.Expression:
    pattern = exp.Literal.string(to_strftime(node.args["format"].name))
    return exp.cast(call("strptime", node.this, pattern), "timestamptz")


def _match_elements(aggregate: str, otherwise: bool) -> Repair:
    """any_match and its like: the predicate over each element, then one answer."""

    def rewrite(node: exp.Expression) -> exp.Expression:
        answers = call("list_transform", *node.expressions)
        found = call("list_aggregate", answers, exp.Literal.string(aggregate))
        return exp.Coalesce(this=found, expressions=[exp.Boolean(this=otherwise)])

    return rewrite


def _none_match(node: exp.Expression) -> exp.Expression:
    return exp.Not(this=_match_elements("bool_or", otherwise=False)(node))


def _hash_text_at_once(node: exp.Expression) -> exp.Expression:
    """from_big_endian_64(xxhash64(to_utf8(x))) in one step, which is how Tally's keys are made."""
    (inner,) = node.expressions
    if not (isinstance(inner, exp.Anonymous) and inner.name.lower() == "xxhash64"):
        return node
    (text,) = inner.expressions
    return call("xxhash64_of_text", text.this) if isinstance(text, exp.Encode) else node


_BY_NAME: dict[str, Repair] = {
    "from_big_endian_64": _hash_text_at_once,
    "json_exists": _json_exists,
    "format_datetime": _format_datetime,
    "any_match": _match_elements("bool_or", otherwise=False),
    "all_match": _match_elements("bool_and", otherwise=True),
    "none_match": _none_match,
    "zip": _rename_to("list_zip", "expressions"),
    "millisecond": _rename_to("trino_millisecond", "expressions"),
    "url_encode": _rename_to("trino_url_encode", "expressions"),
    "to_base": _rename_to("trino_to_base", "expressions"),
    "to_milliseconds": _rename_to("trino_to_milliseconds", "expressions"),
    "is_finite": _rename_to("isfinite", "expressions"),
    "is_infinite": _rename_to("isinf", "expressions"),
    "json_array_length": _rename_to("trino_json_array_length", "expressions"),
    "url_decode": _rename_to("trino_url_decode", "expressions"),
    "codepoint": _rename_to("unicode", "expressions"),
}


def _repair_by_name(node: exp.Expression) -> exp.Expression:
    return _BY_NAME.get(node.name.lower(), lambda same: same)(node)


FUNCTION_REPAIRS: dict[type[exp.Expression], Repair] = {
    exp.Anonymous: _repair_by_name,
    exp.Substring: _substring,
    exp.Trim: _trim_whitespace,
    exp.SplitPart: _rename_to("trino_split_part", "this", "delimiter", "part_index"),
    exp.ArrayDistinct: _rename_to("trino_array_distinct", "this"),
    exp.ArrayMax: _rename_to("trino_array_max", "this"),
    exp.ArrayMin: _rename_to("trino_array_min", "this"),
    exp.ArrayContains: _rename_to("trino_contains", "this", "expression"),
    exp.ArrayRemove: _rename_to("trino_array_remove", "this", "expression"),
    exp.ArrayExcept: _rename_to("trino_array_except", "this", "expression"),
    exp.ArrayIntersect: _rename_to("trino_array_intersect", "expressions"),
    exp.Repeat: _rename_to("trino_repeat", "this", "times"),
    exp.StrToMap: _rename_to("trino_split_to_map", "this", "pair_delim", "key_value_delim"),
    exp.Normalize: _rename_to("nfc_normalize", "this"),
    exp.SHA: _hash_as_bytes,
    exp.Ceil: _keep_integer,
    exp.Floor: _keep_integer,
    exp.Extract: _day_of_week,
    exp.Format: _printf,
    exp.Rand: _random,
    exp.ArraySort: _refuse_comparator,
    exp.ArrayToString: _join_array,
    exp.ApproxDistinct: _drop_accuracy,
    exp.ApproxQuantile: _take_exact_quantile,
    exp.Reduce: _apply_finish,
    exp.JSONValue: _json_value,
    exp.ParseDatetime: _parse_datetime,
}
