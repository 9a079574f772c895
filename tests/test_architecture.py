"""The import rules hold, and each of them fails when somebody breaks it."""

from copy import deepcopy
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

ROOT = Path(__file__).parents[1]
TALLY = "layers/tally/python/tally"
HANDLER_LINES = 60

CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS = {options["name"]: options for options in CONFIGURATION["contracts_options"]}
TYPES = {
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
    "protected": ProtectedContract,
}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Who imports whom in this tree, as lint-imports reads it."""
    roots = CONFIGURATION["session_options"]["root_packages"]
    return grimp.build_graph(*roots, include_external_packages=True, cache_dir=None)


def broken(imports: grimp.ImportGraph) -> set[str]:
    """Names of the contracts that these imports break; a contract may change the graph that it checks."""
    return {
        name
        for name, options in CONTRACTS.items()
        if not TYPES[options["type"]](name, CONFIGURATION["session_options"], options)
        .check(deepcopy(imports), verbose=False)
        .kept
    }


def test_import_rules_hold(imports: grimp.ImportGraph) -> None:
    assert broken(imports) == set()


# The contract that must be broken -> by which imports.
VIOLATIONS = {
    "functions, then wiring, then adapters and use cases, then modelling, ports, domain": {
        "domain imports a port": ("tally.domain.shop.shop_clock", "tally.ports"),
        "ports import the catalog": ("tally.ports.lake", "tally.modelling.catalog"),
        "a use case imports an adapter": ("tally.use_cases.land_events", "tally.adapters.athena.client"),
    },
    "modelling: building and questions, then expressions and catalog, records, models, literals": {
        "the catalog builds": ("tally.modelling.catalog", "tally.modelling.building"),
    },
    "a step of the adapters imports no other step": {
        "erasing imports landing": ("tally.adapters.erasing.places", "tally.adapters.landing.event_keys"),
        "Athena imports a step": ("tally.adapters.athena.builds", "tally.adapters.publishing.kpi_files"),
    },
    "the core knows no vendor": {
        "domain speaks to a vendor": ("tally.domain.shop.shop_clock", "boto3"),
        "a use case knows Arrow": ("tally.use_cases.land_events", "pyarrow"),
    },
    "use cases never import each other": {
        "a use case imports another": ("tally.use_cases.land_events", "tally.use_cases.commit_events"),
    },
    "functions never import each other": {
        "a function imports another": ("functions.land_events.handler", "functions.commit_events.handler"),
    },
    "infra imports no runtime code": {
        "infra imports runtime code": ("infra.app", "tally.domain.events.columns"),
    },
    "what is shipped imports no command line, no emulator, no demo": {
        "the layer starts an emulator": ("tally.adapters.collecting.claims", "local.cloud"),
        "a function prints tables": ("functions.land_events.handler", "cli.output.render"),
    },
    "local and demo are for the Tally of this machine alone": {
        "a report needs the demo shop": ("cli.commands.kpis", "demo.people"),
        "a query needs the emulator": ("cli.commands.query", "local.cloud"),
    },
    "local and demo do not know each other": {
        "the demo shop starts servers": ("demo.people", "local.processes"),
    },
    "the cloud on one machine and the demo shop know no command": {
        "the stand-in prints tables": ("local.athena.engine", "cli.output.render"),
    },
    "commands call no function's handler": {
        "a command calls a handler": ("cli.commands.run", "functions.land_events.handler"),
    },
    "the frame of the command line loads no command and no vendor": {
        "the frame loads a command": ("cli.main", "cli.commands.kpis"),
    },
    "commands and what they print know a Tally by its ports": {
        "a command speaks to AWS": ("cli.commands.keys", "boto3"),
    },
    "only entry points read settings": {
        "an adapter reads settings": ("tally.adapters.collecting.claims", "tally.settings"),
        "a command reads settings": ("cli.commands.run", "tally.settings"),
    },
    "no function but audit_lake carries pandas": {
        "landing carries pandas": ("functions.land_events.handler", "pandas"),
    },
}


def test_each_import_rule_is_broken_by_somebody() -> None:
    assert list(VIOLATIONS) == list(CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "importer", "imported"),
    [
        pytest.param(contract, *pair, id=what)
        for contract, breaks in VIOLATIONS.items()
        for what, pair in breaks.items()
    ],
)
def test_a_broken_import_rule_is_found(
    imports: grimp.ImportGraph, contract: str, importer: str, imported: str
) -> None:
    assert importer in imports.modules
    assert imported in imports.modules or "." not in imported
    worse = deepcopy(imports)
    worse.add_import(importer=importer, imported=imported)
    assert contract in broken(worse)


def test_csv_is_written_by_one_module_that_guards_its_cells(imports: grimp.ImportGraph) -> None:
    """A second writer would forget that a spreadsheet runs what begins with `=`; `csv` is there to read."""
    assert imports.find_modules_that_directly_import("csv") == {"tally.adapters.importing.rows"}
    writers = imports.find_modules_that_directly_import("tally.domain.reports.csv_text")
    assert {"cli.output.render", "cli.output.person_files"} <= writers


def test_handlers_stay_small() -> None:
    sizes = {
        path.parent.name: len(path.read_text().splitlines()) for path in ROOT.glob("functions/*/handler.py")
    }
    assert {name: lines for name, lines in sizes.items() if lines > HANDLER_LINES} == {}
    assert len(sizes) == 19


def test_one_verb_one_name() -> None:
    functions = {path.parent.name for path in ROOT.glob("functions/*/handler.py")}
    use_cases = {path.stem for path in (ROOT / TALLY / "use_cases").glob("*_*.py") if path.stem != "__init__"}
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests/functions").glob("test_*.py")}
    unit_tests = {
        path.stem.removeprefix("test_") for path in (ROOT / "tests/unit/use_cases").glob("test_*.py")
    }
    assert functions <= use_cases
    assert functions <= tests
    assert use_cases <= unit_tests
