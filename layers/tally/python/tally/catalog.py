"""The SQL models: finds them, reads their headers, orders them, writes their audits. Knows no engine's API.

A model is one file `sql/<kind>/<name>.sql`: a header in TOML within a leading comment, then one query.

    description, grain     sentences
    step                   "refresh", "audit" or "publish": the nightly step that builds it
    audits                 ["unique: a, b", "not_null: a", "accepted_values: a: x, y", "expression: a >= 0"]
    [columns]              name = "type: sentence", in the query's order
    [parameters]           name = "type: sentence" of each `:name` in the query

A file in `sql/audits/` has description and step; its query must return no rows.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tally.domain.errors import PermanentFailure
from tally.literals import Value, bind, literal, placeholders, without_text

SOURCES = ("events", "witness_events", "quarantine")
"""Tables of the lake that a build sees as views under the same names."""

STEPS = ("refresh", "audit", "publish")

_HEADER = re.compile(r"\s*/\*(?P<toml>.*?)\*/\s*(?P<query>.*)", re.DOTALL)
_READ = re.compile(r"(?<!distinct )\b(?:from|join)\s+([a-z_][a-z0-9_]*)\b(?!\s*\()")


@dataclass(frozen=True, slots=True)
class Fact:
    """A column or a parameter: its Athena type and a sentence about it."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A query that must return no rows; `name` is for people."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Model:
    """One table that a build makes from other tables of the same build."""

    name: str
    kind: str
    step: str
    description: str
    grain: str
    columns: tuple[Fact, ...]
    parameters: tuple[Fact, ...]
    audits: tuple[Audit, ...]
    query: str

    @property
    def reads(self) -> frozenset[str]:
        """Names after from and join: tables, and the query's own CTEs."""
        return frozenset(_READ.findall(without_text(self.query)))

    def create(self, location: str, values: Mapping[str, Value]) -> str:
        """The statement that builds this model's table at an empty s3 location."""
        wanted = {each.name: values[each.name] for each in self.parameters if each.name in values}
        return (
            f"create table {self.name} with (format = 'PARQUET', write_compression = 'ZSTD', "
            f"external_location = {literal(location)}) as\n{bind(self.query, wanted)}"
        )


def models(step: str | None = None) -> tuple[Model, ...]:
    """All models, or those of one step, each after the models it reads."""
    return tuple(model for model in _catalog()[0] if step in (None, model.step))


def model(name: str) -> Model:
    """One model; KeyError when there is none of this name."""
    return next((each for each in models() if each.name == name), None) or _unknown(name)


def audits(step: str) -> tuple[Audit, ...]:
    """Every audit of one step: those in the headers of its models, then the files of sql/audits."""
    declared = [audit for model in models(step) for audit in model.audits]
    return (*declared, *_catalog()[1].get(step, ()))


def audit_statement(checks: Iterable[Audit]) -> str:
    """One query over many audits: a row (audit, found) for each that finds rows."""
    counts = [
        f"select {literal(check.name)} as audit, count(*) as found from (\n{check.query}\n) as found_rows"
        for check in checks
    ]
    return "select audit, found from (\n" + "\nunion all\n".join(counts) + "\n) as checks where found > 0"


def parse_model(name: str, kind: str, text: str) -> Model:
    """A model file's text as a Model; PermanentFailure tells what is wrong with its header."""
    header, query = _split(name, text)
    columns, parameters = (_facts(name, header.pop(table, {})) for table in ("columns", "parameters"))
    checks = tuple(_audit(name, line) for line in header.pop("audits", []))
    known = {"description", "grain", "step"}
    if set(header) != known:
        raise PermanentFailure(f"{name}.sql: its header has {sorted(header)}, wanted {sorted(known)}")
    _check_step(name, header["step"])
    declared = {each.name for each in parameters}
    if declared != placeholders(query):
        raise PermanentFailure(
            f"{name}.sql: its header declares parameters {sorted(declared)}, "
            f"its query has {sorted(placeholders(query))}"
        )
    return Model(
        name=name,
        kind=kind,
        columns=columns,
        parameters=parameters,
        audits=checks,
        query=query,
        **header,
    )


