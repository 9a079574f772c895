"""`tally run`, against functions in the running emulator."""

import json
from pathlib import Path

import pytest
from tally.domain.errors import Misconfigured

from cli.clients import Endpoint
from cli.commands.run import read_event
from cli.endings import FunctionFailed
from cli.invocation import invoke
from local import cloud
from tests.cli.fake_tally import run
from tests.emulator import Emulator


@pytest.fixture(scope="module")
def endpoint(emulator: Emulator) -> Endpoint:
    emulator.make_function(
        "tally-land-events",
        "def handle(event, context):\n    return {'rows': event['rows'], **event.get('more', {})}\n",
    )
    emulator.make_function(
        "tally-audit-lake",
        "def handle(event, context):\n    print('reading cells')\n    raise LookupError('no such day')\n",
    )
    return Endpoint(
        region=cloud.REGION, aws_endpoint=emulator.url, url=emulator.url, write_key="k", witness_url="w"
    )


def test_result_comes_back(endpoint: Endpoint) -> None:
    assert invoke(endpoint, "land_events", {"rows": 7}) == {"rows": 7}


def test_failure_shows_its_kind_and_the_log(endpoint: Endpoint) -> None:
    with pytest.raises(FunctionFailed) as failed:
        invoke(endpoint, "audit_lake", {})
    assert str(failed.value) == "audit_lake failed. LookupError: no such day"
    assert failed.value.log.startswith("  reading cells\n")
    assert failed.value.is_our_fault


def test_command_prints_in_the_format_asked_for(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    endpoint.save()
    done = run(None, "run", "land_events", "--event", '{"rows": 7}', "--format", "csv")
    assert done.exit_code == 0
    assert done.stdout.split() == ["rows", "7"]


def test_a_table_is_in_words_for_people_and_json_for_programs(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    endpoint.save()
    event = '{"rows": 7, "more": {"remaining": false, "dropped": []}}'
    done = run(None, "run", "land_events", "--event", event)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].split() == ["7", "no", "none"]
    done = run(None, "run", "land_events", "--event", event, "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == [{"rows": 7, "remaining": False, "dropped": []}]


def test_event_is_read_from_json_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text('{"rows": 7}')
    assert read_event('{"rows": 7}') == read_event(str(file)) == {"rows": 7}


@pytest.mark.parametrize(
    ("text", "complaint"), [("no-such-file", "no such file"), ('{"rows": ', "not valid JSON")]
)
def test_event_that_cannot_be_read_is_named(text: str, complaint: str) -> None:
    with pytest.raises(Misconfigured, match=complaint):
        read_event(text)
