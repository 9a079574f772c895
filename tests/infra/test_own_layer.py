"""The layer of our own code: all of it, with bytecode that counts, and the same everywhere."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import shipped_code
from infra.layer_archives import KEPT_OF_OWN, OWN, LayerBuilder, Machine, this_machine

OTHER_PYTHON = Machine(python="3.7", uv_platform=None)
"""One that never runs here: no bytecode, and built in no time."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module keeps what it builds."""
    return tmp_path_factory.mktemp("layers")


@pytest.fixture
def some_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small code of our own instead of Tally's."""
    folder = tmp_path / "python"
    (folder / "tally" / "sql").mkdir(parents=True)
    (folder / "tally" / "__init__.py").write_text("VERSION = '1'\n")
    (folder / "tally" / "sql" / "orders.sql").write_text("select 1\n")
    monkeypatch.setattr(shipped_code, "FOLDER", folder)
    return folder


def list_names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as zipped:
        return zipped.namelist()


def test_all_that_is_in_the_repository_is_shipped(cache: Path) -> None:
    shipped = set(list_names(LayerBuilder(OTHER_PYTHON, cache)(OWN).path))
    git = shutil.which("git")
    if git is None or not (shipped_code.FOLDER.parents[2] / ".git").exists():
        pytest.skip("no checkout of git's here")
    listed = subprocess.run(
        [git, "ls-files", "-z", "."], cwd=shipped_code.FOLDER, capture_output=True, text=True, check=True
    )
    there = [name for name in listed.stdout.split("\0") if name and (shipped_code.FOLDER / name).exists()]
    assert {f"python/{name}" for name in there} <= shipped


def test_python_takes_the_bytecode_without_a_look_at_the_source(cache: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(LayerBuilder(this_machine(), cache)(OWN).path) as zipped:
        zipped.extractall(tmp_path)
    for source in tmp_path.rglob("*.py"):
        source.write_text("raise SystemExit('compiled anew')")
    code = "from tally.domain.errors import TallyError; print(TallyError.__name__)"
    variables = {"PYTHONPATH": str(tmp_path / "python"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", code], env=variables, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("TallyError\n", "")


def test_every_module_has_its_bytecode(cache: Path) -> None:
    names = list_names(LayerBuilder(this_machine(), cache)(OWN).path)
    sources = [name for name in names if name.endswith(".py")]
    assert sources
    assert len([name for name in names if name.endswith(f"{sys.implementation.cache_tag}.pyc")]) == len(
        sources
    )


def test_another_python_gets_no_bytecode(
    some_code: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = LayerBuilder(OTHER_PYTHON, tmp_path / "cache")(OWN)
    assert list_names(built.path) == ["python/tally/__init__.py", "python/tally/sql/orders.sql"]
    assert "the layers get no bytecode: they are for Python 3.7" in capsys.readouterr().err


def test_the_same_code_is_the_same_layer(cache: Path, tmp_path: Path) -> None:
    first, second = (LayerBuilder(this_machine(), folder)(OWN) for folder in (cache, tmp_path))
    assert first.digest == second.digest
    assert first.path.read_bytes() == second.path.read_bytes()


def test_what_a_machine_left_behind_is_no_part_of_it(some_code: Path, tmp_path: Path) -> None:
    before = LayerBuilder(this_machine(), tmp_path)._compute_digest(OWN)
    for left in ("tally.egg-info/PKG-INFO", "tally/__pycache__/x.cpython-37.pyc", "tally/old.pyc"):
        (some_code / left).parent.mkdir(exist_ok=True)
        (some_code / left).write_text("left")
    (some_code / "tally" / "__init__.py").touch()
    assert LayerBuilder(this_machine(), tmp_path)._compute_digest(OWN) == before


@pytest.mark.parametrize("change", ["content", "name"])
def test_another_file_is_another_layer(some_code: Path, tmp_path: Path, change: str) -> None:
    build = LayerBuilder(this_machine(), tmp_path / "cache")
    before = build._compute_digest(OWN)
    orders = some_code / "tally" / "sql" / "orders.sql"
    if change == "content":
        orders.write_text("select 2\n")
    else:
        orders.rename(orders.with_name("order.sql"))
    assert build._compute_digest(OWN) != before


def test_only_the_newest_are_kept(some_code: Path, tmp_path: Path) -> None:
    build = LayerBuilder(OTHER_PYTHON, tmp_path / "cache")
    for number in range(KEPT_OF_OWN + 2):
        (some_code / "tally" / "__init__.py").write_text(f"VERSION = '{number}'\n")
        newest = build(OWN)
    kept = list((tmp_path / "cache").glob(f"*/{OWN}.zip"))
    assert len(kept) == KEPT_OF_OWN
    assert newest.path in kept
