"""The guide's examples for Node.js on one machine send every call of their SDK to Tally alone.

tests/test_sdk_hosts.py does so for Python.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

from cli.home import ROOT
from tests.collecting import KEY
from tests.journeys.sdks.running import BIN, HERE, install_packages, missing
from tests.journeys.sdks.sdks import SDKS
from tests.journeys.sdks.shop_pages import Collectors, serve

GUIDE = (ROOT / "docs" / "guides" / "sdks.md").read_text()
GUARD = """
import dns from "node:dns";
const ask = dns.lookup;
dns.lookup = (host, ...words) => {
  if (host !== "localhost") process.stderr.write(`asked for ${host}\\n`);
  return ask(host, ...words);
};
"""
CALLS = {
    "mixpanel-node": """
mixpanel.people.set("c-17", { plan: "gold" });
mixpanel.people.increment("c-17", "visits");
mixpanel.people.track_charge("c-17", 5);
mixpanel.people.delete_user("c-18");
mixpanel.groups.set("company", "acme", { tier: "a" });
mixpanel.alias("c-17", "c-18");
mixpanel.track_batch([{ event: "Product Added", properties: { distinct_id: "c-17" } }]);
""",
    "analytics-node": """
analytics.identify({ userId: "c-17", traits: { plan: "gold" } });
analytics.page({ userId: "c-17", name: "Home" });
analytics.screen({ userId: "c-17", name: "Home" });
analytics.group({ userId: "c-17", groupId: "acme" });
analytics.alias({ userId: "c-17", previousId: "c-18" });
await analytics.flush();
""",
}
PATHS = {
    "mixpanel-node": {"/track", "/engage", "/groups"},
    "analytics-node": {"/v1/batch"},
}
CLOSING = "await analytics.closeAndFlush();"


def run(name: str, text: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / ".tally").mkdir()
    (folder / ".tally" / "endpoint.json").write_text(json.dumps({"url": url, "write_key": KEY}))
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    lines = [GUARD, text.replace(CLOSING, ""), CALLS[name], CLOSING if CLOSING in text else ""]
    (folder / "app.mjs").write_text("\n".join(lines))
    command = [str(BIN / "node"), "app.mjs"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Node.js and the SDKs."""
    reason = missing(next(sdk for sdk in SDKS if sdk.name == "mixpanel-node"))
    if reason is not None:
        pytest.skip(reason)
    install_packages(print)


@pytest.mark.parametrize("name", CALLS)
def test_every_call_goes_to_tally_alone(name: str, tmp_path: Path) -> None:
    (text,) = re.findall(rf"<!-- snippet {name} local -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL)
    collectors = Collectors({})
    with serve(collectors) as pages:
        done = run(name, text, pages.shop, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.rstrip("/") for path in collectors.paths} == PATHS[name]


def test_an_example_without_a_host_would_be_found_out(tmp_path: Path) -> None:
    lines = [
        'import Mixpanel from "mixpanel";',
        'const mixpanel = Mixpanel.init("k", { host: "elsewhere.invalid" });',
    ]
    done = run("mixpanel-node", "\n".join(lines), "http://127.0.0.1:1", tmp_path)
    assert "asked for elsewhere.invalid" in done.stderr
