"""The examples of docs/guides/connect.md, as an analyst's shell runs them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from cli.clients import Endpoint
from cli.home import ROOT
from tests.journeys.conftest import deployed, tally

EXAMPLES = dict(
    re.findall(
        r"<!-- connect (\w+) -->\n```python\n(.*?)```\n<!-- /connect -->",
        (ROOT / "docs" / "guides" / "connect.md").read_text(),
        re.DOTALL,
    )
)
ORDER = {
    "event": "Order Completed",
    "event_id": "connect-1",
    "user_id": "u-1",
    "platform": "ios",
    "occurred_at": "2026-03-02T08:00:00Z",
    "properties": {"order_id": "c-1", "revenue": 12, "currency": "EUR"},
}
TOLD = {
    "awswrangler": r"ios +1\b",
    "pyathena": r"^\(1,\)$",
    "sqlalchemy": r"^1$",
    "pyiceberg": r"^1$",
    "duckdb": r"ios +│ Order Completed +│ +1 ",
}


@pytest.fixture(scope="module")
def variables(empty: Endpoint) -> dict[str, str]:
    """What `tally env` prints of a Tally with one order in it."""
    answer = httpx.post(f"{empty.url}/v1/events", json=ORDER, auth=(empty.write_key, ""), trust_env=False)
    assert answer.status_code == 200, answer.text
    httpx.get(f"{empty.dev_url}/good", timeout=60, trust_env=False)
    tally("run", "nightly")
    found: dict[str, str] = json.loads(tally("env", "--format", "json"))
    return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with deployed(tmp_path_factory.mktemp("tally")) as endpoint:
        yield endpoint


@pytest.mark.parametrize("name", TOLD)
def test_an_example_answers(variables: dict[str, str], name: str) -> None:
    own = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-c", EXAMPLES[name]],
        env=own | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(TOLD[name], done.stdout, re.MULTILINE), done.stdout


def test_every_example_of_the_page_is_run() -> None:
    assert EXAMPLES.keys() == TOLD.keys()
