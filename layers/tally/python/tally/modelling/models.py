"""One SQL model as a record: its header read, its query as it stands, its checks written out.

A model is a file `sql/<kind>/<name>.sql`: a header in TOML within a leading comment, then one query.

    description, grain     sentences
    step                   "refresh", "audit" or "publish": the nightly step that builds it
    table = false          it has no table: its query is written into each statement that reads it
    view = true            a view, for people: built with the tables, read by none of them
    checks                 ["unique: a, b", "not_null: a", "accepted_values: a: x, y", "expression: a >= 0"]
    [columns]              name = "type: sentence", in the query's order
    [parameters]           name = "type: sentence" of each `:name` in the query

A file in `sql/checks/` has description and step; its query must return no rows. What lies in any other folder
is a query for people or for a use case, built nowhere: description, parameters, and columns where people read
it. Every error here is a PermanentFailure that names the file.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.errors import PermanentFailure
from tally.modelling.literals import Value, bind, literal, placeholders, without_text

REFRESH, AUDIT, PUBLISH = "refresh", "audit", "publish"
STEPS = (REFRESH, AUDIT, PUBLISH)

INNER = ("staging", "intermediate")
"""Folders of models that are steps on the way to others."""

_HEADER = re.compile(r"\s*/\*(?P<toml>.*?)\*/\s*(?P<query>.*)", re.DOTALL)
_READ = re.compile(r"(?<!distinct )\b(?:from|join)\s+([a-z_][a-z0-9_]*)\b(?!\s*\()")


@dataclass(frozen=True, slots=True)
class Fact:
    """A column or a parameter: its Athena type and a sentence about it."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Check:
    """A query that must return no rows; `name` is for people."""

    name: str
    step: str
    description: str
    query: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query for people, or for a use case that needs a list of values; `query` is as its file has it."""

    name: str
    description: str
    columns: tuple[Fact, ...]
    parameters: tuple[Fact, ...]
    query: str
    inlined: tuple["Model", ...] = ()

    @property
    def sql(self) -> str:
        """What an engine takes: the query with the models without a table that it reads."""
        return written_into(self.query, self.inlined)


@dataclass(frozen=True, slots=True)
class Model:
    """One table that a build makes from other tables of the same build, or a query that several share.

    `query` is as its file has it; `inlined` are the models without a table that it reads, directly or not,
    each after those it reads itself.
    """

    name: str
    kind: str
    step: str
    description: str
    grain: str
    columns: tuple[Fact, ...]
    parameters: tuple[Fact, ...]
    checks: tuple[Check, ...]
    query: str
    is_table: bool = True
    is_view: bool = False
    inlined: tuple["Model", ...] = ()

    @property
    def is_inner(self) -> bool:
        """A step on the way to others: its table is published beside the lake's database, not in it."""
        return self.kind in INNER

    @property
    def reads(self) -> frozenset[str]:
        """Names after from and join: tables, models without one, and the query's own CTEs."""
        return reads(self.query)

    @property
    def sql(self) -> str:
        """What an engine takes: the query with the models without a table that it reads."""
        return written_into(self.query, self.inlined)

    def bound(self, values: Mapping[str, Value]) -> str:
        """The same with its parameters filled in; other values are not looked at."""
        wanted = {each.name for model in (self, *self.inlined) for each in model.parameters}
        return bind(self.sql, {name: value for name, value in values.items() if name in wanted})

    def create(self, location: str, values: Mapping[str, Value]) -> str:
        """The statement that builds this model's table at an empty s3 location, or its view."""
        if self.is_view:
            return f"create or replace view {self.name} as\n{self.bound(values)}"
        return (
            f"create table {self.name} with (format = 'PARQUET', write_compression = 'ZSTD', "
            f"external_location = {literal(location)}) as\n{self.bound(values)}"
        )


def reads(query: str) -> frozenset[str]:
    """Names after from and join: tables, and the query's own CTEs."""
    return frozenset(_READ.findall(without_text(query)))


