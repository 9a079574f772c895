"""Bodies taken apart: the same events at the same places for the collector and for landing."""

import base64
import gzip
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from tally.adapters.wire.envelope import Split, split
from tally.adapters.wire.transport import bad_byte, decode_body
from tally.domain.collecting.limits import MAX_BODY_BYTES, MAX_EVENTS
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.collecting.routes import ROUTES

from tests.sdk_requests import route_in


def a_receipt(route: str = "/v1/events", *, is_base64: bool = False, query: str = "") -> Receipt:
    return Receipt(
        "r-1", ROUTES[route].protocol, route, "shop", 1_800_000_000_000, is_base64=is_base64, query=query
    )


def texts(found: Split) -> list[bytes | Reason]:
    return [bytes(event) if isinstance(event, Raw) else event.reason for event in found.events]


def splits(route: str, text: bytes, query: str = "") -> list[bytes | Reason]:
    return texts(split(a_receipt(route, query=query), text))


def listed(event: bytes, count: int) -> bytes:
    return b"[" + b",".join([event] * count) + b"]"


def _must_not_run(*_arguments: object) -> bool:
    raise AssertionError("counted again")


class TestDecodeBody:
    def test_text_stays_as_it_is(self) -> None:
        assert decode_body(a_receipt(), '{"a":"è"}'.encode()) == '{"a":"è"}'.encode()

    def test_base64_and_gzip_are_unwrapped_whatever_the_content_type(self) -> None:
        body = base64.b64encode(gzip.compress(b'{"a":1}'))
        assert decode_body(a_receipt(is_base64=True), body) == b'{"a":1}'

    def test_gzip_members_are_joined(self) -> None:
        body = gzip.compress(b'{"a"') + gzip.compress(b":1}")
        assert decode_body(a_receipt(is_base64=True), base64.b64encode(body)) == b'{"a":1}'

    def test_a_byte_order_mark_is_dropped(self) -> None:
        assert decode_body(a_receipt(), b"\xef\xbb\xbf{}") == b"{}"

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"\x1f\x8bnot gzip at all", Reason.NOT_GZIP),
            (gzip.compress(b'{"a":1}')[:-3], Reason.NOT_GZIP),
            (gzip.compress(b'{"a":1}') + b"junk", Reason.NOT_GZIP),
            (gzip.compress(b"") * 1001, Reason.NOT_GZIP),
            (gzip.compress(b"\xff\xfe"), Reason.NOT_UTF8),
            (b'data={"a":"\xff"}', Reason.NOT_UTF8),
            (b'"\xed\xa0\x80"', Reason.NOT_UTF8),
            (gzip.compress(bytes(MAX_BODY_BYTES + 1)), Reason.TOO_LARGE),
        ],
    )
    def test_what_cannot_be_read_has_a_reason(self, body: bytes, reason: Reason) -> None:
        found = decode_body(a_receipt(is_base64=True), base64.b64encode(body))
        assert isinstance(found, Rejection)
        assert (found.reason, found.index) == (reason, None)

    def test_a_wrong_checksum_is_refused(self) -> None:
        body = bytearray(gzip.compress(b'{"a":1}'))
        body[-6] ^= 1
        found = decode_body(a_receipt(is_base64=True), base64.b64encode(body))
        assert isinstance(found, Rejection)
        assert found.reason is Reason.NOT_GZIP

    def test_gzip_that_a_gateway_read_as_text_is_named_as_such(self) -> None:
        text = gzip.compress(b'{"a":1}').decode(errors="replace")
        found = decode_body(a_receipt(), text.encode())
        assert isinstance(found, Rejection)
        assert found.reason is Reason.NOT_GZIP
        assert "octet-stream" in found.detail

    @given(st.binary(max_size=200), st.booleans())
    def test_any_bytes_give_text_or_a_rejection(self, body: bytes, is_base64: bool) -> None:
        found = decode_body(a_receipt(is_base64=is_base64), body)
        assert isinstance(found, Rejection) or bad_byte(found) is None or found.lstrip()[:1] in (b"[", b"{")


