"""Writes THIRD_PARTY.md: every package of the locks, its version and licence, and what carries it.

    python -m requirements.write_notices

Versions come from the locks, licences from the metadata of the packages as they are installed, and from
licences.toml where these are silent. A package without a licence stops it with a sentence.
"""

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import Distribution, distributions
from pathlib import Path

from infra.layer_archives import IN_THE_RUNTIME

ROOT = Path(__file__).resolve().parent.parent
PATH = ROOT / "THIRD_PARTY.md"
LAYERS = ("wire", "landing", "tools", "arrow", "iceberg", "query", "publishing")
DEVELOPMENT, EMULATOR, BENCH = "dev", "ministack", "bench"
SDKS = ROOT / "tests" / "journeys" / "sdks" / "package-lock.json"
RIVAL_PAGE = ROOT / "bench" / "rival_page" / "package-lock.json"

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_PLAIN = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "mit": "MIT",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "psfl": "PSF-2.0",
    "the mit license (mit)": "MIT",
}
"""What packages write, in small letters, and its SPDX name."""

_TOP = """# Third-party packages

For whoever asks what Tally brings along, and under which terms. Written by `make notices` from
`requirements/*.lock` and the metadata of the packages: change those. Tally's own licence is in
[LICENSE](LICENSE).
"""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One version that a lock names, and the locks that do."""

    name: str
    version: str
    locks: tuple[str, ...]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of Lambda functions that it is part of."""
        return tuple(lock for lock in self.locks if lock in LAYERS)

    @property
    def is_shipped(self) -> bool:
        """In a layer, unless Lambda's Python brings it: then it is left out of the layer."""
        return bool(self.layers) and not any(fnmatch(self.name, pattern) for pattern in IN_THE_RUNTIME)


def read_packages() -> list[Package]:
    """All packages of all locks, by name."""
    named = defaultdict(list)
    for lock in (*LAYERS, DEVELOPMENT, EMULATOR, BENCH):
        for found in _PINNED.findall((ROOT / "requirements" / f"{lock}.lock").read_text()):
            named[found].append(lock)
    return sorted(Package(name, version, tuple(locks)) for (name, version), locks in named.items())


def read_installed_licences() -> dict[str, str]:
    """By package, of both environments; "" where the package tells none."""
    emulator = [str(path) for path in (ROOT / ".venv-ministack").glob("lib/python*/site-packages")]
    found = [*distributions(path=emulator), *distributions()]
    return {_normalise_name(each.metadata["Name"]): _read_licence(each) for each in found}


def _normalise_name(name: str) -> str:
    """The name as locks spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _read_licence(installed: Distribution) -> str:
    metadata = installed.metadata
    if expression := metadata.get_all("License-Expression"):
        return str(expression[0])
    classifiers = [text.split(" :: ") for text in metadata.get_all("Classifier") or []]
    told = [
        *(metadata.get_all("License") or []),
        *(parts[-1] for parts in classifiers if parts[0] == "License"),
    ]
    return next((_PLAIN[text.lower()] for text in told if text.lower() in _PLAIN), "")


def find_licences(names: Iterable[str]) -> dict[str, str]:
    """The licence of each package; SystemExit names those that have none."""
    written = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text())
    known = {**read_installed_licences(), **written}
    licences = {name: known.get(name, "") for name in names}
    if unknown := [name for name, licence in licences.items() if not licence]:
        sys.exit(f"No licence is known of {', '.join(unknown)}: look it up, write it into licences.toml")
    return licences


def make_notices() -> str:
    """The whole file."""
    found = read_packages()
    licences = find_licences(package.name for package in found)
    shipped = [package for package in found if package.is_shipped]
    by_lambda = [package for package in found if package.layers and not package.is_shipped]
    emulator = [package for package in found if package.locks == (EMULATOR,)]
    bench = [package for package in found if package.locks == (BENCH,)]
    elsewhere = (*emulator, *bench)
    rest = [package for package in found if not package.layers and package not in elsewhere]
    lines = [
        _TOP,
        "## Shipped: in the layers of the Lambda functions\n",
        "A layer holds each package with the licence files that came in its wheel.\n",
        *_make_table(shipped, licences, layers=True),
        "\n## Brought by Lambda's own Python\n",
        "The locks of the layers name them, the layers leave them out.\n",
        *_make_table(by_lambda, licences, layers=True),
        "\n## On a developer's machine only\n",
        "Installed by `make setup` into `.venv`: CDK app, command, stand-in, tests, benches.\n",
        *_make_table(rest, licences),
        "\n## In the emulator's environment only\n",
        "Installed by `make setup` into `.venv-ministack`.\n",
        *_make_table(emulator, licences),
        "\n## In the environment of the reports' bench only\n",
        "Installed by `make bench-reports` into `.venv-bench`.\n",
        *_make_table(bench, licences),
        "\n## JavaScript: in tests of SDKs only\n",
        "Installed into `tests/journeys/sdks/node_modules` when these tests first run.\n",
        *_list_javascript(SDKS),
        "\n## JavaScript: in the page's bench only\n",
        "Installed by `make bench-page` into `.tally/bench`: the page that Tally's is measured beside.\n",
        *_list_javascript(RIVAL_PAGE),
    ]
    return "\n".join(lines) + "\n"


def _make_table(
    found: Iterable[Package], licences: Mapping[str, str], *, layers: bool = False
) -> Iterator[str]:
    yield "| package | version | licence | layers |" if layers else "| package | version | licence |"
    yield "|---|---|---|---|" if layers else "|---|---|---|"
    for package in found:
        row = f"| {package.name} | {package.version} | {licences[package.name]} |"
        yield f"{row} {', '.join(package.layers)} |" if layers else row


def _list_javascript(lock: Path) -> Iterator[str]:
    yield "| package | version | licence |"
    yield "|---|---|---|"
    locked = json.loads(lock.read_text())["packages"]
    rows = {
        (path.rpartition("node_modules/")[2], entry["version"], entry["license"])
        for path, entry in locked.items()
        if path
    }
    for name, version, licence in sorted(rows):
        yield f"| {name} | {version} | {licence} |"


if __name__ == "__main__":
    PATH.write_text(make_notices())
