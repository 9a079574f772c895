"""What was sent is in the lake or in quarantine: the two counts add up, and the answer foretold them."""

import base64
import binascii
import gzip
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_to_bytes

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.collected import Collected
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.replies import HttpAnswer
from tally.domain.collecting.request import Request
from tally.domain.collecting.routes import route_of
from tally.domain.collecting.write_key import named_keys
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.land_events import LandEvents

from functions.collect_events import handler
from tests.bent_requests import bent_requests, mixed_requests
from tests.collecting import AN_EVENT, AT_MS, KEY, Collector, a_request, gateway_event

EXAMPLES = 20_000 if settings.get_current_profile_name() == "full" else 400
READER = ColumnReader(ShopClock())
SHORT = {
    "/v1/track": "/v1/t",
    "/v1/identify": "/v1/i",
    "/v1/page": "/v1/p",
    "/v1/screen": "/v1/s",
    "/v1/group": "/v1/g",
    "/v1/alias": "/v1/a",
    "/v1/batch": "/v1/import",
}


class Unreadable(ValueError):
    """The body as a whole: it counts as one."""


def places_sent(request: Request) -> int:
    """How many events a sender would say the body holds: by the standard library, knowing no rule of ours.

    Broken JSON counts by its commas outside of inner brackets and texts, where brackets match.
    """
    route = route_of(request)
    assert route is not None
    try:
        text = plain_text(request)
        if route.protocol == "mixpanel":
            text = mixpanel_data(text, request.query)
        if route.path == "/v1/batch":
            return places_of_batch(text)
        if route.path == "/import" and text.startswith("{") and "\n" in text and not is_json(text):
            return len([line for line in text.split("\n") if line.strip(" \t\r\v\f")])
        if route.protocol == "segment" or not text.startswith("["):
            return 1
        return places_of_list(text)
    except (Unreadable, UnicodeError):
        return 1


def plain_text(request: Request) -> str:
    body = request.body.encode("utf-8", "surrogatepass")
    if request.is_base64:
        try:
            body = binascii.a2b_base64(body, strict_mode=True)
        except binascii.Error as error:
            raise Unreadable from error
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, ValueError, gzip.zlib.error) as error:
            raise Unreadable from error
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    # In what looks like JSON a byte that is no UTF-8 costs only the event that holds it.
    return body.decode(errors="surrogateescape" if body[:1] in (b"[", b"{") else "strict")


def mixpanel_data(text: str, query: str) -> str:
    if text[:1] in ("[", "{"):
        return text
    found = next(filter(None, map(data_of_form, (text, query))), b"").strip()
    if found[:1] not in (b"[", b"{"):
        try:
            standard = found.replace(b"\r", b"").replace(b"\n", b"").rstrip(b"=")
            standard = standard.replace(b" ", b"+").replace(b"-", b"+").replace(b"_", b"/")
            found = base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True).strip()
        except binascii.Error as error:
            raise Unreadable from error
    try:
        return found.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return found.decode("utf-8", "surrogateescape")


def data_of_form(form: str) -> bytes:
    fields = (field.partition("=") for field in form.split("&"))
    values = [value for name, _, value in fields if name == "data"]
    return unquote_to_bytes(values[0].replace("+", " ")) if values else b""


def is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=float.fromhex)  # NaN: refused
    except (ValueError, RecursionError):
        return False
    return True


BAD_BYTE = re.compile("[\udc80-\udcff]")


def places_of_list(text: str) -> int:
    try:
        return len(json.loads(text))
    except (ValueError, RecursionError):
        return len(split_by_commas(text))


def places_of_batch(text: str) -> int:
    if any(re.match(r'\s*"context"', each) and BAD_BYTE.search(each) for each in split_by_commas(text)):
        return 1
    try:
        content = json.loads(text)
        batch = content.get("batch") if isinstance(content, dict) else None
        return len(batch) if isinstance(batch, list) else 1
    except (ValueError, RecursionError):
        pass
    batch_text = ""
    for member in split_by_commas(text):
        name, colon, value = member.strip().partition(":")
        if not colon or not name.startswith('"'):
            raise Unreadable
        if name.strip() == '"batch"':
            batch_text = value.strip()
    return len(split_by_commas(batch_text)) if batch_text.startswith("[") else 1


def split_by_commas(text: str) -> list[str]:
    """The pieces of a list or object, read letter by letter."""
    depth, in_text, start, pieces = 0, False, 1, []
    letters = iter(enumerate(text))
    for place, letter in letters:
        if in_text:
            if letter == "\\":
                next(letters, None)
            in_text = letter != '"'
        elif letter == '"':
            in_text = True
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
            if depth == 0:
                if text[0] + letter not in ("[]", "{}") or text[place + 1 :].strip():
                    raise Unreadable
                last = text[start:place]
                return [*pieces, last] if pieces or last.strip() else []
        elif letter == "," and depth == 1:
            pieces.append(text[start:place])
            start = place + 1
    raise Unreadable


