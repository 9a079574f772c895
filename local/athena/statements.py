"""Which statement a text is, and what runs it."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from local.athena import definitions, queries
from local.athena.catalog import CATALOG, Table
from local.athena.dialect import parse
from local.athena.errors import InvalidRequest, QueryFailed, describe_syntax_error
from local.athena.results import Outcome
from local.athena.session import Session

StatementRun = Callable[[Session], Outcome]
_NAME = r'[`"]?(?:(?P<db>\w+)[`"]?\.[`"]?)?(?P<name>\w+)[`"]?'
_UNLOAD = re.compile(r"unload\s*\((.*)\)\s*to\s*'([^']*)'\s*(?:with\s*\((.*)\))?", re.I | re.S)
_EXECUTE = re.compile(r'execute\s+"?(?P<name>\w+)"?(?:\s+using\s+(?P<values>.*))?', re.I | re.S)


def read_statement(sql: str, parameters: Sequence[str], prepared: Callable[[str], str]) -> StatementRun:
    """What runs a statement. InvalidRequest when it is malformed or no statement of Athena's.

    `parameters` are SQL literals for its `?`; `prepared` gives the text of a prepared statement by name.
    """
    text = sql.strip().rstrip(";").strip()
    try:
        if found := _EXECUTE.fullmatch(text):
            values = [value.sql(dialect="athena") for value in _parse_expressions(found["values"])]
            return read_statement(prepared(found["name"]), values, prepared)
        if found := _UNLOAD.fullmatch(text):
            query = _fill_in_values(parse(found[1]), parameters)
            return partial(
                queries.unload, query=query, location=found[2], options=_read_unload_options(found[3])
            )
        return _read_hive_statement(text) or _read_sql_statement(text, parameters)
    except SqlglotError as error:
        raise describe_syntax_error(sql, error) from error


def _read_sql_statement(text: str, parameters: Sequence[str]) -> StatementRun:  # noqa: PLR0911  (one return a statement)
    tree = _fill_in_values(parse(text), parameters)
    if isinstance(tree, exp.Query | exp.Values):
        return partial(queries.select, tree=tree)
    if isinstance(tree, exp.Insert):
        return partial(queries.insert, tree=tree)
    if isinstance(tree, exp.Drop):
        return partial(definitions.drop, tree=tree)
    if isinstance(tree, exp.Create):
        kind = str(tree.args["kind"]).upper()
        if kind in ("DATABASE", "SCHEMA"):
            return partial(definitions.create_database, tree=tree)
        if kind == "VIEW":
            return partial(definitions.create_view, tree=tree, text=_cut_view_text(text))
        if kind == "TABLE" and tree.expression is not None:
            return partial(queries.create_table_as, tree=tree)
        if kind == "TABLE":
            return partial(definitions.create_table, tree=tree)
    raise InvalidRequest(
        f"The stand-in runs no {text.split(maxsplit=1)[0].upper()} statement "
        "(docs/reference/athena-stand-in.md)"
    )


def _cut_view_text(text: str) -> str:
    """The query of a CREATE VIEW as it was written."""
    tokens = sqlglot.tokenize(text, read="athena")
    start = next(token.end for token in tokens if token.token_type == TokenType.ALIAS)
    return text[start + 1 :].strip()


def _parse_expressions(values: str | None) -> list[exp.Expression]:
    return list(sqlglot.parse_one(f"select {values}", read="athena").selects) if values else []


def _fill_in_values(tree: exp.Expression, parameters: Sequence[str]) -> exp.Expression:
    marks = [mark for mark in tree.find_all(exp.Placeholder, bfs=False) if mark.args.get("this") is None]
    if len(marks) != len(parameters):
        reason = f"Incorrect number of parameters: expected {len(marks)} but found {len(parameters)}"
        raise InvalidRequest(f"INVALID_PARAMETER_USAGE: line 1:1: {reason}")
    for mark, value in zip(marks, parameters, strict=True):
        mark.replace(_parse_expressions(value)[0])
    return tree


def _read_unload_options(text: str | None) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for item in _parse_expressions(text):
        value = item.args["expression"]
        is_list = isinstance(value, exp.Array)
        options[item.this.name.lower()] = [each.name for each in value.expressions] if is_list else value.name
    return options


def _read_hive_statement(text: str) -> StatementRun | None:
    """SHOW, DESCRIBE and MSCK, which sqlglot does not take apart."""
    for pattern, make in _HIVE:
        if found := re.fullmatch(pattern, text, re.I | re.S):
            return make(found)
    return None


def _run_on_table(act: Callable[[Session, Table], Outcome]) -> Callable[[re.Match[str]], StatementRun]:
    def make(found: re.Match[str]) -> StatementRun:
        def run(session: Session) -> Outcome:
            database, name = (found["db"] or session.database).lower(), found["name"].lower()
            table = session.catalog.find(database, name)
            if table is None:
                raise QueryFailed(
                    f"TABLE_NOT_FOUND: line 1:1: Table '{CATALOG}.{database}.{name}' does not exist"
                )
            return act(session, table)

        return run

    return make


def _show_databases(found: re.Match[str]) -> StatementRun:
    return partial(definitions.show_databases, pattern=found["pattern"])


def _show_tables(found: re.Match[str]) -> StatementRun:
    only_views = found["what"].lower() == "views"
    return partial(
        definitions.show_tables, database=found["in"], pattern=found["pattern"], only_views=only_views
    )


_PATTERN = r"(?:\s+(?:like\s+)?'(?P<pattern>[^']*)')?"
_HIVE: Sequence[tuple[str, Callable[[re.Match[str]], StatementRun]]] = [
    (rf"show\s+(?:databases|schemas){_PATTERN}", _show_databases),
    (rf'show\s+(?P<what>tables|views)(?:\s+(?:in|from)\s+[`"]?(?P<in>\w+)[`"]?)?{_PATTERN}', _show_tables),
    (rf"(?:describe|desc)\s+(?:extended\s+|formatted\s+)?{_NAME}", _run_on_table(definitions.describe)),
    (rf"show\s+columns\s+(?:in|from)\s+{_NAME}", _run_on_table(definitions.show_columns)),
    (rf"show\s+partitions\s+{_NAME}", _run_on_table(definitions.show_partitions)),
    (rf"show\s+create\s+view\s+{_NAME}", _run_on_table(definitions.show_create_view)),
    (rf"msck\s+repair\s+table\s+{_NAME}", _run_on_table(definitions.repair_partitions)),
]
