"""The replies that each SDK needs; shapes are its contract."""

import json
from typing import Any

import pytest
from tally.domain.collecting.limits import MAX_REJECTIONS_ANSWERED
from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.collecting.replies import TOO_MANY, Replies

BAD = Rejection(Reason.WRONG_TYPE, "event: send text", 1, "event", "i-1")
BROKEN = Rejection(Reason.NOT_JSON, "not valid JSON")
TALLY = Replies(Protocol.TALLY, "/v1/events")
TRACK = Replies(Protocol.MIXPANEL, "/track")
TRACK_VERBOSE = Replies(Protocol.MIXPANEL, "/track", verbose=True)
IMPORT = Replies(Protocol.MIXPANEL, "/import")
IMPORT_VERBOSE = Replies(Protocol.MIXPANEL, "/import", verbose=True)
IMPORT_STRICT = Replies(Protocol.MIXPANEL, "/import", strict=True)
IMPORT_GO = Replies(Protocol.MIXPANEL, "/import", verbose=True, strict=True)
ENGAGE = Replies(Protocol.MIXPANEL, "/engage")
ENGAGE_STRICT = Replies(Protocol.MIXPANEL, "/engage", strict=True)
SEGMENT = Replies(Protocol.SEGMENT, "/v1/batch")
FAILED = {
    "index": 1,
    "insert_id": "i-1",
    "$insert_id": "i-1",
    "field": "event",
    "message": "event: send text",
}
TOO_LARGE = "Request Entity Too Large"
PARTLY = {
    "code": 400,
    "error": "some data points in the request failed validation",
    "failed_records": [FAILED],
    "num_records_imported": 1,
    "status": "Bad Request",
}


@pytest.mark.parametrize(
    ("replies", "events", "rejections", "status", "content"),
    [
        (TALLY, 2, [], 200, {"accepted": 2, "rejected": []}),
        (TALLY, 0, [], 200, {"accepted": 0, "rejected": []}),
        (
            TALLY,
            2,
            [BAD],
            200,
            {
                "accepted": 1,
                "rejected": [
                    {"index": 1, "reason": "wrong_type", "field": "event", "detail": "event: send text"}
                ],
            },
        ),
        (
            TALLY,
            0,
            [BROKEN],
            400,
            {
                "accepted": 0,
                "rejected": [
                    {"index": None, "reason": "not_json", "field": None, "detail": "not valid JSON"}
                ],
            },
        ),
        (TRACK, 2, [BAD], 200, 1),
        (TRACK, 1, [BAD], 200, 0),
        (TRACK, 0, [], 200, 0),
        (TRACK_VERBOSE, 2, [BAD], 200, {"status": 1, "error": None}),
        (TRACK_VERBOSE, 0, [BROKEN], 200, {"status": 0, "error": "not valid JSON"}),
        (TRACK_VERBOSE, 0, [], 200, {"status": 0, "error": "data, missing or empty"}),
        (ENGAGE, 2, [BAD], 200, 1),
        (ENGAGE, 1, [BAD], 200, 0),
        (ENGAGE_STRICT, 2, [BAD], 400, PARTLY),
        (IMPORT, 2, [BAD], 200, 1),
        (IMPORT, 0, [BROKEN], 200, 0),
        (IMPORT_VERBOSE, 2, [], 200, {"status": 1, "error": None}),
        (IMPORT_STRICT, 2, [], 200, {"code": 200, "num_records_imported": 2, "status": "OK"}),
        (IMPORT_GO, 2, [], 200, {"code": 200, "num_records_imported": 2, "status": 1, "error": None}),
        (IMPORT_STRICT, 2, [BAD], 400, PARTLY),
        (SEGMENT, 2, [BAD], 200, {"success": True}),
        (SEGMENT, 0, [], 200, {"success": True}),
        (
            SEGMENT,
            1,
            [BAD],
            400,
            {"success": False, "code": "invalid_request", "message": "event: send text"},
        ),
    ],
)
def test_a_stored_body(
    replies: Replies, events: int, rejections: list[Rejection], status: int, content: Any
) -> None:
    answer = replies.checked(events, rejections)
    assert (answer.status, json.loads(answer.body)) == (status, content)


