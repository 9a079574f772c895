"""What DuckDB and sqlglot would answer and Trino does not know: a query that works here must work on AWS."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import chain, pairwise

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.dialects.athena import Athena
from sqlglot.errors import ParseError
from sqlglot.tokens import Token, TokenType

from local.athena.errors import QueryFailed, locate_offset

_NAMES = resources.files("local.athena").joinpath("trino_functions.txt")
_GRAMMAR = frozenset(
    {"and", "or", "array", "any", "case", "char", "json", "like", "range", "time", "timestamp"}
)
"""Words of Trino's grammar that may stand before a bracket, and are functions to the others."""
_QUOTED = (TokenType.IDENTIFIER, TokenType.STRING)
_STRANGE = (TokenType.ILIKE, TokenType.DCOLON, TokenType.L_BRACE)


def refuse_foreign_functions(tree: exp.Expression, sql: str) -> None:
    """QueryFailed for a function that Trino has not; `sql` is the text of the tree."""
    names = _list_defined_names(tree)
    for token, after in pairwise(sqlglot.tokenize(sql, read="athena")):
        name = token.text.lower()
        is_called = after.token_type == TokenType.L_PAREN and token.token_type not in _QUOTED
        if is_called and name in list_foreign_functions() and name not in names:
            raise QueryFailed(
                f"FUNCTION_NOT_FOUND: {locate_offset(sql, token.start)}Function '{name}' not registered"
            )


def refuse_foreign_syntax(tree: exp.Expression, sql: str) -> None:
    """ParseError for what is no SQL of Trino's: `::`, ILIKE, LIMIT before OFFSET, GROUP BY ALL ...."""
    tokens = sqlglot.tokenize(sql, read="athena")
    strange = next(chain(_find_strange_tokens(tokens), _find_strange_words(tree, tokens)), None)
    if strange is not None:
        raise ParseError.new(
            "Trino does not know this", line=strange.line, col=strange.col, highlight=strange.text
        )


def _list_defined_names(tree: exp.Expression) -> set[str]:
    """Names of tables and aliases: `as t (a)` has a bracket, too."""
    return {node.name.lower() for node in tree.find_all(exp.TableAlias, exp.Table, exp.Alias)}


@cache
def list_foreign_functions() -> frozenset[str]:
    """Names, in small letters, that a statement may not call."""
    duckdb_functions = duckdb.connect().execute(
        "select distinct lower(function_name) from duckdb_functions()"
    )
    of_duckdb = {name for (name,) in duckdb_functions.fetchall()}
    of_sqlglot = {name.lower() for name in (*Athena.Parser.FUNCTIONS, *Athena.Parser.FUNCTION_PARSERS)}
    of_trino = {*_NAMES.read_text().split(), *_GRAMMAR}
    return frozenset(filter(str.isidentifier, (of_duckdb | of_sqlglot) - of_trino))  # operators are none


def _find_strange_tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    yield from (token for token in tokens if token.token_type in _STRANGE)
    for limit, _, offset in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (limit.token_type, offset.token_type) == (TokenType.LIMIT, TokenType.OFFSET):
            yield offset


def _find_strange_words(tree: exp.Expression, tokens: Sequence[Token]) -> Iterator[Token]:
    """The word behind `*`, GROUP BY, DISTINCT or UNION, where the tree says that it is one of DuckDB's."""
    if any(star.args.get("except_") or star.args.get("replace") for star in tree.find_all(exp.Star)):
        yield from _follow(tokens, ("*",), ("exclude", "except", "replace"))
    if any(group.args.get("all") and not group.expressions for group in tree.find_all(exp.Group)):
        yield from _follow(tokens, ("group by", "by"), ("all",))
    if any(distinct.args.get("on") for distinct in tree.find_all(exp.Distinct)):
        yield from _follow(tokens, ("distinct",), ("on",))
    if any(union.args.get("by_name") for union in tree.find_all(exp.SetOperation)):
        yield from _follow(tokens, ("union", "all"), ("by",))


def _follow(tokens: Sequence[Token], before: Sequence[str], words: Sequence[str]) -> Iterator[Token]:
    for token, after in pairwise(tokens):
        if token.text.lower() in before and after.text.lower() in words:
            yield after
