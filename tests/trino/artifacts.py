"""Trino's jars by Maven, and our Java class over them: made on first use, kept in .tally/trino."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

JAVA = Path(__file__).parent / "java"
KEPT = Path(__file__).parents[2] / ".tally" / "trino"
PROGRAMS = ("java", "javac", "mvn")
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath"


class Unavailable(Exception):
    """Trino cannot be had here; the text is a sentence for people."""


def missing() -> list[str]:
    """Programs that Trino needs and this machine has not."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


def classpath() -> str:
    """The class path of TrinoLines; the first call fetches 78 MB and takes about a minute.

    Unavailable where programs are missing, Maven fails or a jar is not the one of jars.sha256.
    """
    if missing():
        raise Unavailable(f"Trino was left out: this machine has no {' and no '.join(missing())}.")
    KEPT.mkdir(parents=True, exist_ok=True)
    made = KEPT / f"classpath-{_fingerprint()}"
    if not made.exists():
        jars = _fetch()
        _verify(jars.split(os.pathsep))
        classes = KEPT / f"classes-{_fingerprint()}"
        _call(["javac", "-cp", jars, "-d", str(classes), str(JAVA / "TrinoLines.java")])
        made.write_text(os.pathsep.join([str(classes), jars]))
    return made.read_text()


def _fingerprint() -> str:
    """Of everything that the class path is made from, so that nothing old is used."""
    texts = b"".join((JAVA / name).read_bytes() for name in ("pom.xml", "jars.sha256", "TrinoLines.java"))
    return hashlib.sha256(texts + str(KEPT).encode()).hexdigest()[:12]


def _fetch() -> str:
    listed = KEPT / "jars"
    where = [f"-Dmaven.repo.local={KEPT / 'repository'}", f"-Dmdep.outputFile={listed}"]
    _call(["mvn", "-q", "-B", "-f", str(JAVA / "pom.xml"), *where, PLUGIN, "-DincludeScope=runtime"])
    return listed.read_text().strip()


def _verify(jars: list[str]) -> None:
    pinned = dict(line.split()[::-1] for line in (JAVA / "jars.sha256").read_text().splitlines())
    found = {Path(jar).name: hashlib.sha256(Path(jar).read_bytes()).hexdigest() for jar in jars}
    if found != pinned:
        others = sorted({name for name, _ in found.items() ^ pinned.items()})
        raise Unavailable(f"Trino was left out: not the jars of jars.sha256: {', '.join(others)}.")


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"Trino was left out: {command[0]} failed: {(done.stdout + done.stderr)[-2000:]}")