def test_a_plain_one_is_exactly_one_character() -> None:
    assert TRACK.checked(1, []).body == "1"
    assert TRACK.checked(1, []).content_type.startswith("text/plain")


@pytest.mark.parametrize(
    ("replies", "status", "content"),
    [
        (TALLY, 401, {"error": "unknown_key", "detail": "why"}),
        (TRACK, 200, 0),
        (ENGAGE, 200, 0),
        (TRACK_VERBOSE, 200, {"status": 0, "error": "why"}),
        (IMPORT, 401, {"code": 401, "error": "Invalid credentials", "status": "Unauthorized"}),
        (SEGMENT, 401, {"success": False, "code": "unknown_key", "message": "why"}),
    ],
)
def test_an_unknown_key(replies: Replies, status: int, content: Any) -> None:
    answer = replies.unknown_key("why")
    assert (answer.status, json.loads(answer.body)) == (status, content)


@pytest.mark.parametrize(
    ("replies", "content"),
    [
        (TALLY, {"error": "too_large", "detail": "send less"}),
        (TRACK, 0),
        (ENGAGE, 0),
        (TRACK_VERBOSE, {"status": 0, "error": "send less"}),
        (
            IMPORT,
            {
                "code": 413,
                "error": "request exceeds max limit of 99 bytes",
                "status": "Request Entity Too Large",
            },
        ),
        (SEGMENT, {"success": False, "code": "too_large", "message": "send less"}),
        (
            ENGAGE_STRICT,
            {"code": 413, "error": "request exceeds max limit of 99 bytes", "status": TOO_LARGE},
        ),
    ],
)
def test_a_body_too_large(replies: Replies, content: Any) -> None:
    answer = replies.too_large(99, "send less")
    assert (answer.status, json.loads(answer.body)) == (413, content)


@pytest.mark.parametrize("replies", [TALLY, TRACK, TRACK_VERBOSE, IMPORT, IMPORT_STRICT, SEGMENT])
def test_a_failure_of_ours_asks_for_another_try(replies: Replies) -> None:
    answer = replies.unavailable()
    assert (answer.status, answer.headers) == (503, {"retry-after": "10"})
    assert json.loads(answer.body) != 1


MIXPANELS_WORDS = {
    "code": 429,
    "error": "Project exceeded rate limits. Please retry the request with exponential backoff.",
    "status": "Too Many Requests",
}


@pytest.mark.parametrize(
    ("replies", "content"),
    [
        (TALLY, {"error": "too_many_requests", "detail": TOO_MANY}),
        (TRACK, 0),
        (TRACK_VERBOSE, {"status": 0, "error": TOO_MANY}),
        (ENGAGE, 0),
        (ENGAGE_STRICT, MIXPANELS_WORDS),
        (IMPORT, MIXPANELS_WORDS),
        (IMPORT_VERBOSE, MIXPANELS_WORDS),
        (IMPORT_STRICT, MIXPANELS_WORDS),
        (SEGMENT, {"success": False, "code": "too_many_requests", "message": TOO_MANY}),
    ],
)
def test_a_key_that_sends_too_much_is_told_when_to_try_again(replies: Replies, content: Any) -> None:
    answer = replies.too_many(7)
    assert (answer.status, answer.headers, json.loads(answer.body)) == (429, {"retry-after": "7"}, content)


def test_a_long_list_of_rejections_still_fits_a_reply() -> None:
    many = [Rejection(Reason.WRONG_TYPE, "x" * 100, index) for index in range(50_000)]
    content = json.loads(TALLY.checked(50_000, many).body)
    assert len(content["rejected"]) == MAX_REJECTIONS_ANSWERED
    assert content["rejected_not_listed"] == 50_000 - MAX_REJECTIONS_ANSWERED
    assert len(IMPORT_STRICT.checked(50_000, many).body) < 1_000_000
