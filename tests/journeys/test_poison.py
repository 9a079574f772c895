"""Poison in an event, in a body and straight in the queue: the good beside it lands, no queue is held up.

Everything is sent at once, so that good and bad come in the same batches of the queue.
"""

import base64
import json
import time
import uuid
from dataclasses import dataclass, field

import httpx
import pytest
from tally.domain.collecting.receipt import Protocol, Receipt, pack

from cli.ask import ask
from cli.clients import Endpoint, wait_until_landed
from cli.invocation import invoke

TASTED = "Poison Tasted"
"""A name that no other journey sends."""
QUEUE, DEAD = "tally-events", "tally-events-dead"
DEEP = b"[" * 5000 + b"]" * 5000
COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


@dataclass
class Sender:
    """Posts with the write key. `run` is in everything that is sent.

    `good` collects the ids that must land, `bad` what must lie in quarantine, with its reason.
    """

    tally: Endpoint
    http: httpx.Client
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    good: list[str] = field(default_factory=list)
    bad: dict[bytes, str] = field(default_factory=dict)

    def event(self) -> bytes:
        """A good event as JSON."""
        self.good.append(f"{self.run}-{len(self.good)}")
        return json.dumps({"event": TASTED, "event_id": self.good[-1], "user_id": self.run}).encode()

    def poison(self, members: bytes) -> bytes:
        """An event of the user `run`, with these members besides."""
        return f'{{"event":"{TASTED}","user_id":"{self.run}",'.encode() + members + b"}"

    def post(self, body: bytes, route: str = "/v1/events") -> int:
        return self.http.post(self.tally.url + route, content=body).status_code

    def queue(self, text: str) -> None:
        """A message that no collector wrote."""
        queues = self.tally.client("sqs")
        queues.send_message(QueueUrl=queues.get_queue_url(QueueName=QUEUE)["QueueUrl"], MessageBody=text)


@pytest.fixture(scope="module")
def sender(emulator: Endpoint) -> Sender:
    """Has sent all poison and the good beside it, waited and committed."""
    with httpx.Client(auth=(emulator.write_key, ""), trust_env=False, timeout=60) as http:
        sender = Sender(emulator, http)
        send_events(sender)
        send_bodies(sender)
        fill_queue(sender)
        assert sender.post(sender.event()) == 200
        wait_until_landed(emulator, lambda _text: None)
    while invoke(emulator, "commit_events", {})["remaining"]:
        pass
    return sender


def send_events(sender: Sender) -> None:
    """Many in one body, each behind a good one."""
    poison = {
        sender.poison(b'"properties":{"deep":' + DEEP + b"}"): "too_deep",
        sender.poison(b'"properties":{"price":NaN}'): "not_json",
        sender.poison(b'"properties":{"price":1e999}'): "not_json",
        sender.poison(b'"properties":{"price":{"amount":1}}'): "wrong_type",
        sender.poison(b'"properties":{"quantity":99999999999999999999}'): "wrong_type",
        sender.poison(b'"properties":{"n":' + b"9" * 4301 + b"}"): "not_json",
        sender.poison(b'"properties":{"n":0e1000000000000000000,"price":[1]}'): "wrong_type",
        sender.poison(b'"occurred_at":"1969-07-20T20:17:40Z"'): "out_of_range",
        sender.poison(b'"user_id":{},"device_id":[]'): "wrong_type",
        sender.poison(b'"properties":{"a":"\xff"}'): "not_utf8",
        f'{{"event":"","user_id":"{sender.run}"}}'.encode(): "missing_field",
        f'"{sender.run}"'.encode(): "not_an_event",
    }
    sender.bad |= poison
    assert sender.post(b"[" + b",".join(sender.event() + b"," + each for each in poison) + b"]") == 200


def send_bodies(sender: Sender) -> None:
    """Nothing in them can be told apart: the sender hears of it, and quarantine keeps each whole."""
    text = f'[{{"event":"{TASTED}","user_id":"{sender.run}"'.encode()
    bodies = {
        text: ("/v1/events", "not_json"),
        text[1:] + b',"properties":{"a":"\xff"}}': ("/v1/events", "not_utf8"),
        b"\x1f\x8b" + text: ("/v1/events", "not_gzip"),
        DEEP[:2000] + text: ("/v1/events", "too_deep"),
        b'{"batch":' + text: ("/v1/batch", "not_json"),
    }
    for body, (route, reason) in bodies.items():
        assert sender.post(body, route) == 400
        sender.bad[body] = reason


def fill_queue(sender: Sender) -> None:
    """As a bug, or somebody with permission to write to the queue, might leave them there."""
    for head in ("x", "{}\n", "\n", "null\n[]", '{"protocol":"mixpanel"}\n{}'):
        sender.queue(f"{head} {sender.run}")
        sender.bad[f"{head} {sender.run}".encode()] = "not_an_event"
    # A receipt as the collector writes it, that says of bad events that all is good.
    receipt = Receipt(
        receipt_id=f"{sender.run}-forged",
        protocol=Protocol.TALLY,
        route="/v1/events",
        source="shop",
        received_at_ms=time.time_ns() // 1_000_000,
        all_good=True,
    )
    poison = f'{{"event":"{TASTED}","user_id":"{sender.run}","properties":["none"]}}'
    sender.queue(pack(receipt, f"[{sender.event().decode()},{poison}]"))
    sender.queue(pack(receipt, poison[:-1]))
    sender.bad |= {poison.encode(): "wrong_type", poison[:-1].encode(): "not_json"}


def test_the_good_landed_once_each(sender: Sender) -> None:
    rows = ask(sender.tally, f"select event_id from events where event_name = '{TASTED}'").rows
    assert sorted(row["event_id"] for row in rows) == sorted(sender.good)


def test_the_bad_lie_in_quarantine_as_they_were_sent(sender: Sender) -> None:
    found = {}
    for row in ask(sender.tally, "select reason, raw, raw_encoding from quarantine").rows:
        raw = base64.b64decode(row["raw"]) if row["raw_encoding"] == "base64" else row["raw"].encode()
        if raw in sender.bad or sender.run.encode() in raw:
            found[raw] = row["reason"]
    assert found == sender.bad


def test_no_queue_holds_anything(sender: Sender) -> None:
    queues = sender.tally.client("sqs")
    for name in (QUEUE, DEAD):
        url = queues.get_queue_url(QueueName=name)["QueueUrl"]
        held = queues.get_queue_attributes(QueueUrl=url, AttributeNames=list(COUNTS))["Attributes"]
        assert {count: held[count] for count in COUNTS} == dict.fromkeys(COUNTS, "0"), name
