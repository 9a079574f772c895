"""The SQL cases again, on a real Athena workgroup: same drawn rows in, same rows out.

    TALLY_CLOUD_WORKGROUP=tally pytest tests/cloud

needs AWS credentials that may query that workgroup: some 250 queries over no data, so next to no cost, and
about ten minutes. Cases of the stand-in itself (lint, header types) are left out.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_THE_STAND_IN = ("test_dialect.py", "test_catalog.py", "test_funnel.py::test_the_models_agree_with_a_walk")


@pytest.mark.cloud
@pytest.mark.skipif(
    "TALLY_CLOUD_WORKGROUP" not in os.environ, reason="TALLY_CLOUD_WORKGROUP names no workgroup"
)
def test_every_sql_case_holds_on_athena() -> None:
    left_out = [f"--deselect=tests/sql/{name}" for name in OF_THE_STAND_IN]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/sql", *left_out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