def written_into(query: str, models: Sequence[Model]) -> str:
    """The query with these models before it as CTEs, in this order."""
    if not models:
        return query
    ctes = ",\n".join(f"{each.name} as (\n{each.query}\n)" for each in models)
    own = query.removeprefix("with ")
    return f"with {ctes}{'' if own == query else ','}\n{own}"


def parse_model(name: str, kind: str, text: str) -> Model:
    """The model in a file's text."""
    header, query = _split(name, text)
    is_table = header.pop("table", True) is not False
    is_view = header.pop("view", False) is True
    columns, parameters = _columns_and_parameters(name, header, query)
    lines = header.pop("checks", [])
    _check(name, header, {"description", "grain", "step"})
    checks = tuple(declare_check(name, header["step"], line) for line in lines)
    return Model(
        name=name,
        kind=kind,
        columns=columns,
        parameters=parameters,
        checks=checks,
        query=query,
        is_table=is_table,
        is_view=is_view,
        **header,
    )


def parse_check(name: str, text: str) -> Check:
    """The check in a file's text."""
    header, query = _split(name, text)
    _check(name, header, {"description", "step"})
    return Check(name, header["step"], header["description"], query)


def parse_query(name: str, text: str) -> Query:
    """The query in a file's text."""
    header, query = _split(name, text)
    columns, parameters = _columns_and_parameters(name, header, query)
    _check(name, header, {"description"})
    return Query(name, header["description"], columns, parameters, query)


def _split(name: str, text: str) -> tuple[dict[str, Any], str]:
    parts = _HEADER.fullmatch(text)
    if not parts:
        raise PermanentFailure(f"{name}.sql: starts without a header /* ... */ in TOML")
    try:
        return tomllib.loads(parts["toml"]), parts["query"].rstrip()
    except tomllib.TOMLDecodeError as error:
        raise PermanentFailure(f"{name}.sql: its header is no TOML: {error}") from None


def _columns_and_parameters(
    name: str, header: dict[str, Any], query: str
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Taken out of the header; parameters are those of the query, no more and no fewer."""
    columns, parameters = (_facts(name, header.pop(table, {})) for table in ("columns", "parameters"))
    declared, used = {each.name for each in parameters}, placeholders(query)
    if declared != used:
        raise PermanentFailure(
            f"{name}.sql: its header declares parameters {sorted(declared)}, its query has {sorted(used)}"
        )
    return columns, parameters


def _check(name: str, header: Mapping[str, Any], wanted: set[str]) -> None:
    if set(header) != wanted:
        raise PermanentFailure(f"{name}.sql: its header has {sorted(header)}, wanted {sorted(wanted)}")
    if "step" in wanted and header["step"] not in STEPS:
        raise PermanentFailure(f"{name}.sql: step is {header['step']!r}, wanted one of {', '.join(STEPS)}")


def _facts(name: str, table: Mapping[str, str]) -> tuple[Fact, ...]:
    facts = []
    for fact, text in table.items():
        kind, colon, comment = text.partition(": ")
        if not colon:
            raise PermanentFailure(f'{name}.sql: {fact} is not written as "type: sentence"')
        facts.append(Fact(fact, kind, " ".join(comment.split())))
    return tuple(facts)


def declare_check(table: str, step: str, line: str) -> Check:
    """The check that a line of a header declares."""
    rule, _, rest = line.partition(": ")
    columns = [each.strip() for each in rest.split(",")]
    names = ", ".join(columns)
    match rule:
        case "unique":
            query = f"select {names} from {table} group by {names} having count(*) > 1"
        case "not_null":
            missing = " or ".join(f"{each} is null" for each in columns)
            query = f"select {names} from {table} where {missing}"
        case "accepted_values":
            column, _, values = rest.partition(": ")
            accepted = ", ".join(literal(each.strip()) for each in values.split(","))
            query = f"select {column} from {table} where {column} not in ({accepted})"
        case "expression":
            query = f"select 1 as broken from {table} where not ({rest})"
        case _:
            raise PermanentFailure(f"{table}.sql: there is no check rule {rule!r}")
    return Check(f"{table} {line}", step, line, query)
