"""The witness's own look at its notes."""

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.collecting.witness_check import check_witness
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Reason

A_NOTE = {
    "event_id": "oc-1",
    "event": "Order Completed",
    "occurred_at": 1_795_245_299.5,
    "platform": "ios",
    "amount": 49.9,
}


def check(body: bytes, *, is_base64: bool = False) -> Any:
    receipt = Receipt("r", Protocol.TALLY, "/w", "shop", 1_795_245_300_000, is_base64=is_base64)
    return check_witness(receipt, body)


def test_one_note_and_a_list() -> None:
    assert check(json.dumps(A_NOTE).encode()).notes == 1
    assert check(json.dumps([A_NOTE] * 3).encode()).notes == 3
    zipped = base64.b64encode(gzip.compress(json.dumps(A_NOTE).encode()))
    assert check(zipped, is_base64=True).notes == 1


@pytest.mark.parametrize(
    "change",
    [{"event_id": None}, {"event": 5}, {"occurred_at": "soon"}, {"occurred_at": -1}, {"amount": "a lot"}],
)
def test_a_bad_note_beside_a_good_one(change: dict[str, Any]) -> None:
    found = check(json.dumps([A_NOTE, {**A_NOTE, **change}]).encode())
    assert (found.notes, [each.index for each in found.rejections]) == (2, [1])


@pytest.mark.parametrize(
    ("note", "reason", "field"),
    [
        (7, Reason.NOT_AN_EVENT, None),
        ({**A_NOTE, "event_id": ""}, Reason.MISSING_FIELD, "event_id"),
        ({**A_NOTE, "event": None}, Reason.MISSING_FIELD, "event"),
        ({**A_NOTE, "event": 5}, Reason.WRONG_TYPE, "event"),
        ({**A_NOTE, "occurred_at": "soon"}, Reason.WRONG_TYPE, "occurred_at"),
        ({**A_NOTE, "occurred_at": 5}, Reason.WRONG_TYPE, "occurred_at"),
    ],
)
def test_a_refusal_names_the_field_and_the_reason(note: object, reason: Reason, field: str | None) -> None:
    (refused,) = check(json.dumps([note]).encode()).rejections
    assert (refused.reason, refused.field) == (reason, field)


@pytest.mark.parametrize("number", ["1e1000000", "1e-999999999", "-1e400", "9" * 5000])
@pytest.mark.parametrize("name", ["event_id", "occurred_at", "amount"])
def test_a_number_beyond_all_arithmetic_costs_its_own_note(name: str, number: str) -> None:
    bad = json.dumps({**A_NOTE, name: "number"}).replace('"number"', number)
    found = check(f"[{json.dumps(A_NOTE)},{bad}]".encode())
    assert (found.notes, [each.index for each in found.rejections]) == (2, [1])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.NOT_JSON),
        (b"{", Reason.NOT_JSON),
        (b'{"amount":NaN}', Reason.NOT_JSON),
        (b"\xff", Reason.NOT_UTF8),
        (b"\x1f\x8bxx", Reason.NOT_GZIP),
        (b"[" * 100_000, Reason.TOO_DEEP),
        (gzip.compress(b" " * 30_000_000), Reason.TOO_LARGE),
    ],
)
def test_a_body_that_cannot_be_read(body: bytes, reason: Reason) -> None:
    found = check(base64.b64encode(body), is_base64=True)
    assert (found.notes, [(each.reason, each.index) for each in found.rejections]) == (0, [(reason, None)])


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5)
)
def test_any_value_in_any_field(value: Any) -> None:
    for name in A_NOTE:
        found = check(json.dumps([{**A_NOTE, name: value}]).encode())
        assert len(found.rejections) <= 1


NOTE = {"event_id": "e-1", "event": "Order Completed", "occurred_at": 1_795_245_300, "platform": "web"}


@pytest.mark.parametrize(
    ("note", "field", "detail"),
    [
        ({**NOTE, "revenue": 12}, "revenue", "this is not read: write amount"),
        ({**NOTE, "timestamp": 1}, "timestamp", "this is not read: write occurred_at"),
        (
            {**NOTE, "gift": 1},
            "gift",
            "this is not read: a note has event_id, event, occurred_at, platform, amount",
        ),
        (
            {**NOTE, "occurred_at": None},
            "occurred_at",
            "this is missing: the note counts at the time it arrived",
        ),
        ({**NOTE, "platform": "fridge"}, "platform", "this is none of web"),
        ({**NOTE, "platform": None}, "platform", "this is none of web"),
    ],
)
def test_a_note_that_is_not_meant_so_is_told(note: dict[str, object], field: str, detail: str) -> None:
    (warning,) = check(json.dumps([NOTE, note, note]).encode()).warnings
    assert (warning.index, warning.field) == (1, field)
    assert warning.detail.startswith(detail)


def test_a_good_note_is_not() -> None:
    more = {"amount": 1, "device_id": "d", "app_version": "4", "sdk": "s", "path": "/"}
    assert check(json.dumps([NOTE, {**NOTE, **more}]).encode()).warnings == []
    assert [each.detail for each in check(b"[]").warnings] == ["the list is empty: nothing was sent"]