class TestOwnJson:
    def test_one_event_and_a_list(self) -> None:
        assert splits("/v1/events", b' {"a": 1}\n') == [b'{"a": 1}']
        assert splits("/v1/events", b'[ {"a": 1} , {"b":[2]} ]') == [b'{"a": 1}', b'{"b":[2]}']
        assert splits("/v1/events", b"[]") == []

    @pytest.mark.parametrize("bad", [b'{"t":"\\u12"}', b'{"t":NaN}', b'{"t":}', b"", b"nope"])
    def test_a_bad_event_costs_only_itself(self, bad: bytes) -> None:
        body = b'[{"a":"],{\\""}, ' + bad + b' ,{"b":2}]'
        assert splits("/v1/events", body) == [b'{"a":"],{\\""}', Reason.NOT_JSON, b'{"b":2}']

    def test_deep_nesting_costs_only_itself(self) -> None:
        deep = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        assert splits("/v1/events", b'[{"a":1},' + deep + b"]") == [b'{"a":1}', Reason.TOO_DEEP]
        assert splits("/v1/events", deep) == [Reason.TOO_DEEP]

    def test_what_is_no_object_is_no_event(self) -> None:
        assert splits("/v1/events", b'[1,"a",null,[{}],{}]') == [Reason.NOT_AN_EVENT] * 4 + [b"{}"]

    def test_an_event_over_1_mib_costs_only_itself(self) -> None:
        large = b'{"a":"' + b"x" * 1024 * 1024 + b'"}'
        assert splits("/v1/events", b'[{"a":1},' + large + b"]") == [b'{"a":1}', Reason.TOO_LARGE]

    @pytest.mark.parametrize(
        "body", [b"", b"  ", b'{"a":1', b'[{"a":1}', b'[{"a":1}}', b'{"a":1} {', b'["a', b"]["]
    )
    def test_a_body_that_cannot_be_told_apart_is_refused_as_a_whole(self, body: bytes) -> None:
        (only,) = split(a_receipt(), body).events
        assert isinstance(only, Rejection)
        assert (only.reason, only.index) == (Reason.NOT_JSON, None)

    def test_more_events_than_a_body_may_hold(self) -> None:
        assert splits("/v1/events", b"[" + b"{}," * MAX_EVENTS + b"{}]") == [Reason.TOO_LARGE]
        assert splits("/v1/events", b"[" + b"0," * 5_000_000 + b"0]") == [Reason.TOO_LARGE]

    @pytest.mark.parametrize("body", [b"[[" + b"[]," * 2_500_000 + b"0]]", b"[[]," * 2_000_000])
    def test_a_body_made_to_be_slow_is_refused(self, body: bytes) -> None:
        assert splits("/v1/events", body) == [Reason.TOO_LARGE]

    def test_commas_within_an_event_do_not_count(self) -> None:
        assert splits("/v1/events", b"[[" + b"0," * 5_000_000 + b"0]]") == [Reason.NOT_AN_EVENT]

    def test_more_elements_than_events_when_one_of_them_is_no_json(self) -> None:
        assert splits("/v1/events", b"[" + b"0," * MAX_EVENTS + b"NaN]") == [Reason.TOO_LARGE]

    @pytest.mark.parametrize("facts", [{"events": MAX_EVENTS}, {"all_good": True}])
    def test_what_the_collector_has_counted_is_not_counted_again(
        self, facts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tally.adapters.wire.envelope.has_more_than", _must_not_run)
        body = listed(b'{"a":[0,0,0,0,0]}', MAX_EVENTS)
        for route, text in (("/v1/events", body), ("/v1/batch", b'{"batch":' + body + b"}")):
            assert len(split(replace(a_receipt(route), **facts), text).events) == MAX_EVENTS

    def test_details_never_quote_the_event(self) -> None:
        for body in (b'[{"secret":NaN}]', b'{"secret":"\\x"}', b'["secret"]', b"secret"):
            assert all(
                "secret" not in event.detail
                for event in split(a_receipt(), body).events
                if isinstance(event, Rejection)
            )


class TestMixpanel:
    EVENT = '{"event": "A", "properties": {"emoji": "😀>>>???"}}'

    def encoded(self, text: str) -> bytes:
        return base64.b64encode(text.encode())

    def test_every_wrapping_gives_the_same_event(self) -> None:
        plain = self.EVENT.encode()
        base = self.encoded(self.EVENT)
        assert b"+" in base or b"/" in base
        bodies = [
            plain,
            b"data=" + quote(self.EVENT).encode() + b"&verbose=1",
            b"ip=1&data=" + quote(base.decode(), safe="").encode(),
            b"data=" + base,
            b"data=" + base.rstrip(b"="),
            b"data=" + base.replace(b"+", b" "),
        ]
        for body in bodies:
            assert splits("/track", body) == [plain]

    def test_a_list_in_a_form(self) -> None:
        assert splits("/track", b"data=" + quote('[{"a":1},{"b":2}]').encode()) == [b'{"a":1}', b'{"b":2}']

    def test_get_brings_its_data_in_the_query(self) -> None:
        query = "ip=0&data=" + quote(self.encoded(self.EVENT).decode(), safe="") + "&verbose=1"
        assert splits("/track", b"", query) == [self.EVENT.encode()]

    def test_encoded_surrogates_of_the_browser_sdk_are_paired(self) -> None:
        units = self.EVENT.encode("utf-16-le")
        cesu8 = b"".join(
            units[i : i + 2].decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass")
            for i in range(0, len(units), 2)
        )
        assert cesu8 != self.EVENT.encode()
        body = b"data=" + quote(base64.b64encode(cesu8).decode(), safe="").encode()
        assert splits("/track", body) == [self.EVENT.encode()]

    def test_import_takes_one_event_on_each_line(self) -> None:
        body = b'{"a":1}\r\n\n{"b":"x\n  {"c":3}\n'
        assert splits("/import", body) == [b'{"a":1}', Reason.NOT_JSON, b'{"c":3}']
        assert splits("/import", b'{"a":\n1}') == [b'{"a":\n1}']
        assert splits("/import", b'[{"a":1}]') == [b'{"a":1}']

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"", Reason.MISSING_FIELD),
            (b"data=", Reason.MISSING_FIELD),
            (b"verbose=1", Reason.MISSING_FIELD),
            (b"data=%%%", Reason.NOT_JSON),
            (b"data=not base64!", Reason.NOT_JSON),
            (b"data=" + base64.b64encode(b'{"a":"\xff"}'), Reason.NOT_UTF8),
            (b"data=" + base64.b64encode(b"no json"), Reason.NOT_JSON),
            (b"data=" + b"%" * 5_000_000, Reason.MISSING_FIELD),
        ],
    )
    def test_data_that_cannot_be_read(self, body: bytes, reason: Reason) -> None:
        (only,) = split(a_receipt("/track"), body).events
        assert isinstance(only, Rejection)
        assert (only.reason, only.index) == (reason, None)


