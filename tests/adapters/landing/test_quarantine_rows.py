"""Many refused events at once: each has its row, and what is costly is done for many of them together."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tally.adapters.landing import quarantine_rows
from tally.adapters.landing.event_columns import Faults
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.plan.personal_data import PersonalData
from tally.domain.plan.scrubbing import all_without_keys, without_keys
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import Row, a_receipt, an_event

PLAN = landing_plan(parse_plan('[personal_data]\nemail = "drop"'), b"")
NOBODY = an_event(user_id=None)
NO_AMOUNT = an_event(properties={"price": "x"})


def refused(*parcels: tuple[Receipt, bytes]) -> list[Row]:
    events, _, rejected = ColumnReader(ShopClock(), PLAN).read("b-1", parcels)
    rejected.validate(full=True)
    assert len(events) == 0
    return rejected.to_pylist()


def body(*events: Any) -> bytes:
    return json.dumps(events).encode()


def test_every_refused_event_has_a_row_of_its_own() -> None:
    count = 2500
    kinds = (NOBODY, NO_AMOUNT, 7)
    rows = refused((a_receipt(), body(*(kinds[place % 3] for place in range(count)))))
    assert {row["quarantine_id"] for row in rows} == {f"r-1-{place}" for place in range(count)}
    reasons = ("missing_field", "wrong_type", "not_an_event")
    for row in rows:
        place = int(row["quarantine_id"].rpartition("-")[2])
        assert (row["reason"], json.loads(row["raw"])) == (reasons[place % 3], kinds[place % 3])


def test_keys_are_looked_for_in_many_texts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def look(texts: Sequence[bytes], write_keys: set[str]) -> Sequence[bytes]:
        looks.append(len(texts))
        return all_without_keys(texts, write_keys)

    monkeypatch.setattr(quarantine_rows, "all_without_keys", look)
    refused((a_receipt(), body(*[NOBODY] * 3000, *[NO_AMOUNT] * 3000)))
    assert looks == [1500] * 4


def test_the_query_is_read_once_for_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[bytes] = []

    def look(text: bytes, write_key: str) -> bytes:
        looks.append(text)
        return without_keys(text, write_key)

    monkeypatch.setattr(quarantine_rows, "without_keys", look)
    receipt = a_receipt(Protocol.MIXPANEL, query="data=e30&only=here&token=secret")
    rows = refused((receipt, body(*[{"event": ""}] * 2000)))
    assert {row["query"] for row in rows} == {"only=here&token="}
    assert looks == [b"only=here&token=secret"]


def test_only_texts_with_personal_data_are_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    treated: list[Any] = []
    treat = PersonalData.treat

    def count(data: PersonalData, nodes: Sequence[Any], flat: frozenset[str] = frozenset()) -> bool:
        treated.extend(nodes)
        return treat(data, nodes, flat)

    monkeypatch.setattr(PersonalData, "treat", count)
    one = {**NOBODY, "email": "anna@shop.example"}
    rows = refused((a_receipt(), body(*[NOBODY] * 50, one, *[NOBODY] * 50)))
    # Those that are read for their ids have been emptied into columns by now.
    assert [each for each in treated if each] == [NOBODY]
    assert {row["raw"] for row in rows} == {json.dumps(NOBODY), json.dumps(NOBODY, separators=(",", ":"))}


def test_one_bad_value_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more is read of an event, nor looked up in its text, once it is refused."""
    properties = {"price": "x", "revenue": [], "quantity": "y"}
    looks: list[str] = []
    as_sent = Faults.as_sent

    def look(faults: Faults, row: int, column: str) -> tuple[str, Any]:
        looks.append(column)
        return as_sent(faults, row, column)

    monkeypatch.setattr(Faults, "as_sent", look)
    good = an_event(event_id="e-2", properties={"os": "iOS"})
    events, _, rejected = ColumnReader(ShopClock()).read(
        "b-1", [(a_receipt(), body(an_event(properties=properties), good))]
    )
    assert events["event_id"].to_pylist() == ["e-2"]
    assert rejected["reason"].to_pylist() == ["wrong_type"]
    assert len(looks) == 1


def test_no_key_of_a_neighbour_is_left() -> None:
    keys = ("key-of-one", "key-of-two")
    receipts = [a_receipt(receipt_id=key, write_key=key) for key in keys]
    rows = refused(*((each, body({**NOBODY, "note": f"{each.write_key} {keys[0]}"})) for each in receipts))
    assert [json.loads(row["raw"])["note"] for row in rows] == [" ", " "]


def test_a_text_that_is_no_utf8_leaves_its_neighbours_readable() -> None:
    rows = refused((a_receipt(receipt_id="r-1"), body(NOBODY)), (a_receipt(receipt_id="r-2"), b"\xff"))
    assert {row["quarantine_id"]: (row["raw_encoding"], row["raw"]) for row in rows} == {
        "r-1-0": ("text", json.dumps(NOBODY)),
        "r-2": ("base64", "/w=="),
    }
