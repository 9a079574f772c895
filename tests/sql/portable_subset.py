"""The lint over sql/: constructs that mean the same in Athena and in the stand-in, and the house's own rules.

`problems(text)` gives one sentence for each offence. What is allowed is listed, what is not listed is refused: a
new function needs a test of its meaning (tests/local/athena/test_athena_dialect.py) before it is added here.
"""

import re
from collections import Counter
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError
from tally.modelling.literals import without_text

FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        """abs array array_agg array_join case cast coalesce count count_if date_add date_diff date_trunc
        from_big_endian_64 if json_extract_scalar json_format json_parse lag lead lower lpad max max_by min min_by
        nullif regexp_extract_all regexp_like regexp_replace row_number sqrt strpos substr sum to_utf8 try try_cast
        unnest upper xxhash64""",
    )
)
BANNED = {
    exp.MatchRecognize: "MATCH_RECOGNIZE does not run on one machine",
    exp.Lambda: "a lambda is written differently in the two engines",
    exp.AtTimeZone: "AT TIME ZONE shifts the other way: use business_date or the calendar",
    exp.Mod: "the sign of % is not tested: use a case",
}
LONGEST_LINE = 110
ELAPSED_UNITS = frozenset({"millisecond", "second"})


def problems(text: str, tables: frozenset[str]) -> list[str]:
    """Offences of one model file; `tables` are the names a query may read, besides its own CTEs."""
    query = text.partition("*/")[2]
    try:
        statements = sqlglot.parse(re.sub(r"(?<![:\w]):(\w+)", r"__\1", query), read="athena")
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
    used = {_name(node) for node in calls} - FUNCTIONS
    for name in sorted(used):
        yield f"{name}() is not among the functions known to mean the same in both engines"


def _name(node: exp.Func) -> str:
    name = node.name if isinstance(node, exp.Anonymous) else re.split(r"[(\[]", node.sql(dialect="athena"))[0]
    return name.lower().split()[0] if name else ""


def _ctes(tree: exp.Expression, tables: frozenset[str]) -> Iterator[str]:
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    references = Counter(table.name for table in tree.find_all(exp.Table) if not table.name.startswith("__"))
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
            isinstance(source, exp.From) and isinstance(source.this, exp.Table) and source.this.name in ctes
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
    for difference in tree.find_all(exp.DateDiff):
        unit = difference.text("unit").lower()
        if unit not in ELAPSED_UNITS:
            yield f"date_diff('{unit}') counts whole units in one engine, boundaries in the other"
    for cast in tree.find_all(exp.Cast):
        is_literal = isinstance(cast.this, exp.Literal)
        if cast.to.is_type("timestamp") and cast.to.expressions and not is_literal:
            yield "casts to timestamp(n): a build's tables keep milliseconds, cast to timestamp"


def _nulls(tree: exp.Expression) -> Iterator[str]:
    if tree.find(exp.Greatest, exp.Least):
        yield "greatest and least answer null in one engine and not in the other: write a case"
    for column in tree.find_all(exp.Select):
        for item in column.expressions:
            if isinstance(item.unalias(), exp.Null):
                yield f"selects a bare null as {item.alias}: cast it, a table's column needs a type"


def _windows(tree: exp.Expression) -> Iterator[str]:
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.Filter):
            yield "filters a window function, which Trino refuses: use a case inside"
