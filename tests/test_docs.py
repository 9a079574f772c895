"""What the documents promise is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
TALLY = Path(sys.executable).with_name("tally")


def read(path: str) -> str:
    return (ROOT / path).read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_readme_names_every_function() -> None:
    functions = {path.parent.name for path in ROOT.glob("functions/*/handler.py")}
    rows = set(re.findall(r"^\| \d+ \| \[(\w+)\]\(functions", read("README.md"), re.MULTILINE))
    assert functions == rows


def test_readme_make_targets_exist() -> None:
    named = set(re.findall(r"make ([a-z][a-z-]*)`?", read("README.md")))
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    assert named <= targets


def tally_help(*words: str) -> str:
    done = subprocess.run([TALLY, *words, "--help"], capture_output=True, text=True, check=True)
    return done.stdout


def test_readme_names_every_command() -> None:
    commands = set(re.findall(r"^    ([a-z-]+)  ", tally_help(), re.MULTILINE))
    assert "up" in commands
    assert {command for command in commands if f"tally {command}" not in read("README.md")} == set()


def test_every_command_has_help_and_formats() -> None:
    for command in (
        "query",
        "kpis",
        "audit",
        "run",
        "replay",
        "quarantine",
        "demo",
        "forget",
        "export-person",
    ):
        text = tally_help(command)
        assert "--format" in text, command
        assert "{table,json,csv}" in text, command


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in ROOT.glob("docs/decisions/[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_nothing_tracked_names_a_registry_or_a_home() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    banned = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "/ro" + "ot/"])
    )
    files = [ROOT / name for name in tracked.stdout.split("\n") if name]
    hits = [str(path) for path in files if path.is_file() and banned.search(path.read_text(errors="replace"))]
    assert hits == []
