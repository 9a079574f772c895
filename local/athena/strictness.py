"""What Trino refuses and DuckDB lets pass: aliases used too early or as tables, mixed values, wide shifts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from local.athena.errors import QueryFailed, locate_node
from local.athena.naming import Key, named_tables

_UNRESOLVED = re.compile(r"Column '([^']+)' could not be resolved\. Line: (\d+), Col: (\d+)")
_KINDS = {
    "varchar": exp.DataType.TEXT_TYPES,
    "number": exp.DataType.NUMERIC_TYPES,
    "boolean": {exp.DataType.Type.BOOLEAN},
    "date or timestamp": exp.DataType.TEMPORAL_TYPES,
}
_SHIFTS = ("bitwise_left_shift", "bitwise_right_shift", "bitwise_right_shift_arithmetic")
_OPERATORS: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}


def check(tree: exp.Expression, database: str, columns: Mapping[Key, Mapping[str, str]], sql: str) -> None:
    """QueryFailed where Trino refuses a query; `columns` has the types of its tables' columns.

    What cannot be told for certain is let pass.
    """
    _refuse_member_of_alias(tree, sql)
    copy = tree.copy()
    schema: dict[str, dict[str, Mapping[str, str]]] = {}
    for node, key in named_tables(copy, database):
        if not columns.get(key):
            return
        node.set("db", exp.to_identifier(key[0]))
        node.set("catalog", None)
        schema.setdefault(key[0], {})[key[1]] = {**columns[key], "$path": "string"}
    try:
        qualified = qualify(
            copy, schema=schema, dialect="athena", expand_alias_refs=False, quote_identifiers=False
        )
        typed = annotate_types(qualified, schema=schema, dialect="athena")
    except OptimizeError as error:
        _refuse_early_alias(tree, str(error))
        return
    except SqlglotError:
        return
    for node in typed.walk():
        _refuse_wide_shift(node, sql)
        for left, right, reason in _find_pairs(node):
            if left != right and None not in (left, right):
                raise QueryFailed(f"TYPE_MISMATCH: {locate_node(sql, node)}{reason.format(left, right)}")


def _refuse_early_alias(tree: exp.Expression, text: str) -> None:
    found = _UNRESOLVED.search(text)
    aliases = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    if found and found[1].lower() in aliases:
        place = f"line {found[2]}:{int(found[3]) - len(found[1]) + 1}"
        raise QueryFailed(
            f"COLUMN_NOT_FOUND: {place}: Column '{found[1]}' cannot be resolved or requester is not "
            "authorized to access requested resources"
        )


def _refuse_member_of_alias(tree: exp.Expression, sql: str) -> None:
    """In ORDER BY Trino takes `orders.day` for a member of the column called orders, not of the table."""
    for order in tree.find_all(exp.Order):
        select = order.parent
        if not isinstance(select, exp.Select):
            continue
        named = {each.alias.lower() for each in select.expressions if isinstance(each, exp.Alias)}
        for column in order.find_all(exp.Column):
            if column.table.lower() in named:
                place = locate_node(sql, column)
                raise QueryFailed(f"TYPE_MISMATCH: {place}Expression {column.table} is not of type ROW")


def _refuse_wide_shift(node: exp.Expression, sql: str) -> None:
    """Trino shifts bits by an integer alone."""
    if not isinstance(node, exp.Anonymous) or node.name.lower() not in _SHIFTS or len(node.expressions) != 2:
        return
    if node.expressions[1].is_type(exp.DataType.Type.BIGINT):
        name = node.name.lower()
        raise QueryFailed(
            f"FUNCTION_NOT_FOUND: {locate_node(sql, node)}Unexpected parameters (bigint, bigint) "
            f"for function {name}. Expected: {name}(bigint, integer)"
        )


def _find_pairs(node: exp.Expression) -> Iterator[tuple[str | None, str | None, str]]:
    """Kinds of two parts of a node that must agree, and what Trino says when they do not."""
    if type(node) in _OPERATORS:
        yield (
            _find_kind(node.this),
            _find_kind(node.expression),
            f"Cannot apply operator: {{}} {_OPERATORS[type(node)]} {{}}",
        )
    elif isinstance(node, exp.Between):
        for bound in (node.args["low"], node.args["high"]):
            yield _find_kind(node.this), _find_kind(bound), "Cannot check if {} is BETWEEN {}"
    elif isinstance(node, exp.In):
        reason = "IN value and list items must be the same type: {}, {}"
        yield from ((_find_kind(node.this), _find_kind(item), reason) for item in node.expressions)
    elif isinstance(node, exp.DPipe | exp.Concat):
        parts = [node.this, node.expression] if isinstance(node, exp.DPipe) else node.expressions
        kinds = [_find_kind(part) for part in parts]
        reason = "Unexpected parameters ({}, {}) for function concat"
        yield from (("varchar", kind, reason) for kind in kinds)
    else:
        for alternatives, what in _find_alternatives(node):
            reason = f"All {what} must be the same type or coercible to a common type: {{}}, {{}}"
            yield from ((left, right, reason) for left, right in pairwise(_find_kinds(alternatives)))


def _find_alternatives(node: exp.Expression) -> Iterator[tuple[Sequence[exp.Expression], str]]:
    """Values of which one will be the result."""
    if isinstance(node, exp.Coalesce):
        yield [node.this, *node.expressions], "COALESCE operands"
    elif isinstance(node, exp.Case):
        results = [branch.args["true"] for branch in node.args["ifs"]]
        yield [*results, *_list_present(node.args.get("default"))], "CASE results"
    elif isinstance(node, exp.If) and not isinstance(node.parent, exp.Case):
        yield [node.args["true"], *_list_present(node.args.get("false"))], "IF results"
    elif isinstance(node, exp.SetOperation):
        for columns in zip(node.this.selects, node.expression.selects, strict=False):
            yield columns, "columns of a UNION"


def _list_present(value: exp.Expression | None) -> list[exp.Expression]:
    return [] if value is None else [value]


def _find_kinds(values: Iterable[exp.Expression]) -> list[str]:
    return [kind for value in values if (kind := _find_kind(value)) is not None]


def _find_kind(value: exp.Expression) -> str | None:
    if value.type is None or isinstance(value, exp.Any | exp.All):  # of these the values count, not the truth
        return None
    return next((name for name, types in _KINDS.items() if value.type.this in types), None)
