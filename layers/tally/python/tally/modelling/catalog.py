"""The catalog of SQL models: finds the files of `sql/`, orders them, joins their audits to one query.

Knows no engine. How a file is written is told in modelling/models.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from typing import TypeVar

from tally.domain.errors import PermanentFailure
from tally.modelling.literals import literal
from tally.modelling.models import STEPS, Audit, Model, Report, parse_audit, parse_model, parse_report, reads

SOURCES = ("events", "profile_updates", "witness_events", "quarantine")
"""Tables of the lake that a build sees as views under the same names."""

_Named = TypeVar("_Named", Model, Report)


@dataclass(frozen=True, slots=True)
class _Catalog:
    models: tuple[Model, ...]
    audits: tuple[Audit, ...]
    reports: tuple[Report, ...]


def models(step: str | None = None) -> tuple[Model, ...]:
    """All models, or those of one step, each after the models it reads."""
    return tuple(each for each in _catalog().models if step in (None, each.step))


def model(name: str) -> Model:
    """One model; PermanentFailure when there is none of this name."""
    return _named(name, _catalog().models)


def report(name: str) -> Report:
    """One report; PermanentFailure when there is none of this name."""
    return _named(name, _catalog().reports)


def inlined(query: str) -> str:
    """The query with every model that it reads written into it: for asking when no build is at hand.

    What it reads besides are tables of the lake. It must not start with WITH.
    """
    known = {each.name: each for each in _catalog().models}
    needed: dict[str, None] = {}
    waiting = [*reads(query)]
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed[name] = None
            waiting += known[name].reads
    ctes = [f"{each.name} as (\n{each.query}\n)" for each in _catalog().models if each.name in needed]
    return f"with {', '.join(ctes)}\n{query}" if ctes else query


def audits(step: str) -> tuple[Audit, ...]:
    """Every audit of one step: those in the headers of its models, then the files of sql/audits."""
    declared = [audit for each in models(step) for audit in each.audits]
    return (*declared, *(audit for audit in _catalog().audits if audit.step == step))


def audit_statement(checks: Iterable[Audit]) -> str:
    """One query over many audits: a row (audit, found) for each that finds rows."""
    counts = [
        f"select {literal(check.name)} as audit, count(*) as found from (\n{check.query}\n) as found_rows"
        for check in checks
    ]
    return "select audit, found from (\n" + "\nunion all\n".join(counts) + "\n) as checks where found > 0"


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


def _step(each: Model) -> int:
    return STEPS.index(each.step)


def _named(name: str, found: Iterable[_Named]) -> _Named:
    for each in found:
        if each.name == name:
            return each
    raise PermanentFailure(f"there is no {name}.sql")


@cache
def _catalog() -> _Catalog:
    files = list(_files())
    return _Catalog(
        models=in_order(
            parse_model(name, kind, text) for kind, name, text in files if kind not in ("audits", "analyses")
        ),
        audits=tuple(parse_audit(name, text) for kind, name, text in files if kind == "audits"),
        reports=tuple(parse_report(name, text) for kind, name, text in files if kind == "analyses"),
    )


def _files() -> Iterable[tuple[str, str, str]]:
    """(folder, name, text) of every SQL file, by folder and name."""
    folders = [each for each in resources.files("tally").joinpath("sql").iterdir() if each.is_dir()]
    for folder in sorted(folders, key=lambda each: each.name):
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if file.name.endswith(".sql"):
                yield folder.name, file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")
