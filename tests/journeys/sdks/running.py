"""Runs a driver with its SDK: finds Node and Chromium, installs the JavaScript SDKs where they lack."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.journeys.sdks.sdks import HERE, Sdk
from tests.journeys.sdks.visit import CLOCK_AHEAD_S, Visit

BIN = Path(sys.executable).parent
INSTALL_TIMEOUT_S = 600
VISITS_TIMEOUT_S = 420
DRIVERS = HERE / "drivers"
_STAMP = HERE / "node_modules" / ".installed"


def missing(sdk: Sdk) -> str | None:
    """What must be installed before this SDK can be tested; None when all is there."""
    if sdk.is_python:
        return None
    if not (BIN / "npm").exists():
        return "Node.js is missing: run `make setup`"
    if sdk.page and chromium() is None:
        return "Chromium is missing: run `apt-get install chromium`, see docs/compatibility.md"
    return None


def chromium() -> str | None:
    """Path of an installed Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def install_packages(say: Callable[[str], None]) -> None:
    """`npm ci` as package-lock.json has it, unless that is done; safe beside another run of the tests."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _STAMP.exists() and _STAMP.read_text() == wanted:
            return
        say("Installing the JavaScript SDKs (96 MB) ...")
        # No package's own scripts: esbuild's binary is a package, and nothing else needs one.
        command = [str(BIN / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            command,
            check=False,
            cwd=HERE,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=INSTALL_TIMEOUT_S,
        )
        assert done.returncode == 0, f"npm ci failed: is the package registry reachable?\n{done.stderr}"
        _STAMP.write_text(wanted)


def run_visits(sdk: Sdk, visits: Sequence[Visit], certificate: Path) -> dict[str, list[str]]:
    """Make these visits at the same time; by run, what the SDK told the app of failures.

    One process has one clock: only in a browser may a visit whose clock is wrong be beside others.
    """
    clock_fast = sdk.page is None and any(visit.stamps_itself for visit in visits)
    page = DRIVERS / "pages" / f"{sdk.page}.js" if sdk.page else None
    jobs = json.dumps([visit.job() for visit in visits])
    told = run_script(DRIVERS / sdk.driver, certificate, stdin=jobs, page=page, clock_fast=clock_fast)
    return {result["run"]: result["told"] for result in json.loads(told)}


def run_script(
    script: Path,
    certificate: Path | None,
    *,
    stdin: str = "",
    page: Path | None = None,
    clock_fast: bool = False,
) -> str:
    """What a script prints that trusts this certificate, in its own folder; AssertionError when it fails.

    `page` is the script of the page that the script, which is the browsers' driver, shows.
    """
    words = [*_runtime(script, clock_fast), str(script), *([chromium() or "", str(page)] if page else [])]
    try:
        done = subprocess.run(
            words,
            check=False,
            input=stdin,
            cwd=script.parent,
            env=_environment(certificate),
            capture_output=True,
            text=True,
            timeout=VISITS_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as late:
        raise AssertionError(
            f"{script.name} was not done after {VISITS_TIMEOUT_S} s\n{late.stderr}"
        ) from late
    assert done.returncode == 0, f"{script.name} failed\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _runtime(script: Path, clock_fast: bool) -> list[str]:
    if script.suffix == ".py":
        under_clock = [str(DRIVERS / "fast_clock.py"), str(CLOCK_AHEAD_S)] if clock_fast else []
        return [sys.executable, *under_clock]
    return [str(BIN / "node"), *(["--import", str(DRIVERS / "fast_clock.mjs")] if clock_fast else [])]


def _environment(certificate: Path | None = None) -> dict[str, str]:
    """Ours without proxies, which some SDKs would ask for localhost; with .venv's Node first."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    trusted = ("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS") if certificate else ()
    return {
        **kept,
        **dict.fromkeys(trusted, str(certificate)),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "CLOCK_AHEAD_MS": str(CLOCK_AHEAD_S * 1000),
    }
