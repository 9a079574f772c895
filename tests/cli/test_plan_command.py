"""`tally plan`: what it asks, what it prints, what its exit code says."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.plan.personal_data import hash_text
from tally.domain.plan.sent_values import ENOUGH_TO_ALLOW
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.running.health import PlanMark

from cli.plan_file import mark_plan
from cli.plan_in_force import ADDRESS, read_standing_plan
from cli.plan_putting import put_plan
from cli.this_machine import bring_up
from tests.cli.fake_tally import FakeTally, run

HOUR = {
    "event_name": "Order Completed",
    "kind": "missing_property",
    "property": "currency",
    "sdk": "swift",
    "sdk_version": "4.3",
    "platform": "ios",
    "source": "shop",
    "is_refused": False,
    "events": 2,
    "hour_at": datetime(2026, 11, 22, 7),
    "sample_event_id": "e-1",
}
ARRIVED = {
    **dict.fromkeys(("order_id", "revenue", "total", "tax", "shipping", "currency", "affiliation")),
    **dict.fromkeys(("refund_id", "product_id", "price", "quantity", "coupon")),
    "event_name": "Gift Wrapped",
    "protocol": "tally",
    "has_products": False,
    "properties": '{"paper": "red"}',
}


def test_a_good_file_and_no_violations() -> None:
    tally = FakeTally()
    done = run(tally, "plan", "check", "--since", "2026-11-22")
    assert done.exit_code == 0
    assert "tracking_plan.toml is good: mode observe, 28 events" in done.stdout
    [asked] = tally.statements
    assert "received_at >= timestamp '2026-11-22 00:00:00.000'" in asked
    assert "dt >= '2026-11-21'" in asked


def test_another_plan_than_the_one_in_force_is_told() -> None:
    tally = FakeTally()
    tally.running.plan = PlanMark("enforce.toml", "enforce", 12, "other")
    told = " ".join(run(tally, "plan", "check").stdout.split())
    assert "tracking_plan.toml is good: mode observe" in told
    assert "In force is another one" in told
    assert "enforce.toml (mode enforce, 12 events)" in told
    tally.running.plan = mark_plan()
    assert "In force" not in run(tally, "plan", "check").stdout


def test_the_first_plan_is_put_once_and_another_file_is_told(tmp_path: Path) -> None:
    tally, file = FakeTally(), tmp_path / "plan.toml"
    assert run(tally, "plan", "begin").stdout.startswith("tracking_plan is put: version 1. It counts with")
    assert "version 1" in run(tally, "plan", "begin").stdout
    file.write_text("mode = 'enforce'")
    told = run(tally, "plan", "begin", "--file", str(file)).stdout
    assert "plan.toml is another one, which does not count" in told
    assert [each.number for each in tally.settings.read_history(ADDRESS)] == [1]
    assert put_plan(tally, file).startswith("tracking_plan is put: version 2.")
    assert read_standing_plan(tally).plan.mode == "enforce"


def test_violations_are_added_up_over_their_hours() -> None:
    later = {**HOUR, "hour_at": datetime(2026, 11, 22, 9), "events": 3, "sample_event_id": "e-9"}
    tally = FakeTally(plan_violations=[later, {**HOUR, "is_refused": True, "events": 9}, HOUR])
    done = run(tally, "plan", "check", "--format", "json")
    assert done.exit_code == 1
    refused, observed = json.loads(done.stdout)
    assert (refused["events"], refused["is_refused"]) == (9, True)
    assert (observed["events"], observed["sample_event_id"]) == (5, "e-9")
    hours = (observed["first_hour"], observed["last_hour"])
    assert hours == ("2026-11-22T07:00:00Z", "2026-11-22T09:00:00Z")
    done = run(tally, "plan", "check")
    assert done.exit_code == 1
    text = " ".join(done.stdout.split())
    assert "Order Completed missing_property currency swift 4.3 on ios shop observed 5 22 Nov 09:00" in text


def test_apps_that_differ_in_their_platform_alone_are_told_apart() -> None:
    tally = FakeTally(plan_violations=[HOUR, {**HOUR, "platform": "unknown"}])
    lines = run(tally, "plan", "check").stdout.splitlines()
    assert [("swift 4.3 on ios" in line, "swift 4.3" in line) for line in lines[-2:]] == [
        (True, True),
        (False, True),
    ]


def test_names_that_are_nearly_planned_are_told() -> None:
    slips = [
        {**HOUR, "event_name": "Prodct Added", "kind": "unplanned_event", "property": ""},
        {**HOUR, "kind": "unplanned_property", "property": "curency"},
        {**HOUR, "event_name": "Gift Wrapped", "kind": "unplanned_event", "property": ""},
    ]
    done = run(FakeTally(plan_violations=slips), "plan", "check")
    assert done.stdout.splitlines()[-2:] == [
        "curency: did you mean currency?",
        "Prodct Added: did you mean Product Added?",
    ]


def test_what_a_draft_is_told_of_lists_and_rare_names() -> None:
    rows = [{**ARRIVED, "properties": f'{{"paper": "{"rg"[n % 2]}"}}'} for n in range(ENOUGH_TO_ALLOW)]
    tally = FakeTally(arrived_events=[*rows, {**rows[0], "event_name": "Try"}])
    text = run(tally, "plan", "infer", "--allowed", "paper").stdout
    assert set(parse_plan(text).events) == {"Gift Wrapped"}
    assert parse_plan(text).events["Gift Wrapped"]["paper"].allowed == frozenset("rg")
    assert set(parse_plan(run(tally, "plan", "infer", "--few", "1").stdout).events) == {"Gift Wrapped", "Try"}


def test_a_bad_file_says_what_to_change(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("mode = 'watch'")
    done = run(FakeTally(), "plan", "check", "--offline", "--file", str(file))
    assert done.exit_code == 3
    assert "plan.toml: mode is 'watch': write one of" in done.stderr
    done = run(FakeTally(), "plan", "check", "--offline", "--file", str(tmp_path / "none.toml"))
    assert done.exit_code == 3
    assert "cannot be read" in done.stderr


def test_a_draft_never_overwrites_without_being_told(tmp_path: Path) -> None:
    tally = FakeTally(arrived_events=[ARRIVED])
    file = tmp_path / "plan.toml"
    run(tally, "plan", "infer", "--output", str(file), "--enough", "1", "--few", "1", "--sample", "5")
    assert "place <= 5" in tally.statements[-1]
    assert parse_plan(file.read_text()).events["Gift Wrapped"]["paper"].is_required
    done = run(tally, "plan", "infer", "--output", str(file))
    assert (done.exit_code, "--force" in done.stderr) == (2, True)
    run(tally, "plan", "infer", "--output", str(file), "--force", "--few", "1")
    assert not parse_plan(file.read_text()).events["Gift Wrapped"]["paper"].is_required


def test_screen_and_file_name_the_same_number_of_events(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    tally = FakeTally(arrived_events=[ARRIVED, {**ARRIVED, "event_name": "$identify"}])
    assert (
        "is drafted from 1 event. Read"
        in run(tally, "plan", "infer", "--few", "1", "--output", str(file)).stdout
    )
    assert "from 1 event: read it" in file.read_text()
    done = run(tally, "plan", "check", "--offline", "--file", str(file))
    assert "1 event, 1 property, " in done.stdout


def test_a_draft_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tally = FakeTally(arrived_events=[ARRIVED])
    done = run(tally, "plan", "infer", "--output", str(tmp_path / "none" / "plan.toml"))
    assert done.exit_code == 3
    assert "cannot be written: No such file or directory" in done.stderr


@pytest.mark.parametrize("words", [("--sample", "-1"), ("--enough", "0"), ("--sample", "1.5")])
def test_counts_are_one_or_more(words: tuple[str, str]) -> None:
    tally = FakeTally()
    done = run(tally, "plan", "infer", *words)
    assert done.exit_code == 2
    assert f"'{words[1]}' is no whole number from 1 on" in done.stderr
    assert tally.asked == []


def test_nothing_to_draft_from() -> None:
    done = run(FakeTally(), "plan", "infer")
    assert (done.exit_code, "--since" in done.stderr) == (1, True)


def test_the_hash_is_that_of_landing() -> None:
    tally = FakeTally()
    tally.salt = "salt of arn"
    done = run(tally, "plan", "hash", " Anna@shop.example")
    assert done.stdout.strip() == hash_text("anna@shop.example", b"salt of arn")


def test_without_a_part_it_shows_its_help() -> None:
    done = run(FakeTally(), "plan")
    assert done.exit_code == 2
    assert "check | infer | begin | hash" in done.stderr


def test_a_plan_that_landing_cannot_read_is_not_deployed(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("mode = 'watch'")
    with pytest.raises(Misconfigured, match="mode is 'watch'"):
        bring_up(file)
