"""docs/guides/web-pages.md says what was measured, and its examples for servers reach the witness."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tally.domain.audit.page_script import served_script

from bench.page_views import FIGURES
from tests.collecting import KEY
from tests.journeys.sdks.running import BIN
from tests.journeys.sdks.shop_pages import Collectors, serve

PAGE = Path("docs/guides/web-pages.md").read_text()


def test_the_bytes_of_the_web_line() -> None:
    assert re.findall(r"<!-- bytes -->(.*)<!-- /bytes -->", PAGE) == [f"{len(served_script().encode()):,}"]


def test_the_views_that_were_seen() -> None:
    (table,) = re.findall(r"<!-- page views -->\n(.*)\n<!-- /page views -->", PAGE, re.DOTALL)
    found = json.loads(FIGURES.read_text())
    rows = [f"| {host} | {n['views']} | {n['events']} | {n['sightings']} |" for host, n in found.items()]
    assert table.splitlines()[2:] == rows


@pytest.mark.parametrize(
    ("name", "command"), [("python", [sys.executable, "-c"]), ("node", [str(BIN / "node"), "-e"])]
)
def test_a_server_tells_the_witness(name: str, command: list[str]) -> None:
    (text,) = re.findall(rf"<!-- server {name} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    collectors, address = Collectors({}), "URL" if name == "python" else "TALLY_URL"
    with serve(collectors) as pages:
        known = f"{address} = {pages.shop!r}; WRITE_KEY = {KEY!r};\n"
        script = known + text if name == "python" else f"(async () => {{ {known} {text} }})()"
        subprocess.run([*command, script], check=True, timeout=60)
    ((event_id, amount, platform),) = [
        (row["event_id"], float(row["amount"]), row["platform"]) for row in collectors.sightings()
    ]
    assert (event_id, amount, platform) == ("o-1001", 59.9, "server")
