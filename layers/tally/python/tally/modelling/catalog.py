"""The catalog of SQL models: finds the files of `sql/`, orders them, joins their checks to one query.

Knows no engine. How a file is written is told in modelling/models.py. Who asks for one query has its file
read, and those of the models written into it: all 213 take 100 ms of a processor, and somebody waits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from importlib.resources.abc import Traversable

from tally.domain.errors import PermanentFailure
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import record_tables
from tally.modelling.literals import literal
from tally.modelling.models import (
    INNER,
    STEPS,
    Check,
    Model,
    Query,
    parse_check,
    parse_model,
    parse_query,
    reads,
    written_into,
)
from tally.modelling.records import NEWEST, make_record_model, name_versions, versions_of

SOURCES = ("events", "profile_updates", "witness_events", "quarantine")
"""Tables of the lake that a build sees as views under the same names; beside them all version_sources()."""

MODELS = (*INNER, "marts")
MOST_CHECKS = 30
"""In one statement: each adds a stage or two, one of a model without a table all that it reads. 105 came to
155, and Trino ends at 150."""

CHECKS = "checks"
"""Folders of `sql/`; the others hold queries, for people or for one use case."""


@dataclass(frozen=True, slots=True)
class _Catalog:
    models: tuple[Model, ...]
    checks: tuple[Check, ...]
    queries: tuple[Query, ...]


def inner_database(database: str) -> str:
    """Where inner models are published; no build's database is named so (those have a _ before)."""
    return f"{database}inner"


def is_inner(table: str) -> bool:
    """Whether this is the table of an inner model; audit_cells, which no model makes, is not."""
    return table in _files(MODELS) and _files(MODELS)[table].kind in INNER


def find_database(statement: str, database: str) -> str:
    """Where a statement is asked: with the inner models where it reads nothing else, else in `database`."""
    return inner_database(database) if all(map(is_inner, reads(statement))) else database


def version_sources() -> tuple[str, ...]:
    """Tables of the records' database that a build sees as views under the same names."""
    return tuple(map(name_versions, record_tables().values()))


def of_records(name: str, table: RecordTable) -> Query:
    """A query of sql/records over the versions of one table."""
    return replace(query(name), inlined=(versions_of(table),))


def models(step: str | None = None) -> tuple[Model, ...]:
    """All models, or those of one step, each after the models it reads."""
    return tuple(each for each in _catalog().models if step in (None, each.step))


def tables(step: str | None = None) -> tuple[Model, ...]:
    """The same without the models that have no table."""
    return tuple(each for each in models(step) if each.is_table)


def model(name: str) -> Model:
    """One model; PermanentFailure when there is none of this name."""
    return _named(name, _catalog().models)


def queries() -> tuple[Query, ...]:
    """All queries that are no models, by folder and name."""
    return _catalog().queries


@cache
def query(name: str) -> Query:
    """One query that is no model; PermanentFailure when there is none of this name."""
    if name not in _files(_queries_in()):
        raise PermanentFailure(f"there is no {name}.sql")
    found = parse_query(name, _files(_queries_in())[name].text)
    return replace(found, inlined=_find_inlined(found.query))


def inlined(query: str) -> str:
    """The query with every model that it reads written into it: for asking when no build is at hand.

    What it reads besides are tables of the lake. `query` is as a file has it, with no model written in yet.
    """
    return written_into(query, read_by(query, _catalog().models))


def checks(step: str) -> tuple[Check, ...]:
    """Every check of one step: those in the headers of its models, then the files of sql/checks."""
    declared = [check for each in models(step) for check in each.checks]
    return (*declared, *(check for check in _catalog().checks if check.step == step))


def check_statements(found: Sequence[Check]) -> Iterator[str]:
    """Queries over all these checks, a portion each: a statement of all would have too many stages."""
    for start in range(0, len(found), MOST_CHECKS):
        yield check_statement(found[start : start + MOST_CHECKS])


