"""`make trino`: the SQL on a real Trino. One Trino for all tests; arguments go to pytest."""

import os
import subprocess
import sys

from tests.trino.artifacts import Unavailable, missing
from tests.trino.engine import PORT, started

# Of tests/sql those whose cases go through tables.py; the others lint, or ask DuckDB for many random builds.
ROW_CASES = (
    "tests/sql",
    *(f"--ignore=tests/sql/test_{name}.py" for name in ("dialect", "catalog", "whole_build", "night_fuzz")),
    *(f"--ignore=tests/sql/test_{name}.py" for name in ("identity_against_python", "profile_operations")),
    "--ignore=tests/sql/test_people_page.py",
)


def main(arguments: list[str]) -> int:
    """The code to end with; 0 and a sentence where Trino cannot be had because a program is missing."""
    asked = arguments or [*ROW_CASES, "tests/trino"]
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
