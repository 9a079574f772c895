"""The lint over sql/: `problems(text)` gives one sentence for each offence.

What SQL means on a real Trino is tried, not linted: `make trino` runs every row case and a whole night on both
engines. Kept here is what such a run cannot show:

- what differs in silence between the engines and has no repair (docs/reference/athena-stand-in.md): DIFFERENT,
  AT TIME ZONE, casts to timestamp(n), which Trino refuses to write into Parquet alone;
- what only one engine runs, told in a second and without Java: MATCH_RECOGNIZE, a filtered window, a bare null;
- what costs on Trino alone: a CTE that is read twice runs twice;
- what costs on one machine alone: an outer join that DuckDB makes by comparing each row with each;
- what fails on some rows only: a divisor that may be 0, integers that lose their fraction;
- how the house writes: lower case, joins with their condition, stars only of a query's own CTE, names that hide
  no table.
"""

import re
from collections import Counter
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError
from tally.modelling.literals import without_text

DIFFERENT = {
    "approx_distinct": "counts otherwise in each engine",
    "approx_percentile": "interpolates otherwise in each engine",
    "format": "rounds doubles otherwise in each engine",
    "typeof": "names types otherwise in each engine",
    "random": "makes another table in each build",
    "now": "makes another table in each build",
    "current_timestamp": "makes another table in each build",
    "current_date": "makes another table in each build",
}
"""Functions that answer differently on the two engines, or each time."""

BANNED = {
    exp.MatchRecognize: "MATCH_RECOGNIZE does not run on one machine",
    exp.AtTimeZone: "AT TIME ZONE keeps the moment only on one machine: use business_date or the calendar",
}
LONGEST_LINE = 110
_PARAMETER = "__"
"""Before the name of a parameter, which may be another part of a report."""


def problems(text: str, tables: frozenset[str]) -> list[str]:
    """Offences of one model file; `tables` are the names a query may read, besides its own CTEs."""
    query = text.partition("*/")[2]
    try:
        statements = sqlglot.parse(re.sub(r"(?<![:\w]):(\w+)", rf"{_PARAMETER}\1", query), read="athena")
    except ParseError as error:
        return [f"does not parse: {error}"]
    if len(statements) != 1 or statements[0] is None:
        return ["is not exactly one statement"]
    tree = statements[0]
    return [
        *_text_rules(query),
        *_banned(tree),
        *_functions(tree),
        *_ctes(tree, tables),
        *_stars(tree),
        *_divisions(tree),
        *_dates(tree),
        *_nulls(tree),
        *_windows(tree),
        *_outer_joins(tree),
    ]


def _text_rules(query: str) -> Iterator[str]:
    bare = without_text(query)
    if bare != bare.lower():
        yield "has capitals: SQL here is lower-case"
    if ";" in bare:
        yield "has a semicolon"
    if "\t" in query:
        yield "has tabs"
    if any(len(line) > LONGEST_LINE for line in query.splitlines()):
        yield f"has lines of more than {LONGEST_LINE} characters"
    if re.search(r"\bfrom\s+\w+\s*,\s*\w+", bare):
        yield "joins by comma: write the join"


def _banned(tree: exp.Expression) -> Iterator[str]:
    for kind, why in BANNED.items():
        if tree.find(kind):
            yield why
    for join in tree.find_all(exp.Join):
        if join.args.get("method") == "NATURAL" or join.args.get("using"):
            yield "joins by natural or using: write the condition"


def _functions(tree: exp.Expression) -> Iterator[str]:
    calls = (node for node in tree.find_all(exp.Func) if not isinstance(node, exp.Connector))
    for name in sorted({_name(node) for node in calls} & set(DIFFERENT)):
        yield f"{name}() {DIFFERENT[name]}"


def _name(node: exp.Func) -> str:
    name = node.name if isinstance(node, exp.Anonymous) else re.split(r"[(\[]", node.sql(dialect="athena"))[0]
    return name.lower().split()[0] if name else ""


def _ctes(tree: exp.Expression, tables: frozenset[str]) -> Iterator[str]:
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    references = Counter(
        table.name for table in tree.find_all(exp.Table) if not table.name.startswith(_PARAMETER)
    )
    for name in sorted(ctes):
        if references[name] != 1:
            yield f"reads the CTE {name} {references[name]} times: Trino runs it as often, and once is right"
        if name in tables:
            yield f"names a CTE {name} like a table"
    for name in sorted(set(references) - ctes - tables):
        yield f"reads {name}, which is no table of a build"


def _stars(tree: exp.Expression) -> Iterator[str]:
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    for select in tree.find_all(exp.Select):
        if not any(isinstance(column, exp.Star) for column in select.expressions):
            continue
        source = select.args.get("from_") or select.args.get("from")
        named = (
            isinstance(source, exp.From)
            and isinstance(source.this, exp.Table)
            and (source.this.name in ctes or source.this.name.startswith(_PARAMETER))
        )
        values = isinstance(source, exp.From) and isinstance(source.this, exp.Values)
        if select.args.get("joins") or not (named or values):
            yield "selects * from something that is no CTE of its own"


def _divisions(tree: exp.Expression) -> Iterator[str]:
    for division in tree.find_all(exp.Div):
        divisor = division.expression.unnest()
        if isinstance(divisor, exp.Literal) and float(divisor.this) != 0:
            if "e" not in divisor.this.lower():
                yield f"divides by {divisor.this}: integers truncate, write {divisor.this}e0"
        elif not isinstance(divisor, exp.Nullif):
            yield f"divides by {divisor.sql()} without nullif"


def _dates(tree: exp.Expression) -> Iterator[str]:
    for cast in tree.find_all(exp.Cast):
        is_literal = isinstance(cast.this, exp.Literal)
        if cast.to.is_type("timestamp") and cast.to.expressions and not is_literal:
            yield "casts to timestamp(n): a build's tables keep milliseconds, cast to timestamp"


def _nulls(tree: exp.Expression) -> Iterator[str]:
    for column in tree.find_all(exp.Select):
        for item in column.expressions:
            if isinstance(item.unalias(), exp.Null):
                yield f"selects a bare null as {item.alias}: cast it, a table's column needs a type"


def _windows(tree: exp.Expression) -> Iterator[str]:
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.Filter):
            yield "filters a window function, which Trino refuses: use a case inside"


def _outer_joins(tree: exp.Expression) -> Iterator[str]:
    """DuckDB hashes an outer join whose conditions compare its two sides, or are of the joined table alone."""
    for join in tree.find_all(exp.Join):
        joined, condition = join.this.alias_or_name, join.args.get("on")
        if join.side and condition is not None:
            for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
                if _reads(part) - {joined} and not _compares(part, joined):
                    yield f"compares each row with each by {part.sql()}: say it in the key, case when ... then key end"


def _compares(condition: exp.Expression, joined: str) -> bool:
    if not isinstance(condition, (exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE)):
        return False
    sides = [_reads(side) for side in (condition.this, condition.expression)]
    return {joined} in sides and not sides[0] & sides[1]


def _reads(part: exp.Expression) -> set[str]:
    """Names of the tables whose columns it has; a parameter is no column."""
    return {each.table for each in part.find_all(exp.Column) if not each.name.startswith(_PARAMETER)}
