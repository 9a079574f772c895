"""`tally --version`: the package's version, and the commit of a checkout."""

import subprocess
from pathlib import Path

import pytest
from tally import VERSION

from cli import checkout_version
from cli.checkout_version import name_version
from tests.cli.fake_tally import run


def git(folder: Path, *words: str) -> str:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    done = subprocess.run(["git", "-C", folder, *author, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(checkout_version, "ROOT", tmp_path)
    return tmp_path


def test_version_is_told() -> None:
    done = run(None, "--version")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"tally {VERSION}")


def test_what_is_no_checkout_has_a_version_alone(folder: Path) -> None:
    assert name_version() == VERSION


def test_a_checkout_has_its_commit_and_says_what_was_changed(folder: Path) -> None:
    git(folder, "init", "-q")
    assert name_version() == VERSION, "nothing is committed yet"
    (folder / "a").write_text("1")
    git(folder, "add", "a")
    git(folder, "commit", "-q", "-m", "one")
    commit = git(folder, "rev-parse", "--short", "HEAD")
    assert name_version() == f"{VERSION}, commit {commit}"
    (folder / "a").write_text("2")
    assert name_version() == f"{VERSION}, commit {commit}, changed since"


def test_without_git_there_is_no_commit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "init", "-q")
    monkeypatch.setenv("PATH", "")
    assert name_version() == VERSION
