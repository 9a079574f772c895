"""tally.toml as commands read it, and the zone that a lake keeps."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tally.domain.errors import Misconfigured

from cli import clients, settings_file, this_machine
from cli.settings_file import read_setting


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "tally.toml"
    monkeypatch.setattr(settings_file, "SETTINGS", file)
    return file


def test_a_value_comes_from_the_context_the_file_or_the_default(file: Path) -> None:
    file.write_text('timezone = "Asia/Tokyo"')
    assert read_setting("timezone", "Europe/Rome") == "Asia/Tokyo"
    assert (
        read_setting("timezone", "Europe/Rome", ["currency=JPY", "timezone=Europe/Paris"]) == "Europe/Paris"
    )
    assert read_setting("currency", "EUR") == "EUR"


@pytest.mark.parametrize(("text", "told"), [(None, "cannot be read"), ("timezone =", "is no TOML")])
def test_a_file_that_cannot_be_read_is_told(file: Path, text: str | None, told: str) -> None:
    if text is not None:
        file.write_text(text)
    with pytest.raises(Misconfigured, match=told):
        read_setting("timezone", "Europe/Rome")


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The outputs of what is deployed here; empty: nothing is."""
    outputs: dict[str, str] = {}

    def deployed_at(_: Any) -> SimpleNamespace:
        if not outputs:
            raise Misconfigured("not deployed")
        return SimpleNamespace(outputs=outputs)

    monkeypatch.setattr(clients.Endpoint, "deployed_at", staticmethod(deployed_at))
    return outputs


def test_another_zone_than_the_lakes_is_not_deployed(file: Path, deployed: dict[str, str]) -> None:
    file.write_text('timezone = "Europe/Rome"')
    place: Any = None
    this_machine.refuse_other_timezone(place, ["timezone=Europe/Paris"])
    deployed["Timezone"] = "Europe/Rome"
    this_machine.refuse_other_timezone(place, [])
    with pytest.raises(Misconfigured, match=r"business days of Europe/Rome, for good, .* says Europe/Paris"):
        this_machine.refuse_other_timezone(place, ["timezone=Europe/Paris"])
