"""The import rules hold, and each of them fails when somebody breaks it."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TALLY = "layers/tally/python/tally"
HANDLER_LINES = 60


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Lint this tree; -S leaves out the editable install, which would mix in the modules of ours."""
    return subprocess.run(
        [sys.executable, "-S", Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": f"{root}:{root / 'layers/tally/python'}:{sysconfig.get_path('purelib')}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree's code without its installed packages, to break at will."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", root)
    for folder in (TALLY, "functions", "infra", "cli", "local", "demo"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def test_import_rules_hold(copy: Path) -> None:
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout


VIOLATIONS = {
    "domain speaks to a vendor": (f"{TALLY}/domain/shop/shop_clock.py", "import boto3"),
    "domain imports a port": (f"{TALLY}/domain/shop/shop_clock.py", "import tally.ports"),
    "ports import the catalog": (f"{TALLY}/ports/lake.py", "import tally.modelling.catalog"),
    "the catalog builds": (f"{TALLY}/modelling/catalog.py", "import tally.modelling.building"),
    "a use case knows Arrow": (f"{TALLY}/use_cases/land_events.py", "import pyarrow"),
    "a use case imports an adapter": (
        f"{TALLY}/use_cases/land_events.py",
        "import tally.adapters.athena.client",
    ),
    "a use case imports another": (
        f"{TALLY}/use_cases/land_events.py",
        "import tally.use_cases.commit_events",
    ),
    "erasing imports landing": (
        f"{TALLY}/adapters/erasing/places.py",
        "import tally.adapters.landing.event_keys",
    ),
    "Athena imports a step": (
        f"{TALLY}/adapters/athena/builds.py",
        "import tally.adapters.publishing.kpi_files",
    ),
    "an adapter reads settings": (f"{TALLY}/adapters/collecting/claims.py", "import tally.settings"),
    "a function imports another": (
        "functions/land_events/handler.py",
        "import functions.commit_events.handler",
    ),
    "landing carries pandas": ("functions/land_events/handler.py", "import pandas"),
    "infra imports runtime code": ("infra/app.py", "import tally.domain.events.columns"),
    "the layer starts an emulator": (f"{TALLY}/adapters/collecting/claims.py", "import local.cloud"),
    "a function prints tables": ("functions/land_events/handler.py", "import cli.output.render"),
    "a report needs the demo shop": ("cli/commands/kpis.py", "import demo.people"),
    "a query needs the emulator": ("cli/commands/query.py", "import local.cloud"),
    "the stand-in prints tables": ("local/athena/engine.py", "import cli.output.render"),
    "the demo shop starts servers": ("demo/people.py", "import local.processes"),
    "a command calls a handler": ("cli/commands/run.py", "import functions.land_events.handler"),
    "the frame loads a command": ("cli/main.py", "import cli.commands.kpis"),
    "a command speaks to AWS": ("cli/commands/keys.py", "import boto3"),
    "a command reads settings": ("cli/commands/run.py", "import tally.settings"),
}


@pytest.mark.parametrize(("file", "line"), VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_a_broken_import_rule_is_found(copy: Path, file: str, line: str) -> None:
    path = copy / file
    sound = path.read_text()
    path.write_text(f"{sound}\n{line}\n")
    try:
        result = lint_imports(copy)
    finally:
        path.write_text(sound)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def test_handlers_stay_small() -> None:
    sizes = {
        path.parent.name: len(path.read_text().splitlines()) for path in ROOT.glob("functions/*/handler.py")
    }
    assert {name: lines for name, lines in sizes.items() if lines > HANDLER_LINES} == {}
    assert len(sizes) == 10


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
