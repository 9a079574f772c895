"""`tally quarantine event`: it shows, and with --yes takes out."""

from typing import Any

from tally.adapters.wire.id_key import key_of

from tests.cli.fake_tally import FakeTally, run

ROW: dict[str, Any] = {
    "dedup_key": "-7",
    "event_id": "o-1",
    "event_name": "Order Completed",
    "occurred_at": "2026-11-20 10:00:00.000",
    "received_at": "2026-11-20 10:00:01.000",
    "business_date": "2026-11-20",
    "platform": "web",
    "distinct_id": "u-1",
    "order_id": "7",
    "source": "shop",
}


def a_tally(*rows: dict[str, Any]) -> FakeTally:
    tally = FakeTally(events_by_id=list(rows))
    tally.functions["quarantine_event"] = lambda request: {"withheld": len(request["keys"])}
    return tally


def test_without_yes_it_shows_the_events() -> None:
    tally = a_tally(ROW)
    shown = run(tally, "quarantine", "event", "o-1", "--reason", "too large")
    assert shown.exit_code == 0
    assert "Order Completed" in shown.stdout
    assert "add --yes" in shown.stderr
    assert tally.calls == []
    assert tally.asked == [("events_by_id", {"event_id": "o-1", "id_hash": key_of("o-1")})]


def test_with_yes_they_are_taken_out() -> None:
    tally = a_tally(ROW, {**ROW, "dedup_key": "8", "business_date": "2026-11-22"})
    done = run(tally, "quarantine", "event", "o-1", "--reason", "too large", "--yes")
    assert done.exit_code == 0
    assert "2 taken out" in done.stdout
    request = {"keys": ["-7", "8"], "days": ["2026-11-20", "2026-11-22"], "reason": "too large"}
    assert tally.calls == [("quarantine_event", request)]


def test_an_id_that_is_not_there_is_told() -> None:
    told = run(a_tally(), "quarantine", "event", "o-1", "--reason", "too large", "--yes")
    assert told.exit_code == 1 or told.exit_code == 2
    assert "o-1" in told.stderr