def check_statement(found: Iterable[Check]) -> str:
    """One query over many checks: a row (check_name, found) for each that finds rows.

    Its parameters are those of the models without a table that the checks read.
    """
    counts = "\nunion all\n".join(
        f"select {literal(check.name)} as check_name, count(*) as found\n"
        f"from (\n{check.query}\n) as found_rows"
        for check in found
    )
    statement = f"select check_name, found from (\n{counts}\n) as checks where found > 0"
    return written_into(statement, read_by(statement, _inlined(_catalog().models)))


def read_by(query: str, found: tuple[Model, ...]) -> tuple[Model, ...]:
    """Those of the models that the query reads, directly or through one another, in their order."""
    known = {each.name: each for each in found}
    needed: set[str] = set()
    waiting = [*reads(query)]
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += known[name].reads
    return tuple(each for each in found if each.name in needed)


def in_order(found: Iterable[Model]) -> tuple[Model, ...]:
    """Models, each after those it reads; PermanentFailure names a circle or a step that reads a later one."""
    by_name = {each.name: each for each in found}
    wants = {name: sorted(by_name[name].reads & set(by_name)) for name in sorted(by_name)}
    for name, read in wants.items():
        later = [each for each in read if _step(by_name[each]) > _step(by_name[name])]
        if later:
            raise PermanentFailure(f"{name}.sql reads {later[0]}, which a later step builds")
    try:
        order = list(TopologicalSorter(wants).static_order())
    except CycleError as circle:
        raise PermanentFailure(f"models read each other in a circle: {' -> '.join(circle.args[1])}") from None
    return tuple(sorted((by_name[name] for name in order), key=_step))


def _inlined(found: Iterable[Model]) -> tuple[Model, ...]:
    return tuple(each for each in found if not each.is_table)


def _step(each: Model) -> int:
    return STEPS.index(each.step)


def _named(name: str, found: Iterable[Model]) -> Model:
    for each in found:
        if each.name == name:
            return each
    raise PermanentFailure(f"there is no {name}.sql")


@cache
def _catalog() -> _Catalog:
    found = in_order(
        [
            *(make_record_model(table, query(NEWEST)) for table in record_tables().values()),
            *map(_parse_model, _files(MODELS)),
        ]
    )
    return _Catalog(
        models=tuple(
            each if each.inlined else replace(each, inlined=_find_inlined(each.query)) for each in found
        ),
        checks=tuple(parse_check(name, file.text) for name, file in _files((CHECKS,)).items()),
        queries=tuple(map(query, _files(_queries_in()))),
    )


def _find_inlined(query: str) -> tuple[Model, ...]:
    """The models without a table that the query reads, directly or not, each after those it reads itself."""
    found: dict[str, Model] = {}

    def find(query: str) -> None:
        for name in sorted(reads(query)):
            if name not in found and name in _files(INNER):  # the others have a table
                model = _parse_model(name)
                if not model.is_table:
                    find(model.query)
                    found[name] = model

    find(query)
    return tuple(found.values())


@cache
def _parse_model(name: str) -> Model:
    file = _files(MODELS)[name]
    return parse_model(name, file.kind, file.text)


@dataclass(frozen=True, slots=True)
class _File:
    """Of sql/<kind>."""

    kind: str
    path: Traversable

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


@cache
def _files(kinds: tuple[str, ...]) -> Mapping[str, _File]:
    """Every SQL file of these folders by its name, in the order of folders and names; none is read."""
    return {
        file.name.removesuffix(".sql"): _File(folder.name, file)
        for folder in _folders()
        if folder.name in kinds
        for file in sorted(folder.iterdir(), key=lambda each: each.name)
        if file.name.endswith(".sql")
    }


@cache
def _queries_in() -> tuple[str, ...]:
    return tuple(folder.name for folder in _folders() if folder.name not in (*MODELS, CHECKS))


@cache
def _folders() -> tuple[Traversable, ...]:
    found = (each for each in resources.files("tally").joinpath("sql").iterdir() if each.is_dir())
    return tuple(sorted(found, key=lambda each: each.name))
