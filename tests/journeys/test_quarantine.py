"""From a refused event to a mended one in the lake; and what an app's own tests see on the way."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from cli.clients import Endpoint
from cli.home import ROOT
from tests.journeys.conftest import tally

WRAP, CARD = "Gift Wrapped", "Card Written"
"""Names that no other journey sends."""

GOOD = {"event": WRAP, "event_id": "wrap-1", "user_id": "anna", "properties": {"price": 2.5}}
COMMA = {"event": WRAP, "user_id": "anna", "properties": {"price": "3,500"}}
FREE = {"event": WRAP, "event_id": "wrap-3", "user_id": "anna", "properties": {"price": "free"}}
MIXPANEL = {"event": CARD, "properties": {"distinct_id": "bruno", "$insert_id": "card-1", "price": "1,000"}}
SEGMENT = {
    "type": "track",
    "event": CARD,
    "userId": "carla",
    "messageId": "card-2",
    "properties": {"price": "2,000"},
}
RULES = """
[[rule]]
comma_number = ["properties.price"]
"""
LAKE = f"""
select if(event_id = json_extract_scalar(properties, '$.quarantine_id'), 'made', event_id) as id,
    price, protocol, occurred_at = received_at as is_now,
    json_extract_scalar(properties, '$.quarantine_id') is not null as is_replayed
from events where event_name in ('{WRAP}', '{CARD}') order by price
"""
CHECKOUT = """
import base64, json
from pathlib import Path
from urllib.request import Request, urlopen
def checkout(order_id):
    tally = json.loads(Path(".tally/endpoint.json").read_text())
    key = base64.b64encode((tally["write_key"] + ":").encode()).decode()
    event = {"event": "Order Completed", "user_id": "u", "properties": {"order_id": order_id}}
    headers = {"Authorization": "Basic " + key}
    urlopen(Request(tally["url"] + "/v1/events", json.dumps(event).encode(), headers))
