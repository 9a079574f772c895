"""Which profile updates are new, sent again or in conflict: each as a whole."""

import json
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.domain.collecting.receipt import Protocol
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.events.retries import EventDates

from tests.landing import a_receipt, land_profiles
from tests.profile_rows import FRIDAY, SCHEMA, Row, an_update, profiles

NOTHING = pa.table({"dedup_key": pa.array([], pa.int64()), "payload_fingerprint": pa.array([], pa.int64())})
CHECK = ProfileDuplicates()


def look_up_nothing(_keys: object) -> Any:
    """A lake without rows."""
    return SCHEMA.empty_table()


def known(*updates: list[Row]) -> pa.Table:
    return profiles(*updates).select(["dedup_key", "payload_fingerprint"])


def ids(rows: pa.Table) -> list[tuple[str, int]]:
    return list(zip(rows["update_id"].to_pylist(), rows["place"].to_pylist(), strict=True))


def test_an_update_in_the_lake_is_dropped_with_all_its_rows() -> None:
    old, new = an_update("old", rows=3), an_update("new", rows=2)
    told = CHECK.split(profiles(old, new), known(old), look_up_nothing)
    assert ids(told.new) == [("new", 0), ("new", 1)]
    assert (told.repeated, len(told.conflicting), told.conflicting_name) == (3, 0, "")


def test_of_two_in_one_batch_the_first_received_stays() -> None:
    first, second = an_update("a", rows=2), an_update("a", rows=2)
    for row in first:
        row["received_at"] += timedelta(seconds=1)
    for row in second:
        row["batch_id"] = "b2"
    told = CHECK.split(profiles(first, second), NOTHING, look_up_nothing)
    assert set(told.new["batch_id"].to_pylist()) == {"b2"}
    assert (len(told.new), told.repeated) == (2, 2)


def test_a_changed_update_is_refused_whole_though_some_of_its_rows_are_new() -> None:
    """By rows alone, the third of them would have been taken for an update of its own."""
    changed = an_update("a", rows=3, payload_fingerprint=2)
    told = CHECK.split(profiles(changed), known(an_update("a", rows=2)), look_up_nothing)
    assert (len(told.new), told.repeated) == (0, 0)
    (row,) = told.conflicting.to_pylist()
    assert told.conflicting.schema == arrow_schema(QUARANTINE_COLUMNS)
    assert (row["reason"], row["route"], row["raw_encoding"]) == ("same_id_other_payload", "/engage", "text")
    assert (row["distinct_id"], row["business_date"], row["event_id"]) == ("anna", FRIDAY, "a")
    assert told.conflicting_name.startswith("dt=2026-11-20/same-id-")
    assert (
        CHECK.split(profiles(changed), known(an_update("a")), look_up_nothing).conflicting_name
        == told.conflicting_name
    )


@pytest.mark.parametrize(
    ("route", "update"),
    [
        ("/engage", {"$distinct_id": "anna", "$set": {"a": 1, "b": None}, "$unset": ["c"], "$delete": ""}),
        ("/engage", {"$distinct_id": "anna", "$append": {"l": [1]}, "$ignore_time": True}),
        ("/engage", {"$distinct_id": "anna", "$set": {}}),
        ("/groups", {"$group_key": "company", "$group_id": "acme", "$union": {"l": ["ü"]}}),
    ],
)
def test_what_is_refused_can_be_sent_again(route: str, update: dict[str, Any]) -> None:
    sent = {**update, "$mp_metadata": {"$mp_event_id": "e-1"}, "$time": 1_795_290_792_123}
    receipt = a_receipt(Protocol.MIXPANEL, route=route)
    rows, _ = land_profiles([sent], receipt)
    held = pa.table({"dedup_key": [rows[0]["dedup_key"]], "payload_fingerprint": [0]})
    (refused,) = CHECK.split(profiles(rows), held, look_up_nothing).conflicting.to_pylist()
    again = json.loads(refused["raw"])
    assert again == sent
    assert (refused["route"], refused["distinct_id"]) == (route, sent.get("$distinct_id"))
    assert refused["sent_person_key"] == (rows[0]["profile_key"] if route == "/engage" else None)


def test_no_rows_at_all() -> None:
    told = CHECK.split(profiles(), NOTHING, look_up_nothing)
    assert (len(told.new), told.repeated, len(told.conflicting)) == (0, 0, 0)


def test_dates() -> None:
    """An update of a browser comes without a time: its row says that of its arrival."""
    later = an_update("b", received_at=datetime(2026, 11, 22, 12))
    assert set(CHECK.dates(profiles(an_update("a"), later))) == {
        EventDates(FRIDAY, FRIDAY, is_dated=False),
        EventDates(FRIDAY, FRIDAY + timedelta(days=2)),
    }