@dataclass
class Shelf:
    """A landing area that keeps its tables."""

    tables: list[pa.Table] = field(default_factory=list)

    def put(self, name: str, rows: pa.Table) -> bool:
        rows.validate(full=True)
        self.tables.append(rows)
        return True

    def rows(self) -> list[dict[str, Any]]:
        return [row for table in self.tables for row in table.to_pylist()]


@dataclass
class Pipeline:
    """The collector's handler, its queue, and landing behind it."""

    collector: Collector = field(default_factory=Collector)
    collected: Collected = field(default_factory=lambda: Collected(HttpAnswer(0, "")))
    landing: Shelf = field(default_factory=Shelf)
    profiles: Shelf = field(default_factory=Shelf)
    quarantine: Shelf = field(default_factory=Shelf)

    def collect(self, request: Request) -> Collected:
        self.collected = self.collector.collect(request)
        return self.collected

    def send(self, request: Request) -> dict[str, Any]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(handler, "collector", lambda: self.collect)
            return handler.handle(gateway_event(request), None)

    def land(self) -> int:
        """Land what was queued; the number of parcels."""
        parcels = [effect[1] for effect in self.collector.journal.effects if effect[0] == "queued"]
        land = LandEvents(self.collector.claims, READER, self.landing, self.profiles, self.quarantine)
        landed = land([QueueMessage(str(place), AT_MS, parcel) for place, parcel in enumerate(parcels)])
        assert not landed.failed_message_ids
        assert landed.events == len(self.landing.rows())
        assert landed.profile_rows == len(self.profiles.rows())
        assert landed.rejected == len(self.quarantine.rows())
        return len(parcels)


def updates_of(profiles: Shelf) -> list[dict[str, Any]]:
    """The first row of each update that is no event as well, as Segment's identify calls are."""
    return [row for row in profiles.rows() if row["protocol"] == "mixpanel" and row["place"] == 0]


def told_by(pipeline: Pipeline) -> set[tuple[str, str]]:
    """(quarantine id, reason) of each refusal that the collector knew of."""
    receipt, _ = pipeline.collector.parcel()
    refusals = check_envelope(receipt, pipeline.collector.body()).rejections
    return {
        (receipt.receipt_id if each.index is None else f"{receipt.receipt_id}-{each.index}", each.reason)
        for each in refusals
    }


@st.composite
def spelled_requests(draw: st.DrawFn) -> Request:
    """Requests good and bent, their paths in any of the spellings that SDKs use."""
    request = draw(mixed_requests() | bent_requests())
    path = SHORT.get(request.path, request.path) if draw(st.booleans()) else request.path
    return replace(request, path=draw(st.sampled_from(["", "", "/tally", "/"])) + path)


@pytest.fixture(autouse=True)
def silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty thousand log lines are kept from the screen."""


def check_accounts(request: Request) -> None:
    """Land what the collector queued of this request, and count."""
    pipeline = Pipeline()
    reply = pipeline.send(request)
    assert reply["statusCode"] < 500
    if not pipeline.land():
        assert reply["statusCode"] in (404, 405, 413) or KEY not in named_keys(request)
        assert pipeline.collector.journal.effects == []
        return
    events, updates = pipeline.landing.rows(), updates_of(pipeline.profiles)
    refused = pipeline.quarantine.rows()
    sent = places_sent(request)
    assert len(events) + len(updates) + len(refused) == sent
    assert {row["source"] for row in events} <= {"shop"}

    quarantined = {(row["quarantine_id"], row["reason"]) for row in refused}
    told = told_by(pipeline)
    assert told <= quarantined
    assert len(quarantined) == len(refused)
    collected = pipeline.collected
    assert (collected.accepted + collected.rejected, collected.rejected) == (sent, len(told))
    assert len(events) + len(updates) <= collected.accepted
    route = route_of(request)
    if route and route.path == "/v1/events":
        content = json.loads(reply["body"])
        assert (content["accepted"], len(content["rejected"])) == (collected.accepted, len(told))


def test_broken_base64_that_no_queue_takes() -> None:
    """Wrapped in base64 once more, it was refused in the answer and landed all the same."""
    raw = json.dumps([{**AN_EVENT, "event": "\uffff"}], ensure_ascii=False)
    check_accounts(replace(a_request(raw), is_base64=True))


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(spelled_requests())
def test_accepted_and_quarantined_are_what_was_sent(request_: Request) -> None:
    check_accounts(request_)
