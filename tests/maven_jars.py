"""Jars of a pom.xml by Maven, each the one that jars.sha256 beside it names."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath"


class Unavailable(Exception):
    """They cannot be had here; the text is a sentence for people."""


def list_missing(programs: Sequence[str]) -> list[str]:
    """Those that this machine has not."""
    return [program for program in programs if shutil.which(program) is None]


def fetch_jars(folder: Path, kept: Path) -> list[str]:
    """Paths of the jars of `folder`'s pom.xml, with what they need; Maven keeps them in `kept`. Unavailable
    where Maven fails or a jar is another one."""
    kept.mkdir(parents=True, exist_ok=True)
    listed = kept / "jars"
    where = [f"-Dmaven.repo.local={kept / 'repository'}", f"-Dmdep.outputFile={listed}"]
    call(["mvn", "-q", "-B", "-f", str(folder / "pom.xml"), *where, PLUGIN, "-DincludeScope=runtime"])
    jars = listed.read_text().strip().split(os.pathsep)
    pinned = dict(line.split()[::-1] for line in (folder / "jars.sha256").read_text().splitlines())
    found = {Path(jar).name: hashlib.sha256(Path(jar).read_bytes()).hexdigest() for jar in jars}
    if found != pinned:
        others = sorted({name for name, _ in found.items() ^ pinned.items()})
        raise Unavailable(f"not the jars of {folder.name}/jars.sha256: {', '.join(others)}")
    return jars


def call(command: list[str]) -> str:
    """What the command prints; Unavailable where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{command[0]} failed: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout
