"""THIRD_PARTY.md names what the locks name, and nothing that ships in a layer forbids commercial use."""

import re
import tomllib
from importlib.metadata import version

import pytest

from requirements import write_notices
from requirements.write_notices import BENCH, DEVELOPMENT, EMULATOR, LAYERS, ROOT, Package

FREE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0"),
    *("MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"),
}
"""SPDX names of licences that let anybody sell what is built with them. A font's (OFL) lets it be sold
as part of a program, not by itself."""

REGENERATE = "run: make notices"
TEXT = write_notices.PATH.read_text()
PACKAGES = write_notices.read_packages()


def rows(heading: str) -> list[list[str]]:
    """Rows of the table below a heading."""
    below = TEXT.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in lines[2:]]


def is_free(expression: str) -> bool:
    """One free licence to choose is enough; where several hold together, all must be."""
    names = set(re.findall(r"[\w.+-]+", expression)) - {"AND", "OR"}
    return names <= FREE if "AND" in expression else bool(names & FREE)


def pinned(lock: str) -> set[tuple[str, str]]:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text()
    return {(name, pin) for name, pin in re.findall(r"^([^\s#=]+)==(\S+)", text, re.MULTILINE)}


def test_the_file_names_what_the_locks_name() -> None:
    headings = ("Shipped", "Brought by", "On a developer's", "In the emulator's", "In the environment of")
    told = [(name, pin) for heading in headings for name, pin, *_ in rows(heading)]
    locked = set.union(*(pinned(lock) for lock in (*LAYERS, DEVELOPMENT, EMULATOR, BENCH)))
    assert sorted(told) == sorted(locked), REGENERATE


def test_what_ships_is_told_with_its_layers() -> None:
    of_layers = {lock: pinned(lock) for lock in LAYERS}
    told = {
        (name, pin): layers for heading in ("Shipped", "Brought by") for name, pin, _, layers in rows(heading)
    }
    assert told.keys() == set.union(*of_layers.values()), REGENERATE
    for package, layers in told.items():
        assert layers.split(", ") == [layer for layer in LAYERS if package in of_layers[layer]], REGENERATE


def test_every_layer_is_looked_at() -> None:
    locks = {path.stem for path in ROOT.glob("requirements/*.lock")}
    assert locks == {*LAYERS, DEVELOPMENT, EMULATOR, BENCH}


@pytest.mark.parametrize("row", rows("Shipped"), ids=lambda row: row[0])
def test_what_ships_lets_a_shop_earn_money(row: list[str]) -> None:
    name, _, licence, _ = row
    assert is_free(licence), f"{name}: {licence}"


def test_licences_are_those_of_the_packages() -> None:
    """Where exactly the version that is told is installed: others may be another Python's."""
    known = write_notices.find_licences(package.name for package in PACKAGES)
    told = {(name, pin): licence for name, pin, licence, _ in rows("Shipped")}
    here = [package for package in PACKAGES if package.is_shipped and version_of(package) == package.version]
    assert len(here) > 30
    assert {told[each.name, each.version] == known[each.name] for each in here} == {True}, REGENERATE


def version_of(package: Package) -> str:
    return version(package.name)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only", False),
        ("MIT AND Elastic-2.0", False),
        ("", False),
    ],
)
def test_expressions_are_read(expression: str, expected: bool) -> None:
    assert is_free(expression) is expected


def test_the_project_says_its_own_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "Apache-2.0"
    assert all((ROOT / name).is_file() for name in project["license-files"])
    licence = (ROOT / "LICENSE").read_text()
    assert licence.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert len(licence.split()) > 1500
