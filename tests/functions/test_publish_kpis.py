"""functions/publish_kpis: what comes in, what goes out, what is measured."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from tally.domain.errors import Misconfigured
from tally.settings import PublishSettings
from tally.use_cases.publish_kpis import KpisPublished
from tally.use_cases.publish_page import PagePublished

from functions.publish_kpis import handler

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-publish-kpis")


class Recorder:
    """Stands in for the first use case: keeps the builds it was asked for."""

    def __init__(self) -> None:
        self.builds: list[str | None] = []

    def __call__(self, build: str | None) -> KpisPublished:
        self.builds.append(build)
        return KpisPublished(build or "b9", 20, 17, 2, 1, 3, 9)


@pytest.fixture
def use_case(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(handler, "publishers", lambda: (recorder, publish_page))
    return recorder


def publish_page(build: str) -> PagePublished:
    return PagePublished(build, 8, 4096)


def test_the_sample_event_publishes_its_build(use_case: Recorder) -> None:
    assert handler.handle(SAMPLE, CONTEXT) == {
        "build": "b20261121t031500",
        "rows": 20,
        "audited": 17,
        "disputed": 2,
        "unaudited": 1,
        "restated": 3,
        "files": 9,
        "page_files": 8,
        "page_bytes": 4096,
    }
    assert use_case.builds == ["b20261121t031500"]


def test_without_a_name_the_use_case_chooses(use_case: Recorder) -> None:
    assert handler.handle({}, CONTEXT)["build"] == "b9"
    assert use_case.builds == [None]


@pytest.mark.usefixtures("use_case")
def test_one_line_of_log_and_one_of_metrics(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    handler.handle(SAMPLE, CONTEXT)
    [metrics] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert {name: value for name, value in metrics.items() if name.startswith("Kpis")} == {
        "KpisAudited": [17.0],
        "KpisDisputed": [2.0],
        "KpisUnaudited": [1.0],
        "KpisRestated": [3.0],
    }
    [line] = caplog.records
    assert (line.message, line.__dict__["rows"]) == ("published", 20)


def test_a_failure_reaches_step_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str | None) -> KpisPublished:
        raise Misconfigured("no build was audited yet")

    monkeypatch.setattr(handler, "publishers", lambda: (fail, publish_page))
    with pytest.raises(Misconfigured):
        handler.handle({}, CONTEXT)


def test_the_composition_root_reads_its_settings(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PublishSettings.__dataclass_fields__:
        value = {"opens_at": "07:30", "tracking_plan": ""}.get(name, f"the-{name}")
        monkeypatch.setenv(f"TALLY_{name.upper()}", value)
    handler.publishers.cache_clear()
    assert {each.files.bucket for each in handler.publishers()} == {"the-results_bucket"}
    handler.publishers.cache_clear()
