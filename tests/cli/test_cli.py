"""The frame of the tally command: every command is found, and every error is one sentence and a code."""

import argparse
import sys
from pathlib import Path

import pytest
from tally.domain.errors import Misconfigured

from cli import main


def commands() -> list[str]:
    actions = [action for action in main.parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return sorted(actions[0].choices)


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: tally {command}" in capsys.readouterr().out


def test_command_is_shown_as_the_users_shell_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = Path(sys.executable).parent
    monkeypatch.delenv("MAKELEVEL", raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert main.command_word() == ".venv/bin/tally"
    monkeypatch.setenv("PATH", f"{binaries}:/usr/bin:/bin")
    assert main.command_word() == "tally"
    monkeypatch.setenv("MAKELEVEL", "1")
    assert main.command_word() == ".venv/bin/tally"


PARTS = (
    *(("keys", part, "till") for part in ("add", "rotate", "revoke")),
    *(("quarantine", part, "--reason=not_json") for part in ("show", "replay")),
)
OPTIONS = (("aws", "--aws"), ("format", "--format=csv"), ("since", "--since=2030-01-01"))
SHARED = [
    (*part, *option) for part in PARTS for option in OPTIONS if (part[0], option[0]) != ("keys", "since")
]


@pytest.mark.parametrize(("command", "part", "needed", "name", "given"), SHARED)
def test_an_option_counts_before_and_behind_the_part_of_a_command(
    command: str, part: str, needed: str, name: str, given: str
) -> None:
    without = main.parser().parse_args([command, part, needed])
    before = main.parser().parse_args([command, given, part, needed])
    behind = main.parser().parse_args([command, part, given, needed])
    assert getattr(before, name) == getattr(behind, name) != getattr(without, name)


def run_raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def fail(_: argparse.Namespace) -> None:
        raise error

    parser = argparse.ArgumentParser()
    parser.set_defaults(run=fail)
    monkeypatch.setattr(main, "parser", lambda: parser)
    return main.main([])


def test_an_error_on_purpose_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_raising(Misconfigured("No Tally runs here: start one"), monkeypatch) == 1
    assert capsys.readouterr().err == "tally: No Tally runs here: start one\n"


def test_interrupting_ends_with_the_shells_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_raising(KeyboardInterrupt(), monkeypatch) == 130


def test_a_mistake_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        run_raising(ZeroDivisionError(), monkeypatch)
