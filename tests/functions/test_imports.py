"""What the functions on the events' way load: every package counts in a cold start.

pyarrow imports pandas wherever it is installed (118 ms with the first array), so the lean functions must
run without it, and their layers must not bring it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAN = (
    "collect_events",
    "collect_witness",
    "land_events",
    "land_witness",
    "commit_events",
    "compact_events",
    "quarantine_event",
    "forget_customer",
)
LEAN_LAYERS = ("wire", "landing", "tools", "arrow", "iceberg")
HEAVY = ("pandas", "awswrangler")


def loaded(function: str, *hidden: str) -> set[str]:
    """Top-level packages after importing a handler in a fresh process, without those hidden."""
    code = (
        f"import json, sys; from tests.functions.hidden_packages import hide; hide(*{hidden!r});"
        f"import functions.{function}.handler; print(json.dumps(list(sys.modules)))"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "layers/tally/python")])
    environment = {"PYTHONPATH": path, "PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-south-1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("function", LEAN)
def test_it_runs_where_no_pandas_is(function: str) -> None:
    assert not loaded(function, *HEAVY) & set(HEAVY)


@pytest.mark.parametrize("function", ["collect_events", "collect_witness", "land_events", "land_witness"])
def test_it_leaves_pandas_alone_even_where_it_is_installed(function: str) -> None:
    assert not loaded(function) & set(HEAVY)


@pytest.mark.parametrize("layer", LEAN_LAYERS)
def test_its_layers_bring_no_pandas(layer: str) -> None:
    names = {
        line.partition("==")[0] for line in (ROOT / f"requirements/{layer}.lock").read_text().splitlines()
    }
    assert not names & set(HEAVY)


def test_the_collector_loads_nothing_it_can_do_without() -> None:
    heavy = {"boto3", "s3transfer", "aws_lambda_powertools", "pydantic", "pyarrow"}
    assert not loaded("collect_events") & heavy


def test_a_page_waits_for_nothing_it_can_do_without() -> None:
    heavy = {"boto3", "botocore", "aws_lambda_powertools", "urllib3", "dateutil"}
    assert not loaded("read_page") & heavy


@pytest.mark.parametrize(
    "function", ["answer_report", "export_report", "serve_settings", "change_subscription"]
)
def test_who_asks_waits_for_neither_powertools_nor_boto3(function: str) -> None:
    assert not loaded(function) & {"boto3", "s3transfer", "aws_lambda_powertools"}


def test_the_witness_shares_no_parser_with_the_collector() -> None:
    assert not loaded("collect_witness") & {"msgspec", "isal", "boto3"}
