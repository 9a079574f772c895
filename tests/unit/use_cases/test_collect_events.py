"""collect_events on fakes: what is queued, when, and what the client hears."""

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

import pytest
from tally.adapters.wire.transport import decode_body
from tally.domain.collecting.limits import MAX_RECEIVED_BYTES
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.errors import TemporaryFailure
from tally.use_cases.collect_events import unavailable

from tests.collecting import (
    A_MIXPANEL_EVENT,
    A_SEGMENT_EVENT,
    AN_EVENT,
    AT_MS,
    BODIES,
    KEY,
    Collector,
    a_request,
    basic,
    zipped,
)

SDK_ROUTES = ("/track", "/engage", "/groups")
"""Their clients repeat for ever what is not answered with 200."""


class Waits:
    """A throttle that has had enough; `asked` for what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def wait_s(self, write_key: str, events: int) -> int:
        self.asked.append((write_key, events))
        return 7


class TestThrottle:
    @pytest.mark.parametrize("route", BODIES)
    def test_nothing_is_stored_and_the_client_may_come_again(self, route: str) -> None:
        collector, throttle = Collector(), Waits()
        collect = replace(collector.collect, throttle=throttle)
        collected = collect(a_request(BODIES[route], route))
        assert (collected.answer.status, collected.answer.headers["retry-after"]) == (429, "7")
        assert (collected.accepted, collector.verbs) == (0, [])
        assert throttle.asked == [(KEY, 1)]

    def test_unknown_keys_and_large_bodies_are_told_so_first(self) -> None:
        collect = replace(Collector().collect, throttle=Waits())
        assert collect(a_request(headers=basic("wk_no"))).answer.status == 401
        assert collect(replace(a_request(zipped(bytes(30_000_000))), is_base64=True)).answer.status == 413


class TestWhatIsQueued:
    def test_the_answer_comes_after_the_queue_has_accepted(self) -> None:
        collector = Collector()
        collected = collector.collect(a_request())
        assert collector.verbs == ["queued"]
        assert (collected.answer.status, collected.accepted, collected.rejected) == (200, 1, 0)

    def test_no_answer_when_the_queue_does_not_accept(self) -> None:
        collector = Collector(failure=TemporaryFailure("throttled"))
        with pytest.raises(TemporaryFailure):
            collector.collect(a_request())
        assert collector.verbs == []

    def test_the_receipt_holds_the_facts(self) -> None:
        collector = Collector()
        collector.collect(a_request(query="a=1"))
        receipt, _ = collector.parcel()
        assert receipt == Receipt(
            "r-1",
            Protocol.TALLY,
            "/v1/events",
            "shop",
            AT_MS,
            False,
            "a=1",
            "203.0.113.7",
            "test",
            all_good=True,
            write_key=KEY,
            text_bytes=len(a_request().body),
            events=1,
        )

    @pytest.mark.parametrize(
        ("route", "query", "body", "is_kept"),
        [
            ("/v1/events", "", BODIES["/v1/events"], True),
            ("/v1/events", "ip=0", BODIES["/v1/events"], False),
            ("/track", "ip=1", BODIES["/track"], True),
            ("/track", "", BODIES["/track"], False),
            ("/track", "", f"data={quote_plus(json.dumps(BODIES['/track']))}&ip=1", True),
            ("/track", "", f"data={quote_plus(json.dumps(BODIES['/track']))}&ip=0", False),
            ("/v1/track", "", BODIES["/v1/track"], True),
        ],
    )
    def test_the_callers_address_is_kept_where_it_may_be_the_visitors(
        self, route: str, query: str, body: Any, is_kept: bool
    ) -> None:
        collector = Collector()
        headers = {**basic(), "cloudfront-viewer-country": "IT"}
        collector.collect(a_request(body, route, query=query, headers=headers))
        receipt, _ = collector.parcel()
        assert (receipt.ip, receipt.country) == (("203.0.113.7", "IT") if is_kept else ("", ""))

    @pytest.mark.parametrize(
        "text", ['{"event" :"A","user_id":1}', '[ {"x": "è😀\\ud800"} ]\n', "nonsense", ""]
    )
    def test_text_is_forwarded_untouched(self, text: str) -> None:
        collector = Collector()
        collector.collect(a_request(text))
        receipt, body = collector.parcel()
        assert (receipt.is_base64, body) == (False, text)

    def test_base64_is_forwarded_untouched(self) -> None:
        collector = Collector()
        body = zipped(json.dumps(AN_EVENT).encode())
        collector.collect(replace(a_request(), body=body, is_base64=True))
        assert collector.parcel()[0].is_base64
        assert collector.parcel()[1] == body

    @pytest.mark.parametrize("text", ["\x00", "{}\x0b", "\ufffe", "\uffff{}", "\ud800"])
    def test_what_sqs_would_refuse_travels_as_base64(self, text: str) -> None:
        collector = Collector()
        assert collector.collect(a_request(text)).answer.status == 400
        receipt, body = collector.parcel()
        assert receipt.is_base64
        assert base64.b64decode(body) == text.encode("utf-8", "surrogatepass")

    def test_a_noncharacter_inside_a_good_event_survives(self) -> None:
        collector = Collector()
        text = json.dumps({**AN_EVENT, "properties": {"note": "\ufffe"}}, ensure_ascii=False)
        assert collector.collect(a_request(text)).accepted == 1
        receipt, _ = collector.parcel()
        assert decode_body(receipt, collector.body()) == text.encode()

    def test_a_body_of_2_mb_travels_as_a_claim(self) -> None:
        collector = Collector()
        events = [{**AN_EVENT, "properties": {"note": "x" * 200_000}} for _ in range(10)]
        collected = collector.collect(a_request(events))
        assert (collected.answer.status, collected.accepted) == (200, 10)
        assert collector.verbs == ["claimed", "queued"]
        receipt, body = collector.parcel()
        assert (receipt.claim, body) == ("claims/0", "")
        assert json.loads(collector.body()) == events

    @pytest.mark.parametrize("path", BODIES)
    @pytest.mark.parametrize("body", ["", "not json", '{"event":5}', "[1]", '["', "\x00"])
    def test_a_bad_body_with_a_known_key_is_queued_for_quarantine(self, path: str, body: str) -> None:
        collector = Collector()
        collected = collector.collect(a_request(body, path))
        assert collector.verbs == ["queued"]
        assert collected.accepted == 0
        assert collected.rejected == 1

    def test_a_good_event_beside_a_bad_one(self) -> None:
        collected = Collector().collect(a_request([AN_EVENT, {"event": "A"}, 7]))
        answer = json.loads(collected.answer.body)
        assert (collected.answer.status, collected.accepted, collected.rejected) == (200, 1, 2)
        assert [(each["index"], each["reason"], each["field"]) for each in answer["rejected"]] == [
            (1, "missing_field", "user_id"),
            (2, "not_an_event", None),
        ]


class TestWriteKeys:
    @pytest.mark.parametrize("path", BODIES)
    def test_an_unknown_key_stores_nothing(self, path: str) -> None:
        for headers in (
            {},
            basic("wk_other"),
            {"authorization": "Basic \xff"},
            {"authorization": "Bearer x"},
        ):
            collector = Collector()
            collected = collector.collect(a_request(BODIES[path], path, headers=headers))
            assert collector.verbs == []
            assert collected.accepted == 0
            assert collected.answer.status == (200 if path in SDK_ROUTES else 401)

    def test_a_token_in_the_body_that_is_none_is_told_from_none(self) -> None:
        for token, told in (("wk_other", "this write key is unknown"), ("", "no write key came")):
            body = [{"event": "A", "properties": {"token": token, "distinct_id": "u"}}]
            request = a_request(body, "/track", query="verbose=1", headers={})
            assert told in Collector().collect(request).answer.body

    @pytest.mark.parametrize("path", BODIES)
    @pytest.mark.parametrize("name", ["write_key", "writeKey", "api_key"])
    def test_a_key_in_the_query(self, path: str, name: str) -> None:
        collector = Collector()
        request = a_request(BODIES[path], path, query=f"verbose=1&{name}={KEY}", headers={})
        assert collector.collect(request).accepted == 1
        assert collector.parcel()[0].source == "shop"

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("/track", '[{"event":"A","properties":{"token":"KEY","v":NaN}}]'),
            (
                "/track",
                '[{"event":"","properties":{"token":"KEY"}},{"event":"","properties":{"token":"KEY"}}]',
            ),
            ("/track", 'data={"event":"A","properties":{"time":"abc","token":"KEY"}}'),
            ("/track", '[{"event":"A","properties":{"token":"KEY"}'),
            (
                "/track",
                '{"event":"A","properties":{"token" : "KEY","distinct_id":"' + "x" * 2_000_000 + '"}}',
            ),
            ("/engage", '[{"$token":"KEY","$distinct_id":"u","$add":{"a":"1"}}]'),
            ("/groups", '[{"$token":"KEY","$group_key":"k","$group_id":"","$set":{}}]'),
            ("/import", '[{"event":"A","properties":{"token":"KEY","x":NaN}}]'),
            ("/v1/track", '{"type":"track","writeKey":"KEY"}'),
            ("/v1/batch", '{"batch":[{"type":"track"},{"writeKey":"KEY"}]}'),
            ("/v1/batch", '{"writeKey":"KEY","batch":[{"type"'),
        ],
    )
    def test_a_key_in_the_body_of_what_is_refused(self, path: str, text: str) -> None:
        collector = Collector()
        collected = collector.collect(a_request(text.replace("KEY", KEY), path, headers={}))
        assert (collected.accepted, collected.rejected > 0) == (0, True)
        assert collector.parcel()[0].source == "shop"
        assert "unknown" not in collected.answer.body

    @pytest.mark.parametrize("raw", [b"\xed\xa0\xbd", b"\xff"])
    def test_a_key_in_a_body_that_is_no_text(self, raw: bytes) -> None:
        collector = Collector()
        event = b'[{"event":"A","properties":{"token":"%b","v":"%b"}},5' % (KEY.encode(), raw)
        form = "data=" + base64.b64encode(event).decode()
        collector.collect(a_request(form, "/track", headers={}))
        assert collector.parcel()[0].source == "shop"

    def test_the_first_known_key_counts(self) -> None:
        names = ("other", "", KEY)
        events = [{"event": "A", "properties": {"token": name, "distinct_id": "u"}} for name in names]
        collector = Collector()
        assert collector.collect(a_request(events, "/track", headers={})).accepted == 3

    def test_the_search_for_a_key_ends(self) -> None:
        events = [{"event": "A", "properties": {"token": f"guess-{number}"}} for number in range(99)]
        collector = Collector()
        assert collector.collect(a_request(events, "/track", headers={})).accepted == 0
        assert len(set(collector.write_keys.asked)) < 20

    @pytest.mark.parametrize("path", ["/track", "/v1/batch"])
    def test_a_body_over_the_limit_is_told_so_whoever_sends_it(self, path: str) -> None:
        bomb = replace(a_request(zipped(bytes(30_000_000)), path, headers={}), is_base64=True)
        collector = Collector()
        assert collector.collect(bomb).answer.status == 413
        assert collector.verbs == []

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/track", [{"event": "A", "properties": {"token": KEY}}]),
            ("/track", 'data={"event":"A","properties":{"token":"' + KEY + '"}}'),
            ("/engage", [{"$token": KEY, "$distinct_id": "u", "$set": {}}]),
            ("/groups", [{"$token": KEY, "$group_key": "k", "$group_id": 1, "$unset": []}]),
            ("/import", 'data={"event":"A","properties":{}}&api_key=' + KEY),
            ("/import", '{"event":5}\n{"event":"A","properties":{"token":"' + KEY + '"}}'),
            ("/v1/track", {**A_SEGMENT_EVENT, "writeKey": KEY}),
            ("/v1/batch", {"batch": [A_SEGMENT_EVENT], "writeKey": KEY}),
            ("/v1/batch", {"batch": [{**A_SEGMENT_EVENT, "writeKey": KEY}]}),
            ("/v1/batch", {"batch": [{}, A_SEGMENT_EVENT], "writeKey": KEY}),
        ],
    )
    def test_a_key_in_the_body(self, path: str, body: Any) -> None:
        collector = Collector()
        # a service account or an anonymous Basic user stands before it
        collected = collector.collect(a_request(body, path, headers=basic("svc-user")))
        assert collected.accepted == 1
        assert collector.parcel()[0].source == "shop"


class TestSizes:
    @pytest.mark.parametrize("path", BODIES)
    def test_over_4_mib_as_received_stores_nothing(self, path: str) -> None:
        collector = Collector()
        collected = collector.collect(a_request("x" * (MAX_RECEIVED_BYTES + 1), path))
        assert (collected.answer.status, collector.verbs) == (413, [])

    @pytest.mark.parametrize("path", BODIES)
    def test_a_gzip_bomb_stores_nothing(self, path: str) -> None:
        collector = Collector()
        bomb = zipped(bytes(30 * 1024 * 1024))
        collected = collector.collect(replace(a_request("", path), body=bomb, is_base64=True))
        assert (collected.answer.status, collector.verbs) == (413, [])

    def test_one_event_over_1_mib_costs_only_itself(self) -> None:
        large = {**AN_EVENT, "properties": {"note": "x" * 1024 * 1024}}
        collected = Collector().collect(a_request([AN_EVENT, large]))
        assert (collected.accepted, collected.rejected) == (1, 1)
        assert json.loads(collected.answer.body)["rejected"][0]["reason"] == "too_large"


@pytest.mark.parametrize(
    ("path", "route"),
    [
        *((path, path) for path in BODIES),
        ("/tally/track", "/track"),
        ("//track", "/track"),
        ("/a/b/v1/batch", "/v1/batch"),
        ("/v1/t", "/v1/track"),
        ("/v1/i", "/v1/identify"),
        ("/v1/p", "/v1/page"),
        ("/v1/s", "/v1/screen"),
        ("/v1/g", "/v1/group"),
        ("/v1/a", "/v1/alias"),
        ("/v1/b", "/v1/batch"),
        ("/v1/import", "/v1/batch"),
    ],
)
def test_every_spelling_of_a_route(path: str, route: str) -> None:
    collector = Collector()
    collected = collector.collect(a_request(BODIES[route], path))
    assert (collected.answer.status, collected.accepted) == (200, 1)
    assert collector.parcel()[0].route == route


@pytest.mark.parametrize("path", ["/track", "/engage", "/groups", "/import"])
def test_mixpanel_takes_data_from_the_query(path: str) -> None:
    data = base64.b64encode(json.dumps(BODIES[path]).encode()).decode().replace("=", "%3D")
    collector = Collector()
    collected = collector.collect(a_request("", path, "GET", f"ip=0&data={data}"))
    assert (collected.answer.body, collected.accepted) == ("1", 1)


@pytest.mark.parametrize(
    ("parameters", "content_type", "body"),
    [
        ("verbose=2", "application/json", '{"status":1,"error":null}'),
        ("callback=window.$cb_1", "text/javascript; charset=utf-8", "/**/window.$cb_1(1);"),
        ("callback=f&verbose=1", "text/javascript; charset=utf-8", '/**/f({"status":1,"error":null});'),
        ("callback=mixpanel._jsc[123]", "text/javascript; charset=utf-8", "/**/mixpanel._jsc[123](1);"),
        ("callback=(function(){})", "text/javascript; charset=utf-8", "/**/(function(){})(1);"),
        ("callback=a[b]", "text/plain; charset=utf-8", "1"),
        ("callback=a[1]b", "text/plain; charset=utf-8", "1"),
        ("callback=a[1", "text/plain; charset=utf-8", "1"),
        ("callback=alert(1)//", "text/plain; charset=utf-8", "1"),
        ("callback=%3Cscript%3E", "text/plain; charset=utf-8", "1"),
        ("callback=a..b", "text/plain; charset=utf-8", "1"),
        ("callback=" + "a" * 129, "text/plain; charset=utf-8", "1"),
        ("test=1&_=1795290800797&anything=x&img=0", "text/plain; charset=utf-8", "1"),
    ],
)
def test_what_mixpanels_parameters_ask_for(parameters: str, content_type: str, body: str) -> None:
    data = json.dumps(A_MIXPANEL_EVENT)
    for request in (
        a_request(data, "/track", query=parameters),
        a_request(f"data={data}&{parameters}", "/track"),
    ):
        answer = Collector().collect(request).answer
        assert (answer.status, answer.content_type, answer.body) == (200, content_type, body)


def test_an_image_is_one_pixel() -> None:
    answer = Collector().collect(a_request(A_MIXPANEL_EVENT, "/track", query="img=1&verbose=1")).answer
    assert (answer.content_type, answer.is_base64) == ("image/gif", True)
    pixel = base64.b64decode(answer.body)
    assert pixel[:10] == b"GIF89a\x01\x00\x01\x00"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/events"),
        ("POST", "/tracks"),
        ("POST", "/v1/"),
        ("POST", ""),
    ],
)
def test_an_unknown_route_says_where_to_post(method: str, path: str) -> None:
    collector = Collector()
    answer = collector.collect(a_request(path=path, method=method)).answer
    assert answer.status == 404
    assert {"/v1/events", "/w"} <= set(json.loads(answer.body)["detail"].replace(",", " ").split())
    assert collector.verbs == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/events", "POST, OPTIONS"),
        ("GET", "/shop/v1/p", "POST, OPTIONS"),
        ("DELETE", "/track", "GET, POST, OPTIONS"),
        ("GET", "/w", "POST, OPTIONS"),
    ],
)
def test_another_method_on_a_right_path_is_told(method: str, path: str, allowed: str) -> None:
    collector = Collector()
    answer = collector.collect(a_request(path=path, method=method)).answer
    assert (answer.status, answer.headers["allow"]) == (405, allowed)
    wanted = allowed.removesuffix(", OPTIONS").replace(",", " and")
    assert json.loads(answer.body)["detail"] == f"this path takes {wanted}, not {method}"
    assert collector.verbs == []


@pytest.mark.parametrize("path", ["/v1/events", "/v1/batch"])
def test_a_known_key_in_a_wrong_place_is_told(path: str) -> None:
    collector = Collector()
    request = a_request(BODIES[path], path, headers={"authorization": f"Bearer {KEY}"})
    answer = collector.collect(request).answer
    assert answer.status == 401
    assert "the write key came as Bearer token: send it as Basic user name" in answer.body
    assert collector.verbs == []


QUESTIONS = [
    ("GET", "/flags", {"flags": {}}),
    ("GET", "/flags/definitions", {"flags": []}),
    ("POST", "/flags/f-1/first-time-events", {"code": 200, "status": "OK"}),
    ("GET", "/settings", {"sdk_config": {"config": {"record_sessions_percent": 0}}}),
    ("POST", "/record", {"code": 200, "status": "OK"}),
    ("GET", "/decide", {}),
    ("POST", "/v1/m", {"success": True}),
    ("GET", "/v1/projects/wk/settings", {"integrations": {"Segment.io": {"apiKey": "wk"}}}),
]


@pytest.mark.parametrize(("method", "path", "content"), QUESTIONS)
@pytest.mark.parametrize("prefix", ["", "/tally"])
def test_what_sdks_ask_besides_is_answered_and_not_stored(
    method: str, path: str, content: Any, prefix: str
) -> None:
    collector = Collector()
    collected = collector.collect(a_request("\x1f\x8b", prefix + path, method, headers={}))
    assert (collected.answer.status, json.loads(collected.answer.body)) == (200, content)
    assert (collector.verbs, collected.accepted) == ([], 0)


def test_segments_browser_sdk_learns_where_to_post() -> None:
    headers = {"host": "events.shop.example", "x-forwarded-proto": "https"}
    answer = Collector().collect(a_request("", "/v1/projects/wk/settings", "GET", headers=headers)).answer
    assert json.loads(answer.body)["integrations"]["Segment.io"] == {
        "apiKey": "wk",
        "apiHost": "events.shop.example/v1",
        "protocol": "https",
    }


def test_rudderstacks_sdk_finds_its_source_switched_on() -> None:
    answer = Collector().collect(a_request("", "/sourceConfig", "GET", "p=npm&writeKey=wk", {})).answer
    source = json.loads(answer.body)["source"]
    assert (source["enabled"], source["writeKey"], source["destinations"]) == (True, "wk", [])
    assert {"id", "name", "workspaceId", "config", "updatedAt"} <= set(source)


def test_verbose_may_stand_in_the_form() -> None:
    data = json.dumps(A_MIXPANEL_EVENT)
    answer = Collector().collect(a_request(f"data={data}&verbose=1", "/track")).answer
    assert json.loads(answer.body) == {"status": 1, "error": None}
    assert Collector().collect(a_request(f"data={data}&verbose=0", "/track")).answer.body == "1"


@pytest.mark.parametrize("path", [*BODIES, "/elsewhere"])
def test_unavailable_asks_for_another_try(path: str) -> None:
    answer = unavailable(a_request("", path)).answer
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
