"""Exit codes: 0 fine, 1 findings, 2 wrong use, 3 cannot answer; of every command and each of its parts."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from botocore.exceptions import EndpointConnectionError
from click.testing import Result
from tally.domain import errors

from cli import this_machine
from cli.endings import OUR_FAULT, FunctionFailed, NothingFound, WrongUse
from cli.main import COMMANDS, main, tally
from tests.cli.fake_tally import FakeTally, run

VALUES = {
    "file": "shop.csv",
    "value": "anna@example.com",
    "source": "till",
    "address": "s3://lake/landing/a.parquet",
    "customer": "anna",
    "event_id": "e1",
    "reason": "not_json",
    "name": "mine",
    "sql": "select 1",
    "function": "land_events",
    "named": "not_json",
    "asked_birth": "Signed Up",
    "asked_return": "Order Completed",
    "asked_anchor": "Order Completed",
    "settings address": "opening_hours",
    "every": "day",
}
"""A value for whatever a command cannot be without."""

OF_THIS_MACHINE = {"tally up", "tally demo", "tally down", "tally models"}


def walk(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, by the words that call it."""
    parts = command.commands if isinstance(command, click.Group) else {}
    if not parts or getattr(command, "invoke_without_command", False):
        yield words, command
    for name, part in parts.items():
        yield from walk(part, (*words, name))


def find_commands() -> list[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(tally)
    return [
        found
        for name in COMMANDS
        if (command := tally.get_command(context, name))
        for found in walk(command, (name,))
    ]


ALL = {" ".join(words): (words, command) for words, command in find_commands()}
OF_A_TALLY = {name: found for name, found in ALL.items() if f"tally {name}" not in OF_THIS_MACHINE}


@pytest.fixture
def needed(tmp_path: Path) -> dict[str, str]:
    """Values for what a command needs; its files are good ones."""
    (tmp_path / "shop.csv").write_text("order_id,ordered_at\n1,2026-03-02T10:00:00Z\n")
    (tmp_path / "opening_hours.toml").write_text('opens_at = "08:00"\n')
    return {
        **VALUES,
        "file": str(tmp_path / "shop.csv"),
        "path": str(tmp_path / "opening_hours.toml"),
    }


def fill_in(words: tuple[str, ...], command: click.Command, needed: dict[str, str]) -> list[str]:
    """The words of a call that the command line itself finds nothing wrong with."""
    call = list(words)
    for parameter in command.params:
        if parameter.name in needed and isinstance(parameter, click.Argument):
            call.append(needed.get(f"{words[0]} {parameter.name}", needed[parameter.name]))
        elif parameter.required and isinstance(parameter, click.Option):
            call += [parameter.opts[0], needed[parameter.name or ""]]
    if words[0] == "save":
        call.insert(1, VALUES["name"])
    if words == ("schedules", "put"):
        call += ["--question", "orders", "--table"]
    if words[-1] == "funnel":
        call += ["Product Viewed", "Order Completed"]
    if words == ("import",):
        call += ["--table", "orders"]
    return call


class Broken(FakeTally):
    """Raises when it is opened."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def __call__(self, *, aws: bool) -> FakeTally:
        raise self.error


def end(error: BaseException) -> Result:
    """How a command ends that runs into it."""
    return run(Broken(error), "keys")


@pytest.mark.parametrize("name", OF_A_TALLY)
def test_every_command_ends_with_3_where_it_cannot_answer(name: str, needed: dict[str, str]) -> None:
    call = fill_in(*ALL[name], needed)
    done = run(Broken(errors.Misconfigured("No AWS credentials: set AWS_PROFILE")), *call)
    assert done.exit_code == 3
    assert done.stderr == "tally: No AWS credentials: set AWS_PROFILE\n"


@pytest.mark.parametrize("name", ["up", "demo"])
def test_what_cannot_be_started_ends_with_3(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(this_machine, "NEEDED_BYTES", 10**18)
    done = run(None, name)
    assert (done.exit_code, "MB are free" in done.stderr) == (3, True)


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"ask"}))
def test_every_command_ends_with_2_for_wrong_use(name: str, needed: dict[str, str]) -> None:
    """What `ask` takes follows from what was saved: tests/cli/test_saved_questions.py."""
    done = run(Broken(AssertionError("nothing is asked")), *fill_in(*ALL[name], needed), "--no-such-option")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--no-such-option" in done.stderr


@pytest.mark.parametrize("name", ALL)
def test_every_command_ends_with_0_for_its_help(name: str) -> None:
    assert run(None, *ALL[name][0], "--help").exit_code == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NothingFound("x"), 1),
        (WrongUse("x"), 2),
        (errors.TallyError("x"), 3),
        (errors.TemporaryFailure("x"), 3),
        (errors.PermanentFailure("x"), 3),
        (errors.NotPublished("x"), 3),
        (EndpointConnectionError(endpoint_url="https://athena.example"), 3),
        (OSError(errno.ENOSPC, "No space left on device"), 3),
        (PermissionError(errno.EACCES, "Permission denied", "/etc/shadow"), 3),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 141),
    ],
)
def test_every_error_has_its_code(error: BaseException, code: int) -> None:
    done = end(error)
    assert (done.exit_code, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr


def test_a_file_that_may_not_be_read_is_named() -> None:
    done = end(PermissionError(errno.EACCES, "Permission denied", "/etc/shadow"))
    assert done.stderr == "tally: /etc/shadow: Permission denied\n"


@pytest.mark.parametrize("error", [ZeroDivisionError("of ours"), FileNotFoundError(errno.ENOENT, "of ours")])
def test_a_mistake_of_ours_says_so_and_keeps_its_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(tally.context_settings, "obj", Broken(error))
    with pytest.raises(SystemExit) as ended:
        main(["keys"])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (3, "")
    assert told.err.startswith("Traceback (most recent call last):")
    assert told.err.endswith(f"of ours\ntally: {OUR_FAULT}.\n")


def fail_in_function(*, is_our_fault: bool) -> Any:
    log = "  Traceback (most recent call last):\n    File ..."
    return Broken(FunctionFailed("commit_events failed. Misconfigured: x", log, is_our_fault=is_our_fault))


def test_a_function_that_fails_on_purpose_is_told_in_its_sentence() -> None:
    done = run(fail_in_function(is_our_fault=False), "keys")
    assert done.stderr.splitlines() == [
        "tally: commit_events failed. Misconfigured: x",
        "The same command with --verbose shows the end of its log.",
    ]


@pytest.mark.parametrize("words", [("keys", "--verbose"), ("keys", "--verbose", "rotate", "till")])
def test_verbose_shows_the_log_between_the_sentence_and_itself(words: tuple[str, ...]) -> None:
    done = run(fail_in_function(is_our_fault=False), *words)
    first, *log, last = done.stderr.splitlines()
    assert first == f"tally: {last}" == "tally: commit_events failed. Misconfigured: x"
    assert log[:2] == ["The end of its log:", "  Traceback (most recent call last):"]


def test_a_function_with_a_bug_shows_its_log_unasked() -> None:
    done = run(fail_in_function(is_our_fault=True), "keys")
    assert "Traceback" in done.stderr
    assert done.stderr.endswith(f"{OUR_FAULT}.\n")