def parse_audit(name: str, text: str) -> tuple[str, Audit]:
    """An audit file's text as (step, Audit)."""
    header, query = _split(name, text)
    if set(header) != {"description", "step"}:
        raise PermanentFailure(f"{name}.sql: an audit's header has description and step, no more")
    _check_step(name, header["step"])
    return header["step"], Audit(name, query)


def in_order(found: Iterable[Model]) -> tuple[Model, ...]:
    """Models, each after those it reads; PermanentFailure names a circle or a step that reads a later one."""
    by_name = {each.name: each for each in found}
    wants = {name: sorted(by_name[name].reads & set(by_name)) for name in sorted(by_name)}
    for name, read in wants.items():
        later = [each for each in read if _rank(by_name[each]) > _rank(by_name[name])]
        if later:
            raise PermanentFailure(f"{name}.sql reads {later[0]}, which a later step builds")
    try:
        order = list(TopologicalSorter(wants).static_order())
    except CycleError as circle:
        raise PermanentFailure(f"models read each other in a circle: {' -> '.join(circle.args[1])}") from None
    return tuple(sorted((by_name[name] for name in order), key=_rank))


def _rank(each: Model) -> int:
    return STEPS.index(each.step)


def _unknown(name: str) -> Model:
    raise KeyError(f"no model named {name}; there are {', '.join(each.name for each in models())}")


@cache
def _catalog() -> tuple[tuple[Model, ...], dict[str, tuple[Audit, ...]]]:
    found: list[Model] = []
    checks: dict[str, tuple[Audit, ...]] = dict.fromkeys(STEPS, ())
    for folder in sorted(_folders(resources.files("tally").joinpath("sql")), key=lambda each: each.name):
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            name, dot, suffix = file.name.rpartition(".")
            if not dot or suffix != "sql" or folder.name == "analyses":
                continue
            if folder.name == "audits":
                step, check = parse_audit(name, file.read_text(encoding="utf-8"))
                checks[step] = (*checks[step], check)
            else:
                found.append(parse_model(name, folder.name, file.read_text(encoding="utf-8")))
    return in_order(found), checks


def _folders(root: Traversable) -> Iterable[Traversable]:
    return (each for each in root.iterdir() if each.is_dir())


def _split(name: str, text: str) -> tuple[dict[str, Any], str]:
    parts = _HEADER.fullmatch(text)
    if not parts:
        raise PermanentFailure(f"{name}.sql: starts without a header /* ... */ in TOML")
    try:
        return tomllib.loads(parts["toml"]), parts["query"].rstrip()
    except tomllib.TOMLDecodeError as error:
        raise PermanentFailure(f"{name}.sql: its header is no TOML: {error}") from None


def _check_step(name: str, step: object) -> None:
    if step not in STEPS:
        raise PermanentFailure(f"{name}.sql: step is {step!r}, wanted one of {', '.join(STEPS)}")


def _facts(name: str, table: Mapping[str, str]) -> tuple[Fact, ...]:
    facts = []
    for fact, text in table.items():
        kind, colon, comment = text.partition(": ")
        if not colon:
            raise PermanentFailure(f'{name}.sql: {fact} is not written as "type: sentence"')
        facts.append(Fact(fact, kind, comment))
    return tuple(facts)


def _audit(table: str, line: str) -> Audit:
    rule, _, rest = line.partition(": ")
    names = ", ".join(each.strip() for each in rest.split(","))
    match rule:
        case "unique":
            query = f"select {names} from {table} group by {names} having count(*) > 1"
        case "not_null":
            missing = " or ".join(f"{each} is null" for each in names.split(", "))
            query = f"select {names} from {table} where {missing}"
        case "accepted_values":
            column, _, values = rest.partition(": ")
            accepted = ", ".join(literal(each.strip()) for each in values.split(","))
            query = f"select {column} from {table} where {column} not in ({accepted})"
        case "expression":
            query = f"select 1 as broken from {table} where not ({rest})"
        case _:
            raise PermanentFailure(f"{table}.sql: no audit rule {rule!r}")
    return Audit(f"{table} {line}", query)
