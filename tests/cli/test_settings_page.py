"""docs/guides/settings.md: its files and commands, one after the other, give what stands there."""

import re
import shlex
from pathlib import Path

import pytest

import cli.setting_changes
from cli.home import ROOT
from tests.cli.fake_tally import FakeTally, run
from tests.settings import NOW

PAGE = (ROOT / "docs" / "guides" / "settings.md").read_text()
FILE = re.compile(r"`(settings/[\w/-]+\.toml)`[^`]*```toml\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def list_commands() -> list[tuple[str, str]]:
    """Each command with the text below it."""
    blocks = "".join(CONSOLE.findall(PAGE))
    return re.findall(r"^\$ tally ([^\n]*)\n((?:(?!\$ ).*\n)*)", blocks, re.MULTILINE)


def test_the_page_shows_what_its_commands_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.setting_changes, "read_clock", lambda: NOW)
    for name, text in FILE.findall(PAGE):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    Path("carla.toml").write_text('conditions = ["did Order Completed; at least 3; within 30d"]\n')
    tally = FakeTally()
    commands = list_commands()
    assert len(commands) > 5
    assert [(line, run(tally, *shlex.split(line)).output) for line, _ in commands] == commands
