"""Builds the models of one nightly step in a build's own database, and checks them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import TopologicalSorter

from tally.domain.errors import PermanentFailure
from tally.modelling import catalog
from tally.modelling.literals import Value, bind
from tally.modelling.models import Check, Model, reads
from tally.ports.modelling import Builds, QueryEngine


@dataclass(frozen=True, slots=True)
class Built:
    """What a step made: its tables in the order they were built (or found finished), checks passed."""

    tables: tuple[str, ...]
    checks: int


@dataclass(frozen=True, slots=True)
class StepBuilder:
    """One step of one build runs to its end once.

    A rerun after a crash starts each table over from nothing; once the step's checks have passed it is noted
    as finished, and a rerun touches none of its tables (readers may be on them already).

    Up to `at_once` models that do not read each other are made at the same time: a build mostly waits.
    """

    engine: QueryEngine
    builds: Builds
    at_once: int = 1

    def __call__(self, build: str, step: str, values: Mapping[str, Value]) -> Built:
        """Build and check the models of this step; PermanentFailure names what stopped it."""
        database = self.builds.open(build)
        models, checks = catalog.tables(step), catalog.checks(step)
        built = Built(tuple(model.name for model in models), len(checks))
        if step in self.builds.finished(build):
            return built
        self._make_all(build, database, models, values)
        self._check(build, database, checks, values)
        self.builds.finish(build, step)
        return built

    def _make_all(
        self, build: str, database: str, models: Sequence[Model], values: Mapping[str, Value]
    ) -> None:
        """Each table after those it reads. One that fails stops it, when what runs beside it has ended."""
        known = {model.name: model for model in models}
        order = TopologicalSorter({name: reads(model.sql) & known.keys() for name, model in known.items()})
        order.prepare()
        running: dict[Future[None], str] = {}
        pool = ThreadPoolExecutor(self.at_once, thread_name_prefix="model")
        try:
            while order.is_active():
                for name in order.get_ready():
                    running[pool.submit(self._make, build, database, known[name], values)] = name
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    done.result()
                    order.done(running.pop(done))
        finally:
            pool.shutdown(cancel_futures=True)

    def _make(self, build: str, database: str, model: Model, values: Mapping[str, Value]) -> None:
        """One table. Engines tell what they could not compute, not where: the model is ours to name."""
        statement = model.create(self.builds.clear(build, model.name), values)
        try:
            self.engine.run(statement, database)
        except PermanentFailure as error:
            raise PermanentFailure(
                f"build {build} is not published, its model {model.name} cannot be built: {error}. "
                f"The published tables are those of the build before"
            ) from error

    def _check(
        self, build: str, database: str, checks: tuple[Check, ...], values: Mapping[str, Value]
    ) -> None:
        if not checks:
            return
        found = [
            row
            for statement in catalog.check_statements(checks)
            for row in self.engine.rows(bind(statement, values), database)
        ]
        if found:
            broken = "; ".join(f"{row['check_name']} ({row['found']} rows)" for row in found)
            raise PermanentFailure(
                f"build {build} is not published, its checks found rows: {broken}. "
                f"The published tables are those of the build before; look at database {database}"
            )


_NAME = "b%Y%m%dt%H%M%S"


def build_name(moment: datetime) -> str:
    """A build's name from the moment it starts, such as b20261121t031500: names sort by time."""
    return f"{moment.astimezone(UTC):{_NAME}}"


def build_moment(name: str) -> datetime | None:
    """When a build started (UTC), by its name; None where the name is another one, chosen by hand."""
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