class TestSegment:
    def test_one_event(self) -> None:
        assert splits("/v1/track", b'{"event":"A"}') == [b'{"event":"A"}']
        assert splits("/v1/track", b'[{"event":"A"}]') == [Reason.NOT_AN_EVENT]

    def test_a_batch_with_what_stands_beside_it(self) -> None:
        body = b'{"batch":[{"a":1},{"b":2}],"sentAt":"2026-11-21T10:00:00Z","context":{"c":1},"writeKey":"k"}'
        found = split(a_receipt("/v1/batch"), body)
        assert texts(found) == [b'{"a":1}', b'{"b":2}']
        assert found.batch is not None
        assert found.batch.context is not None
        assert (found.batch.sent_at, bytes(found.batch.context)) == ("2026-11-21T10:00:00Z", b'{"c":1}')
        assert found.batch.write_key == "k"

    def test_a_bad_event_costs_only_itself_and_keeps_what_stands_beside(self) -> None:
        found = split(
            a_receipt("/v1/batch"), b'{"sentAt" : "now", "x":[1,{}], "batch":[{"a":1},{"b":"\\x"}]}'
        )
        assert texts(found) == [b'{"a":1}', Reason.NOT_JSON]
        assert found.batch is not None
        assert found.batch.sent_at == "now"

    def test_envelope_fields_of_another_type_count_as_absent(self) -> None:
        found = split(a_receipt("/v1/batch"), b'{"batch":[],"sentAt":5,"context":[],"writeKey":null}')
        assert found.events == []
        assert found.batch is not None
        assert (found.batch.sent_at, found.batch.context, found.batch.write_key) == (None, None, None)

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{}", Reason.MISSING_FIELD),
            (b'{"batch":{}}', Reason.WRONG_TYPE),
            (b'[{"a":1}]', Reason.NOT_AN_EVENT),
            (b"", Reason.NOT_JSON),
            (b'{"batch":[', Reason.NOT_JSON),
        ],
    )
    def test_what_is_no_batch(self, body: bytes, reason: Reason) -> None:
        assert splits("/v1/batch", body) == [reason]


HALF = "\ufffd"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"\ud83d", HALF),
        (r"\uD83Dx\uDE00", f"{HALF}x{HALF}"),
        (r"\ud83d\ude00", "😀"),
        (r"\ud83d\ud83d\ude00", f"{HALF}😀"),
        (r"\ude00\ude00\u0041", f"{HALF}{HALF}A"),
        (r"\ud83d\u0041", f"{HALF}A"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\ud83d\ude00", rf"\ud83d{HALF}"),
        (r"\\\ud83d\ude00", "\\😀"),
    ],
)
@pytest.mark.parametrize("route", ["/v1/events", "/track", "/v1/track", "/v1/batch"])
def test_half_a_character_is_replaced_and_costs_no_event(route: str, sent: str, read: str) -> None:
    event = f'{{"a":"{sent}"}}'.encode()
    body = b'{"batch":[%b]}' % event if route == "/v1/batch" else event
    (found,) = splits(route, body)
    assert isinstance(found, bytes)
    assert json.loads(found) == {"a": read}


