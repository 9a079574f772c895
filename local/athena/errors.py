"""Failures in Athena's words."""

import re
from collections.abc import Mapping

import duckdb
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError


class QueryFailed(Exception):
    """A query execution ends FAILED with this StateChangeReason, as `TABLE_NOT_FOUND: line 1:15: ...`."""


class InvalidRequest(Exception):
    """The call itself is refused with InvalidRequestException."""

    def __init__(self, message: str, code: str = "INVALID_INPUT") -> None:
        super().__init__(message)
        self.code = code


class EntityNotFound(QueryFailed):
    """A table, view or database that a statement names does not exist."""


def locate_node(sql: str, node: exp.Expression | None) -> str:
    """`line 1:15: ` for a node of the statement's tree, empty where the tree does not know."""
    parts = node.find_all(exp.Identifier) if node is not None else ()
    starts = [part.meta["start"] for part in parts if "start" in part.meta]
    return locate_offset(sql, min(starts)) if starts else ""


def locate_offset(sql: str, offset: int) -> str:
    """`line 1:15: ` for an offset in the statement."""
    before = sql[:offset]
    return f"line {before.count(chr(10)) + 1}:{offset - before.rfind(chr(10))}: "


def describe_syntax_error(sql: str, error: SqlglotError) -> InvalidRequest:
    """A statement that does not parse."""
    details = error.errors[0] if isinstance(error, ParseError) and error.errors else None
    if details is None:
        text = str(error)
        what = "unterminated quote" if text.startswith("Error tokenizing") else text
        return InvalidRequest(f"{locate_offset(sql, len(sql))}{what}", "MALFORMED_QUERY")
    if "SENTINEL" in str(details["description"]) or not details.get("highlight"):
        return InvalidRequest(f"{locate_offset(sql, len(sql))}mismatched input '<EOF>'", "MALFORMED_QUERY")
    found = str(details["highlight"])
    column = max(1, int(details["col"]) - len(found) + 1)
    return InvalidRequest(f"line {details['line']}:{column}: mismatched input '{found}'", "MALFORMED_QUERY")


def describe_own_fault(error: Exception) -> str:
    """A failure that Athena would not have: whoever reads it shall not look for it in the statement."""
    return (
        "GENERIC_INTERNAL_ERROR: this is a fault of Tally's stand-in for Athena on one machine, not of the "
        f"statement: {type(error).__name__}: {error}"
    )


_COLUMN = re.compile(
    r'(?:Referenced column "(?P<a>[^"]+)" not found|does not have a column named "(?P<b>[^"]+)"'
    r'|Referenced table "(?P<c>[^"]+)" not found)'
)
_FUNCTION = re.compile(r"Function with name (\S+) does not exist")
_SIGNATURE = re.compile(r"the given name and argument types '(\w+)\((.*)\)'")
_GROUPING = re.compile(r'column "?([^" ]+)"? must appear in the GROUP BY clause')
_AMBIGUOUS = re.compile(r'Ambiguous reference to column name "([^"]+)"')


def translate_error(sql: str, tree: exp.Expression, error: duckdb.Error) -> QueryFailed:
    """DuckDB's complaint about a statement in Athena's words, with the place in the statement."""
    text = str(error).split("\n\nLINE ")[0].strip()
    if found := _COLUMN.search(text):
        name = found["a"] or found["b"] or found["c"]
        reason = (
            f"Column '{name}' cannot be resolved or requester is not authorized to access requested resources"
        )
        return QueryFailed(f"COLUMN_NOT_FOUND: {_locate_column(sql, tree, name)}{reason}")
    if found := _FUNCTION.search(text):
        return QueryFailed(
            f"FUNCTION_NOT_FOUND: {_locate_word(sql, found[1])}Function '{found[1]}' not registered"
        )
    if found := _SIGNATURE.search(text):
        reason = f"Unexpected parameters ({found[2].lower()}) for function {found[1]}"
        return QueryFailed(f"FUNCTION_NOT_FOUND: {_locate_word(sql, found[1])}{reason}")
    if found := _GROUPING.search(text):
        reason = f"'{found[1]}' must be an aggregate expression or appear in GROUP BY clause"
        return QueryFailed(f"EXPRESSION_NOT_AGGREGATE: {_locate_column(sql, tree, found[1])}{reason}")
    if found := _AMBIGUOUS.search(text):
        where = _locate_column(sql, tree, found[1])
        return QueryFailed(f"AMBIGUOUS_NAME: {where}Column '{found[1]}' is ambiguous")
    return QueryFailed(_classify_error(error, text))


_KINDS: Mapping[type[duckdb.Error], str] = {
    duckdb.ConversionException: "INVALID_CAST_ARGUMENT",
    duckdb.OutOfRangeException: "NUMERIC_VALUE_OUT_OF_RANGE",
    duckdb.InvalidInputException: "INVALID_FUNCTION_ARGUMENT",
    duckdb.BinderException: "SYNTAX_ERROR",
    duckdb.ParserException: "SYNTAX_ERROR",
}


def _classify_error(error: duckdb.Error, text: str) -> str:
    _, _, message = text.partition(": ")
    if message.startswith(("DIVISION_BY_ZERO", "INVALID_CAST_ARGUMENT")):
        return message
    if message.startswith("More than one row returned by a subquery"):
        return "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows"
    word = next((word for kind, word in _KINDS.items() if isinstance(error, kind)), None)
    return describe_own_fault(error) if word is None else f"{word}: {message}"


def _locate_column(sql: str, tree: exp.Expression, name: str) -> str:
    for column in tree.find_all(exp.Column):
        if name.lower() in (column.name.lower(), column.table.lower()):
            return locate_node(sql, column)
    return ""


def _locate_word(sql: str, word: str) -> str:
    found = re.search(rf"\b{re.escape(word)}\b", sql, re.IGNORECASE)
    return locate_offset(sql, found.start()) if found else ""
