"""Trino's jars by Maven, and our Java class over them: made on first use, kept in .tally/trino."""

import hashlib
import os
from pathlib import Path

from tests.maven_jars import Unavailable, call, fetch_jars, list_missing

JAVA = Path(__file__).parent / "java"
KEPT = Path(__file__).parents[2] / ".tally" / "trino"
PROGRAMS = ("java", "javac", "mvn")


def missing() -> list[str]:
    """Programs that Trino needs and this machine has not."""
    return list_missing(PROGRAMS)


def classpath() -> str:
    """The class path of TrinoLines; the first call fetches 78 MB and takes about a minute.

    Unavailable where programs are missing, Maven fails or a jar is not the one of jars.sha256.
    """
    if missing():
        raise Unavailable(f"Trino was left out: this machine has no {' and no '.join(missing())}.")
    KEPT.mkdir(parents=True, exist_ok=True)
    made = KEPT / f"classpath-{_fingerprint()}"
    if not made.exists():
        jars = os.pathsep.join(fetch_jars(JAVA, KEPT))
        classes = KEPT / f"classes-{_fingerprint()}"
        call(["javac", "-cp", jars, "-d", str(classes), str(JAVA / "TrinoLines.java")])
        made.write_text(os.pathsep.join([str(classes), jars]))
    return made.read_text()


def _fingerprint() -> str:
    """Of everything that the class path is made from, so that nothing old is used."""
    texts = b"".join((JAVA / name).read_bytes() for name in ("pom.xml", "jars.sha256", "TrinoLines.java"))
    return hashlib.sha256(texts + str(KEPT).encode()).hexdigest()[:12]
