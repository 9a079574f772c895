"""The same charts as a page of Observable Framework, built by npm outside of this tree, and kept there."""

import os
import shutil
import subprocess
from pathlib import Path

from cli.home import tally_home
from tests.journeys.sdks.running import BIN

PROJECT = Path(__file__).with_name("rival_page")
FILES_BELOW = ("/_observablehq/", "/_node/", "/_import/", "/_file/")
"""Paths of files that are named after their content."""


def build_rival(cube: Path) -> Path:
    """The folder of the built page, with the published cube as its data. 94 MB are installed for it."""
    work = tally_home() / "bench" / "rival_page"
    shutil.copytree(PROJECT, work, dirs_exist_ok=True)
    variables = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "TALLY_CUBE": str(cube)}
    if not (work / "node_modules").exists():
        _run([str(BIN / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], work, variables)
    shutil.rmtree(work / "src" / ".observablehq", ignore_errors=True)  # what its loaders wrote last time
    program = work / "node_modules" / "@observablehq" / "framework" / "dist" / "bin" / "observable.js"
    _run([str(BIN / "node"), str(program), "build"], work, {**variables, "OBSERVABLE_TELEMETRY_DISABLE": "1"})
    return work / "dist"


def _run(command: list[str], folder: Path, variables: dict[str, str]) -> None:
    done = subprocess.run(
        command, check=False, cwd=folder, env=variables, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command[:2])} failed: is the package registry reachable?\n{done.stdout}{done.stderr}"
        )
