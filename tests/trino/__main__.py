"""`make trino`: the SQL on a real Trino. One Trino for all tests; arguments go to pytest."""

import os
import subprocess
import sys

from tests.maven_jars import Unavailable
from tests.trino.artifacts import missing
from tests.trino.engine import PORT, started

ROW_CASES = (
    "tests/sql",
    *(f"--ignore=tests/sql/test_{name}.py" for name in ("dialect", "catalog", "whole_build", "night_fuzz")),
    *(f"--ignore=tests/sql/test_{name}.py" for name in ("identity_against_python", "profile_operations")),
    *(f"--ignore=tests/sql/test_{name}.py" for name in ("people_page", "told_twice", "carts")),
    "--ignore=tests/sql/test_carts_against_python.py",
)
"""Of tests/sql those whose cases go through tables.py; the others lint, or build several models in DuckDB."""

EXPECTATIONS = [
    f"tests/local/athena/test_athena_{name}.py" for name in ("dialect", "functions", "strictness", "texts")
]
"""What the stand-in's own tests say that Trino answers or refuses."""


def main(arguments: list[str]) -> int:
    """The code to end with; 0 and a sentence where Trino cannot be had because a program is missing."""
    # Two processes ask, so that Trino plans for one while the other compares.
    asked = arguments or ["-n", "2", "--dist", "loadfile", *ROW_CASES, *EXPECTATIONS, "tests/trino"]
    try:
        with started() as trino:
            environment = {**os.environ, PORT: str(trino.port)}
            return subprocess.run(
                [sys.executable, "-m", "pytest", "-q", *asked], env=environment, check=False
            ).returncode
    except Unavailable as reason:
        print(reason)
        return 0 if missing() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