@given(st.text(st.sampled_from("\\ud83DE0x"), max_size=30))
def test_what_python_reads_is_read_alike(escapes: str) -> None:
    text = f'{{"a":"{escapes}"}}'
    try:
        expected = re.sub("[\ud800-\udfff]", HALF, json.loads(text)["a"])
    except ValueError:
        assert splits("/v1/events", text.encode()) == [Reason.NOT_JSON]
    else:
        (found,) = splits("/v1/events", text.encode())
        assert isinstance(found, bytes)
        assert json.loads(found) == {"a": expected}


def test_half_a_character_in_base64_costs_no_event() -> None:
    halves = '{"a":"\ud83d\ude00 \ud83d"}'.encode("utf-8", "surrogatepass")
    (found,) = splits("/track", b"data=" + base64.b64encode(halves))
    assert isinstance(found, bytes)
    assert json.loads(found) == {"a": f"😀 {HALF}"}


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("/v1/events", b'[{"a":1},{"b":"\xff"},{"c":"\xc3\xa8"}]'),
        ("/track", b'[{"a":1},{"b":"\xff"},{"c":"\xc3\xa8"}]'),
        ("/track", b"data=" + base64.b64encode(b'[{"a":1},{"b":"\xff"},{"c":"\xc3\xa8"}]')),
        ("/import", b'{"a":1}\n{"b":"\xff"}\n{"c":"\xc3\xa8"}'),
        ("/v1/batch", b'{"batch":[{"a":1},{"b":"\xff"},{"c":"\xc3\xa8"}]}'),
        ("/v1/events", b'[{"a":1},{"b\xff":NaN},{"c":"\xc3\xa8"}]'),
    ],
)
@pytest.mark.parametrize("all_good", [False, True])
def test_a_bad_byte_costs_only_its_event(route: str, body: bytes, all_good: bool) -> None:
    receipt = replace(a_receipt(route), all_good=all_good)
    text = decode_body(receipt, body)
    assert isinstance(text, bytes)
    first, bad, last = texts(split(receipt, text))
    assert (first, last) == (b'{"a":1}', b'{"c":"\xc3\xa8"}')
    assert bad in (Reason.NOT_UTF8, Reason.NOT_JSON)


def test_a_bad_byte_beside_a_batch_costs_it() -> None:
    body = b'{"context":{"a":"\xff"},"batch":[{"a":1}]}'
    assert splits("/v1/batch", body) == [Reason.NOT_UTF8]
    assert splits("/v1/batch", b'{"sentAt":"\xff","batch":[{"a":1}]}') == [b'{"a":1}']


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.text(), json_values, max_size=4), max_size=6), st.integers(0, 6))
def test_every_good_event_survives_a_bad_neighbour(events: list[dict[str, object]], place: int) -> None:
    pieces: list[str] = [json.dumps(event, ensure_ascii=False) for event in events]
    sent = [piece.encode("utf-8", "replace") for piece in pieces]
    bad = [*sent[:place], b'{"bad":"\\x"}', *sent[place:]]
    found = splits("/v1/events", b"[" + b",".join(bad) + b"]")
    assert [text for text in found if isinstance(text, bytes)] == sent
    assert found.count(Reason.NOT_JSON) == 1


@given(st.sampled_from(sorted(ROUTES)), st.binary(max_size=120) | st.text('[]{}",:\\ \ndat=%1e', max_size=60))
def test_any_text_is_split_without_an_exception(route: str, body: bytes | str) -> None:
    text = body.encode() if isinstance(body, str) else body
    for index, event in enumerate(split(a_receipt(route), text).events):
        assert isinstance(event, Raw) or event.index in (index, None)


def test_what_the_sdks_really_sent(sdk_requests: list[dict[str, Any]]) -> None:
    for sent in sdk_requests:
        receipt = a_receipt(route_in(sent), is_base64=True, query=sent["query"])
        text = decode_body(receipt, sent["body_base64"].encode())
        assert isinstance(text, bytes)
        found = split(receipt, text).events
        assert found, sent["scenario"]
        assert all(isinstance(event, Raw) for event in found), sent["scenario"]
