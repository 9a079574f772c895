"""`tally plan`: what it asks, what it prints, what its exit code says."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.plan.personal_data import hashed
from tally.domain.plan.tracking_plan import parse_plan

from cli import main, plan_violations
from cli.ask import Answer
from cli.clients import Endpoint
from cli.commands import plan
from cli.commands.up import bring_up

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
    **dict.fromkeys(("order_id", "revenue", "currency", "product_id", "price", "quantity", "coupon")),
    "event_name": "Gift Wrapped",
    "protocol": "tally",
    "has_products": False,
    "properties": '{"paper": "red"}',
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """`rows` of every question; the last one is kept in `asked`."""
    known: dict[str, Any] = {"rows": [], "asked": ""}

    def ask(endpoint: Endpoint, sql: str) -> Answer:
        known["asked"] = sql
        return Answer([], known["rows"])

    endpoint = Endpoint(region="r", url="", write_key="", witness_url="")
    monkeypatch.setattr(plan_violations, "ask", ask)
    monkeypatch.setattr(plan, "ask", ask)
    monkeypatch.setattr(Endpoint, "load", lambda **_: endpoint)
    return known


def run(*words: str) -> int:
    arguments = main.parser().parse_args(["plan", *words])
    return arguments.run(arguments) or 0


def test_a_good_file_and_no_violations(answers: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--since", "2026-11-22") == 0
    assert "tracking_plan.toml is good: mode observe, 28 events" in capsys.readouterr().out
    assert "received_at >= timestamp '2026-11-22 00:00:00.000'" in answers["asked"]
    assert "dt >= '2026-11-21'" in answers["asked"]


def test_violations_are_added_up_over_their_hours(
    answers: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    later = {**HOUR, "hour_at": datetime(2026, 11, 22, 9), "events": 3, "sample_event_id": "e-9"}
    answers["rows"] = [later, {**HOUR, "is_refused": True, "events": 9}, HOUR]
    assert run("check", "--format", "json") == 1
    refused, observed = json.loads(capsys.readouterr().out)
    assert (refused["events"], refused["is_refused"]) == (9, True)
    assert (observed["events"], observed["sample_event_id"]) == (5, "e-9")
    assert (observed["first_hour"], observed["last_hour"]) == ("2026-11-22T07:00:00", "2026-11-22T09:00:00")
    assert run("check") == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "Order Completed missing_property currency swift 4.3 shop observed 5 2026-11-22 09:00" in text


def test_a_bad_file_says_what_to_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("mode = 'watch'")
    assert main.main(["plan", "check", "--offline", "--file", str(file)]) == 1
    assert "plan.toml: mode is 'watch': write one of" in capsys.readouterr().err
    assert main.main(["plan", "check", "--offline", "--file", str(tmp_path / "none.toml")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_draft_never_overwrites_without_being_told(answers: dict[str, Any], tmp_path: Path) -> None:
    answers["rows"] = [ARRIVED]
    file = tmp_path / "plan.toml"
    run("infer", "--output", str(file), "--enough", "1", "--sample", "5")
    assert "place <= 5" in answers["asked"]
    assert parse_plan(file.read_text()).events["Gift Wrapped"]["paper"].is_required
    with pytest.raises(Misconfigured, match="--force"):
        run("infer", "--output", str(file))
    run("infer", "--output", str(file), "--force")
    assert not parse_plan(file.read_text()).events["Gift Wrapped"]["paper"].is_required


def test_screen_and_file_name_the_same_number_of_events(
    answers: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.toml"
    answers["rows"] = [ARRIVED, {**ARRIVED, "event_name": "$identify"}]
    run("infer", "--output", str(file))
    assert "is drafted from 1 event. Read" in capsys.readouterr().out
    assert "from 1 event: read it" in file.read_text()
    run("check", "--offline", "--file", str(file))
    assert "1 event, 1 property, " in capsys.readouterr().out


def test_a_draft_that_cannot_be_written_is_told(answers: dict[str, Any], tmp_path: Path) -> None:
    answers["rows"] = [ARRIVED]
    with pytest.raises(Misconfigured, match="cannot be written: No such file or directory"):
        run("infer", "--output", str(tmp_path / "none" / "plan.toml"))


@pytest.mark.parametrize("words", [("--sample", "-1"), ("--enough", "0"), ("--sample", "1.5")])
def test_counts_are_one_or_more(
    answers: dict[str, Any], words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("infer", *words)
    assert f"'{words[1]}' is no whole number from 1 on" in capsys.readouterr().err
    assert answers["asked"] == ""


def test_nothing_to_draft_from(answers: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured, match="--since"):
        run("infer")


def test_the_hash_is_that_of_landing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Secrets:
        def get_secret_value(self, **named: str) -> dict[str, str]:
            return {"SecretString": f"salt of {named['SecretId']}"}

    endpoint = Endpoint(region="r", url="", write_key="", witness_url="", outputs={"SaltSecret": "arn"})
    monkeypatch.setattr(Endpoint, "load", lambda **_: endpoint)
    monkeypatch.setattr(Endpoint, "client", lambda self, service: Secrets())
    run("hash", " Anna@shop.example")
    assert capsys.readouterr().out.strip() == hashed("anna@shop.example", b"salt of arn")


def test_without_a_part_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 2
    assert "check | infer | hash" in capsys.readouterr().err


def test_a_plan_that_landing_cannot_read_is_not_deployed(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("mode = 'watch'")
    with pytest.raises(Misconfigured, match="mode is 'watch'"):
        bring_up(file)
