"""`tally quarantine replay`: events checked as landing does, and posted by the route they came by."""

import base64
import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.routes import ROUTES
from tally.domain.events.patches import Rule
from tally.domain.plan.tracking_plan import parse_plan

from cli.plan_in_force import ADDRESS
from cli.quarantine_posting import ReplayResult, post_again
from cli.quarantine_replay import ReplayPlan, make_plan
from tests.cli.fake_tally import FakeTally, run
from tests.landing import RECEIVED_AT_MS, Row, a_receipt, land
from tests.settings import writer

COMMA = [Rule(comma_number=[("properties", "price")])]


def bad(event_id: str = "e-1", price: Any = "1.234,50", **fields: Any) -> Row:
    return {
        "event": "Product Viewed",
        "event_id": event_id,
        "user_id": "u-1",
        "properties": {"price": price},
        **fields,
    }


def segment(name: str, **fields: Any) -> Row:
    return {"type": "track", "event": name, "userId": "u-1", "properties": {"price": "1.001,5"}, **fields}


def rows(
    body: Any, route: str = "/v1/events", protocol: Protocol = Protocol.TALLY, **facts: Any
) -> list[Row]:
    """What landing refuses of a body, as Athena hands it out."""
    _, refused = land(body, a_receipt(protocol, route=route, **facts))
    absent = dict.fromkeys(("event_name", "occurred_at", "field", "query", "route", "protocol", "source"))
    return [{**absent, **row} for row in refused]