"""
CHECKOUT_JS = """
const tally = JSON.parse(require("fs").readFileSync(".tally/endpoint.json"));
const checkout = (order_id) => fetch(`${tally.url}/v1/events`, {
  method: "POST",
  headers: { Authorization: "Basic " + btoa(tally.write_key + ":") },
  body: JSON.stringify({ event: "Order Completed", user_id: "u", properties: { order_id } }),
});
"""


class Shop:
    """An app that posts to the deployed Tally, and its look into the inbox."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.url = endpoint.url
        self.http = httpx.Client(auth=(endpoint.write_key, ""), trust_env=False, timeout=60)
        self.dev_url = endpoint.dev_url

    def post(self, route: str, body: Any) -> int:
        return self.http.post(f"{self.url}{route}", json=body).status_code

    def dev(self, what: str) -> list[dict[str, Any]]:
        answer = self.http.get(f"{self.dev_url}/{what}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def shop(emulator: Endpoint) -> Iterator[Shop]:
    made = Shop(emulator)
    yield made
    made.http.close()


@pytest.fixture(scope="module")
def sent(shop: Shop) -> None:
    shop.dev("reset")
    assert shop.post("/v1/events", [GOOD, COMMA, FREE, GOOD]) == 200
    assert shop.post("/track?ip=0", MIXPANEL) == 200
    assert shop.post("/v1/track", SEGMENT) == 200


@pytest.fixture
def rules(tmp_path: Path) -> str:
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    return str(file)


def replay(*words: str) -> dict[str, Any]:
    choice = ("--reason", "wrong_type", "--field", "properties.price")
    [row] = json.loads(tally("quarantine", "replay", *choice, "--format", "json", *words))
    return row


def waiting() -> int:
    rows = json.loads(tally("quarantine", "--format", "json"))
    return sum(row["events"] for row in rows if row["field"] == "properties.price")


def test_the_inbox_shows_what_arrived_before_any_commit(shop: Shop, sent: None) -> None:
    assert [event["event_id"] for event in shop.dev("good")] == ["wrap-1"]
    bad = shop.dev(f"bad?event={quote(WRAP)}")
    assert [json.loads(event["raw"])["properties"]["price"] for event in bad] == ["3,500", "free"]
    assert {(event["reason"], event["field"]) for event in bad} == {("wrong_type", "properties.price")}
    assert len(shop.dev("all")) == 5
    shop.dev("reset")
    assert shop.dev("all") == []


def test_replayed_twice_the_lake_has_them_once(sent: None, rules: str) -> None:
    tally("run", "commit_events")
    before = waiting()
    assert before >= 4
    planned = replay("--patch", rules)
    assert (planned["acceptable"], planned["accepted"]) == (3, None)
    for again in (False, True):
        done = replay("--patch", rules, "--yes")
        assert done["failed"] == 0
        assert done["acceptable"] == done["accepted"]
        assert done["accepted"] == 3 or (again and done["accepted"] == 0), COMMITTED
    tally("run", "commit_events")
    assert json.loads(tally("query", LAKE, "--format", "json")) == [
        {"id": "card-1", "price": "1.00", "protocol": "mixpanel", "is_now": False, "is_replayed": True},
        {"id": "card-2", "price": "2.00", "protocol": "segment", "is_now": False, "is_replayed": True},
        {"id": "wrap-1", "price": "2.50", "protocol": "tally", "is_now": True, "is_replayed": False},
        {"id": "made", "price": "3.50", "protocol": "tally", "is_now": False, "is_replayed": True},
    ]
    assert waiting() == before - 3
    assert replay("--patch", rules, "--yes")["accepted"] == 0
    shown = tally("quarantine", "show", "--reason", "wrong_type", "--field", "properties.price")
    assert '"free"' in shown
    assert '"3,500"' not in shown


COMMITTED = "what is replayed is found again, unless the clock's own commit was faster"

UPDATES = [
    {"$distinct_id": "dora", "$set": {"plan": "gold"}},
    {"$distinct_id": "dora", "$add": {"visits": "3"}},
]
PROFILE = """
select operation, property, value, occurred_at = received_at as is_now
from profile_updates where profile_id = 'dora' order by operation
"""


def test_a_refused_profile_update_is_mended_and_counts_once(shop: Shop, tmp_path: Path) -> None:
    choice = ("--reason", "wrong_type", "--field", "$add.visits", "--patch", str(tmp_path / "rules.toml"))
    (tmp_path / "rules.toml").write_text('[[rule]]\nnumber = ["$add.visits"]\n')
    assert shop.post("/engage?verbose=1", UPDATES) == 200
    assert [(row["operation"], row["value"]) for row in shop.dev("profiles")] == [("$set", "gold")]
    tally("run", "commit_events")
    for again in (False, True):
        [told] = json.loads(tally("quarantine", "replay", *choice, "--yes", "--format", "json"))
        assert told["failed"] == 0
        assert told["accepted"] == 1 or (again and told["accepted"] == 0), COMMITTED
    tally("run", "commit_events")
    assert json.loads(tally("query", PROFILE, "--format", "json")) == [
        {"operation": "$add", "property": "visits", "value": "3", "is_now": False},
        {"operation": "$set", "property": "plan", "value": '"gold"', "is_now": True},
    ]
    waiting_rows = json.loads(tally("quarantine", "--format", "json"))
    assert "$add.visits" not in {row["field"] for row in waiting_rows}


def example(name: str) -> str:
    text = (ROOT / "docs" / "guides" / "testing-your-app.md").read_text()
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- /{name} -->", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def app(emulator: Endpoint, tmp_path: Path) -> Path:
    """A folder with an app in it, beside a running Tally."""
    (tmp_path / ".tally").mkdir()
    (tmp_path / ".tally" / "endpoint.json").write_text(json.dumps({
        "url": emulator.url, "write_key": emulator.write_key, "dev_url": emulator.dev_url
    }))  # fmt: skip
    (tmp_path / "shop.py").write_text(CHECKOUT)
    return tmp_path


def test_the_documented_pytest_example(app: Path) -> None:
    (app / "test_shop.py").write_text(example("pytest"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "test_shop.py",
    ]
    done = subprocess.run(command, cwd=app, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


NODE = shutil.which("node", path=f"{Path(sys.executable).parent}:/usr/bin:/usr/local/bin")


@pytest.mark.skipif(NODE is None, reason="Node.js is not installed: `make setup` brings it")
def test_the_documented_fetch_example(app: Path) -> None:
    assert NODE is not None
    (app / "shop.cjs").write_text(f"{CHECKOUT_JS}\n(async () => {{\n{example('fetch')}}})();\n")
    done = subprocess.run([NODE, "shop.cjs"], cwd=app, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