class FrontDoor:
    """Answers as told, and keeps what was posted: (path, query, write key, body)."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.posted: list[tuple[str, str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = base64.b64decode(request.headers["authorization"].split()[1]).decode().partition(":")[0]
        body = json.loads(gzip.decompress(request.content))
        self.posted.append((request.url.path, request.url.query.decode(), key, body))
        if self.answers:
            return self.answers.pop(0)
        return httpx.Response(
            200, json={"accepted": len(body)} if isinstance(body, list) else {"success": True}
        )


def post(
    planned: ReplayPlan, door: FrontDoor, keys: dict[str, str] | None = None
) -> tuple[ReplayResult, list[int]]:
    advanced: list[int] = []
    tally = FakeTally()
    tally.server = door
    return post_again(tally, planned.good, advanced.append, keys or {}), advanced


def test_what_the_rules_mend_is_good_and_the_rest_is_refused_as_before() -> None:
    planned = make_plan(rows([bad("e-1"), bad("e-2", "free"), bad("e-3", "1.000,5")]), COMMA)
    assert [each.event["event_id"] for each in planned.good] == ["e-1", "e-3"]
    [refused] = planned.refused
    assert refused.refusal is not None
    assert (refused.refusal["reason"], refused.refusal["field"]) == ("wrong_type", "properties.price")
    assert make_plan(rows([bad()]), []).good == []


def test_what_departs_from_an_enforced_plan_would_be_refused_again() -> None:
    text = 'mode = "{}"\n[properties]\nprice = "number"\n[events."Product Viewed"]\nrequired = ["price"]'
    enforced, observed = (parse_plan(text.format(mode)) for mode in ("enforce", "observe"))
    waiting = rows([bad("e-1", price="free"), bad("e-2", price="1")])
    to_text = [Rule(where={("event_id",): "e-1"}, set={("properties", "price"): "2"})]
    found = make_plan(waiting, [*to_text], tracking=enforced)
    assert [each.refusal["reason"] for each in found.refused if each.refusal] == ["wrong_type"]
    assert len(make_plan(waiting, [*to_text], tracking=observed).good) == 1
    mended = [*to_text, Rule(number=[("properties", "price")])]
    assert len(make_plan(waiting, mended, tracking=enforced).good) == 1


def test_only_good_events_go_out_and_the_same_ones_each_time() -> None:
    planned = make_plan(rows([bad("e-1"), bad("e-2", "free")]), COMMA)
    door = FrontDoor()
    sent, advanced = post(planned, door)
    assert (sent, advanced) == (ReplayResult(1, []), [1])
    post(make_plan(rows([bad("e-1"), bad("e-2", "free")]), COMMA, now_ms=RECEIVED_AT_MS + 10**9), door)
    first, second = door.posted
    assert first == second
    assert first[3][0]["properties"] == {"price": 1234.5, "quarantine_id": "r-1-0"}


def test_an_event_goes_without_the_key_it_came_with() -> None:
    mixpanel = {
        "event": "A",
        "properties": {"token": "wk_of_the_app", "distinct_id": "u", "price": "1.001,5"},
    }
    found = rows([mixpanel], "/track", Protocol.MIXPANEL, write_key="wk_of_the_app")
    assert "wk_of_the_app" not in json.dumps(found, default=str)
    door = FrontDoor()
    post(make_plan(found, COMMA), door, {"shop": "wk_new"})
    [(_, _, key, [event])] = door.posted
    assert (key, event["properties"]["token"], event["properties"]["price"]) == ("wk_new", "", 1001.5)


def test_events_go_by_their_route_query_and_key() -> None:
    mixpanel = {
        "event": "A",
        "properties": {"distinct_id": "u", "price": "1.001,5", "$insert_id": "i", "time": 1.7e9},
    }
    found = [
        *rows([mixpanel], "/import", Protocol.MIXPANEL, query="strict=1&data=abc&img=1&ip=1&api_key=secret"),
        *rows({"batch": [segment("B"), segment("C")]}, "/v1/batch", Protocol.SEGMENT, source="app"),
        *rows(segment("D"), "/v1/track", Protocol.SEGMENT),
        *rows(segment("E"), "/v1/track", Protocol.SEGMENT),
    ]
    door = FrontDoor()
    post(make_plan(found, COMMA), door, {"app": "app-key"})
    told = {(path, query, key) for path, query, key, _ in door.posted}
    assert told == {
        ("/import", "strict=1&ip=0&verbose=1", "key"),
        ("/v1/batch", "ip=0", "app-key"),
        ("/v1/track", "ip=0", "key"),
    }
    assert len(door.posted) == 4
    batch = next(body for path, _, _, body in door.posted if path == "/v1/batch")
    assert [each["event"] for each in batch["batch"]] == ["B", "C"]


def test_many_events_go_in_batches() -> None:
    door = FrontDoor()
    sent, advanced = post(make_plan(rows([bad(f"e-{number}") for number in range(1201)]), COMMA), door)
    assert sorted(advanced) == [201, 500, 500]
    assert sent.accepted == 1201


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"code": "invalid_request"}),
        httpx.Response(200, json={"status": 0, "error": "the write key is unknown"}),
        httpx.Response(413, text="too large"),
    ],
)
def test_a_batch_that_was_not_taken_is_reported(answer: httpx.Response) -> None:
    sent, _ = post(make_plan(rows([bad("e-1"), bad("e-2")]), COMMA), FrontDoor(answer))
    assert sent.accepted == 0
    [(size, why)] = sent.failed
    assert size == 2
    assert why.startswith(str(answer.status_code))


def test_a_front_door_that_refuses_some_is_reported() -> None:
    door = FrontDoor(
        httpx.Response(200, json={"accepted": 1, "rejected": [{"index": 1, "reason": "too_deep"}]})
    )
    sent, _ = post(make_plan(rows([bad("e-1"), bad("e-2")]), COMMA), door)
    assert sent.accepted == 1
    assert sent.failed[0][0] == 1


def test_what_holds_no_event_is_counted_with_its_reason() -> None:
    [row] = rows('{"event": ')
    assert make_plan([row], []).unsendable == {"r-1": "no JSON objects can be told apart in it"}
    deep = '{"event": "A", "user_id": "u", "properties": {"a": %s}}' % ("[" * 900 + "]" * 900)
    row = {**rows(bad())[0], "raw": deep}
    assert len(make_plan([row], []).unsendable) + len(make_plan([row], []).candidates) == 1


_WORDS = """event event_id user_id distinct_id properties occurred_at sent_at time $insert_id timestamp
originalTimestamp sentAt messageId userId type price batch"""
NAMES = st.sampled_from(_WORDS.split())
TIMES = st.sampled_from(
    ["2026-11-21T07:00:00Z", "1970-01-01T00:00:00Z", "2026-11-21T07:00:00", 1e300, -5, "9e9"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | TIMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=15,
)
ROUTE_NAMES = st.sampled_from([None, "/w", *ROUTES])
ENCODINGS = st.sampled_from(["text", "text", "text", "base64"])
EVENT_LIKE = st.dictionaries(NAMES, JSON, max_size=8)


@given(
    raw=(JSON | EVENT_LIKE | st.lists(EVENT_LIKE, max_size=3)).map(json.dumps) | st.text(max_size=20),
    route=ROUTE_NAMES,
    encoding=ENCODINGS,
    occurred_at=st.none() | st.just(datetime(2026, 11, 21)),
)
def test_no_quarantined_text_makes_a_plan_fail(
    raw: str, route: str | None, encoding: str, occurred_at: datetime | None
) -> None:
    row = {
        **rows(bad())[0],
        **{"raw": raw, "route": route, "raw_encoding": encoding, "occurred_at": occurred_at},
    }
    planned = make_plan([row], COMMA)
    assert bool(planned.candidates) is not bool(planned.unsendable)
    again = make_plan([row], COMMA)
    assert [each.text for each in planned.good] == [each.text for each in again.good]


WRONG_TYPE = ("--reason", "wrong_type")


def holding(*waiting: Row, door: FrontDoor | None = None) -> FakeTally:
    """A Tally with this in quarantine."""
    tally = FakeTally(quarantined_events=lambda values: waiting[: values["most"]])
    tally.server = door or FrontDoor()
    return tally


def mended(waiting: list[Row]) -> list[Row]:
    """As if the reason they were refused for had gone."""
    return [{**row, "raw": row["raw"].replace('"1.234,50"', "1234.5")} for row in waiting]


def test_without_yes_it_shows_what_would_change(tmp_path: Path) -> None:
    door = FrontDoor()
    tally = holding(*rows([bad("e-1"), bad("e-2", "free")]), door=door)
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\ncomma_number = ["properties.price"]')
    done = run(tally, "quarantine", "replay", *WRONG_TYPE, "--patch", str(rules))
    assert done.exit_code == 0
    said = done.stdout
    assert said.splitlines()[2].split() == ["2", "1", "1", "0"]
    assert '  properties.price: "1.234,50" -> 1234.5' in said
    assert "1 not sent: properties.price: this is an amount" in said
    assert "Nothing was sent: add --yes" in said
    done = run(tally, "quarantine", "replay", *WRONG_TYPE, "--format", "json")
    assert done.exit_code == 0
    [told] = json.loads(done.stdout)
    assert (told["events"], told["acceptable"], told["examples"]) == (2, 0, [])
    assert door.posted == []


def test_samples_show_the_raw_text() -> None:
    tally = holding(*rows([bad("e-1"), bad("e-2", "x" * 3000)]))
    done = run(tally, "quarantine", "show", *WRONG_TYPE, "--limit", "1")
    assert done.exit_code == 0
    assert '"event_id": "e-1"' in done.stdout
    assert '"event_id": "e-2"' not in done.stdout
    done = run(tally, "quarantine", "show", *WRONG_TYPE)
    assert "characters; --format json shows all" in done.stdout
    done = run(holding(), "quarantine", "show", *WRONG_TYPE)
    assert "Nothing is in quarantine for this reason." in done.stdout


def test_the_list_is_readable_at_100_columns() -> None:
    seen = {"first_seen": datetime(2026, 11, 20, 8), "last_seen": datetime(2026, 11, 21, 9, 30)}
    detail = "properties.revenue: this is an amount: send a number such as 12.50, without currency"
    facts = {"protocol": "mixpanel", "source": "shop", "events": 1234, "detail": detail, **seen}
    found = [
        {"reason": "wrong_type", "field": "properties.revenue", **facts},
        {"reason": "same_id_other_payload", "field": None, **facts},
    ]
    lines = run(FakeTally(quarantined_reasons=found), "quarantine").stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert "first seen (UTC)  last seen (UTC)" in lines[0]
    assert lines[2].split()[-5:] == ["2026-11-20", "08:00", "2026-11-21", "09:30", "(1)"]
    assert lines.count(f"(1) {detail}") == 1
    assert run(FakeTally(), "quarantine").stdout == "Nothing is in quarantine.\n"


def test_only_reasons_of_today_can_be_chosen() -> None:
    assert run(holding(), "quarantine", "show", "--reason", "not_stored_yet").exit_code == 2


@pytest.mark.parametrize("limit", ["0", "-1", "two"])
def test_a_limit_is_one_or_more(limit: str) -> None:
    done = run(holding(), "quarantine", "show", *WRONG_TYPE, "--limit", limit)
    assert done.exit_code == 2
    assert f"'{limit}' is no whole number from 1 on" in done.stderr


def refusing(tally: FakeTally, *details: str) -> FakeTally:
    """Landing refuses again what is sent, for these reasons: the second look finds them."""
    refused = [{"quarantine_id": "q-1", "first_quarantine_id": "r-1-0", "detail": each} for each in details]
    looks = iter([[], refused])
    tally.rows["quarantined_again"] = lambda values: next(looks)
    return tally


def test_what_landing_refused_again_is_told() -> None:
    tally = holding(*mended(rows([bad("e-1"), bad("e-2")])))
    done = run(
        refusing(tally, "Gift Wrapped is not in the plan"), "quarantine", "replay", *WRONG_TYPE, "--yes"
    )
    assert done.exit_code == 1
    assert "1 accepted, then refused by landing: Gift Wrapped is not in the plan" in done.stdout
    assert done.stdout.endswith("Next: tally run commit_events\n")
    assert tally.calls == [("landing", None)]


def test_no_commit_comes_next_where_landing_refused_all() -> None:
    tally = holding(*mended(rows([bad("e-1")])))
    done = run(refusing(tally, "not planned"), "quarantine", "replay", *WRONG_TYPE, "--yes")
    assert done.exit_code == 1
    assert done.stdout.endswith("\nNothing was accepted.\n")


def test_where_nothing_is_sent_nothing_comes_next() -> None:
    done = run(holding(), "quarantine", "replay", *WRONG_TYPE, "--yes")
    assert done.exit_code == 0
    assert done.stdout.endswith("\nNothing to send.\n")
    tally = holding(*rows(bad()))
    done = run(tally, "quarantine", "replay", *WRONG_TYPE, "--yes")
    assert done.exit_code == 0
    assert done.stdout.endswith("\nNothing to send: mend them with --patch\n")
    assert tally.calls == []


def test_a_dry_run_says_how_many_it_does_not_show(tmp_path: Path) -> None:
    tally = holding(*rows([bad(f"e-{number}") for number in range(11)]))
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\ncomma_number = ["properties.price"]')
    done = run(tally, "quarantine", "replay", *WRONG_TYPE, "--patch", str(rules))
    assert "\n... and 8 more like these\n" in done.stdout


def test_the_plan_in_force_decides() -> None:
    tally = holding(*mended(rows([bad(event="Never Planned")])))
    done = run(tally, "quarantine", "replay", *WRONG_TYPE)
    assert done.exit_code == 0
    assert "Nothing was sent: add --yes" in done.stdout
    writer(tally.settings).put(ADDRESS, 'mode = "enforce"')
    done = run(tally, "quarantine", "replay", *WRONG_TYPE)
    assert done.exit_code == 0
    assert "the tracking plan has no event of this name" in done.stdout


def test_the_reason_may_stand_alone() -> None:
    assert run(holding(), "quarantine", "show", "wrong_type").stdout == (
        run(holding(), "quarantine", "show", *WRONG_TYPE).stdout
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Give REASON or --reason"),
        (("not_json", *WRONG_TYPE), "--reason does not go with REASON"),
        (("not_jsno",), "did you mean not_json?"),
    ],
)
def test_one_reason_is_needed(words: tuple[str, ...], said: str) -> None:
    done = run(holding(), "quarantine", "replay", *words)
    assert (done.exit_code, said in done.stderr) == (2, True)
