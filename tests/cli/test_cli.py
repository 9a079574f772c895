"""The frame of the tally command: every command is found, and every error is one sentence and a code."""

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from botocore.exceptions import EndpointConnectionError
from tally.domain.errors import Misconfigured

from cli import main
from cli.clients import Tally
from cli.command_line import first_sentence
from cli.command_word import command_word
from cli.deployed import DeployedTally
from tests.cli.fake_tally import FakeTally, run

TALLY = Path(sys.executable).with_name("tally")
SLOW = (
    "boto3",
    "botocore",
    "pyarrow",
    "httpx",
    "rich",
    "msgspec",
    "duckdb",
    "tally.adapters",
    "local",
    "demo",
)


def test_every_module_of_commands_is_reached_by_a_command() -> None:
    group = main.tally
    found = {command: group.get_command(click.Context(group), command) for command in main.COMMANDS}
    reached = {getattr(command.callback, "__module__", "") for command in found.values() if command}
    modules = {f"cli.commands.{path.stem}" for path in Path("cli/commands").glob("[a-z]*.py")}
    assert modules <= reached


@pytest.mark.parametrize("command", main.COMMANDS)
def test_every_command_has_help(command: str) -> None:
    shown = run(None, command, "--help")
    assert shown.exit_code == 0
    assert f"Usage: tally {command}" in shown.stdout


def test_help_of_all_names_every_command_and_code() -> None:
    words = " ".join(run(None, "--help").stdout.split())
    assert all(f"{name} {summary}" in words for name, summary in main.COMMANDS.items())
    assert all(f"{code} " in words.partition("Exit codes: ")[2] for code in (0, 1, 2, 3, 130))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("quaratine", "'quarantine'"),
        ("keys rotat", "'rotate'"),
        ("kpis --kpi order", "orders or test_orders"),
        ("quarantine show wrong-type", "wrong_type"),
        ("run commit", "commit_events"),
    ],
)
def test_a_slip_is_told_what_it_may_have_meant(words: str, meant: str) -> None:
    done = run(None, *words.split())
    assert (done.exit_code, done.stderr.strip().endswith(f"id you mean {meant}?")) == (2, True), done.stderr


def test_the_name_alone_shows_the_help_in_its_groups() -> None:
    alone = run(None)
    assert (alone.exit_code, alone.stdout) == (0, run(None, "--help").stdout)
    titles = [line.rstrip(":") for line in alone.stdout.splitlines() if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert titles == ["Options", *main.GROUPS]


@pytest.mark.parametrize("columns", [60, 160])
def test_help_is_as_wide_as_the_terminal(columns: int) -> None:
    """A process of its own: click's test runner has a width of its own."""
    done = subprocess.run(
        [TALLY, "quarantine", "--help"],
        env={"COLUMNS": str(columns)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert columns - 20 < max(map(len, done.stdout.splitlines())) <= columns


@pytest.mark.parametrize("command", main.COMMANDS)
def test_the_summary_is_the_first_sentence_of_a_commands_help(command: str) -> None:
    found = main.tally.get_command(click.Context(main.tally), command)
    assert found is not None
    assert (found.name, found.short_help) == (command, main.COMMANDS[command])
    assert first_sentence(found.help or "") == found.short_help


def modules_after(*words: str) -> set[str]:
    """What a `tally words ...` of its own process has imported."""
    code = (
        "import json, sys; from cli import main\n"
        "try: main.main(sys.argv[1:])\n"
        "except SystemExit: print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_waits_for_nothing_slow() -> None:
    imported = modules_after("--help")
    assert not imported & set(SLOW)
    assert not [name for name in imported if name.startswith("cli.commands.")]


@pytest.mark.parametrize(
    "words", [["query"], ["keys", "rotate"], ["plan", "infer"], ["quarantine", "replay"], ["up"]]
)
def test_help_of_one_command_waits_for_nothing_slow(words: list[str]) -> None:
    assert not modules_after(*words, "--help") & {"boto3", "botocore", "pyarrow", "httpx", "rich", "duckdb"}


def test_command_is_shown_as_the_users_shell_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = Path(sys.executable).parent
    monkeypatch.delenv("MAKELEVEL", raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert command_word() == ".venv/bin/tally"
    monkeypatch.setenv("PATH", f"{binaries}:/usr/bin:/bin")
    assert command_word() == "tally"
    monkeypatch.setenv("MAKELEVEL", "1")
    assert command_word() == ".venv/bin/tally"


PARTS = (
    ("keys", "add", "kiosk"),
    ("keys", "rotate", "till"),
    ("keys", "revoke", "till"),
    *(("quarantine", part, "--reason=not_json") for part in ("show", "replay")),
)
OPTIONS = (("aws", "--aws"), ("format", "--format=csv"), ("since", "--since=2030-01-01"))
SHARED = [
    (*part, *option) for part in PARTS for option in OPTIONS if (part[0], option[0]) != ("keys", "since")
]


def observe(*words: str) -> dict[str, Any]:
    """What a run shows of each option."""
    tally = FakeTally()
    tally.keys = {"shop": ("shop-key",), "till": ("new-till-key", "old-till-key")}
    done = run(tally, *words)
    assert done.exit_code == 0, done.output
    since = [values["since"] for _, values in tally.asked if "since" in values]
    return {"aws": tally.opened, "format": "," in done.stdout, "since": since}


@pytest.mark.parametrize(("command", "part", "needed", "name", "given"), SHARED)
def test_an_option_counts_before_and_behind_the_part_of_a_command(
    command: str, part: str, needed: str, name: str, given: str
) -> None:
    without = observe(command, part, needed)
    before = observe(command, given, part, needed)
    behind = observe(command, part, given, needed)
    assert before[name] == behind[name] != without[name]


def test_what_is_given_behind_a_part_beats_what_was_given_before_it() -> None:
    shown = run(FakeTally(), "keys", "--format=csv", "add", "till", "--format=json")
    assert json.loads(shown.stdout)


def test_a_part_that_does_not_take_an_option_refuses_it() -> None:
    done = run(FakeTally(), "plan", "--format", "json", "hash", "x")
    assert (done.exit_code, "tally plan hash takes no --format" in done.stderr) == (2, True)


def run_raising(error: BaseException) -> Any:
    def fail(*, aws: bool) -> Any:
        raise error

    return run(fail, "query", "select 1")


def test_an_error_on_purpose_is_one_sentence() -> None:
    done = run_raising(Misconfigured("No Tally runs here: start one"))
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == "tally: No Tally runs here: start one\n"


def test_aws_not_answering_is_one_sentence() -> None:
    done = run_raising(EndpointConnectionError(endpoint_url="https://athena.eu-south-1.amazonaws.com"))
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("tally: AWS did not answer as expected: Could not connect")


def test_this_machine_not_answering_is_not_blamed_on_aws() -> None:
    done = run_raising(EndpointConnectionError(endpoint_url="http://127.0.0.1:1"))
    assert done.stderr.startswith("tally: Tally on this machine did not answer (Could not connect")
    assert "`tally up`" in done.stderr


def test_interrupting_ends_with_the_shells_code() -> None:
    done = run_raising(KeyboardInterrupt())
    assert (done.exit_code, done.stderr) == (130, "tally: stopped\n")


@pytest.mark.parametrize("words", [["nonsense"], ["kpis", "--frm"], ["kpis", "--by", "month"], ["run"]])
def test_wrong_use_ends_with_2_and_leads_to_the_help(words: list[str]) -> None:
    done = run(FakeTally(), *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--help" in done.stderr


def test_the_old_name_of_import_names_the_new_one() -> None:
    done = run(FakeTally(), "replay", "shop.csv", "--map", "map.toml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "tally: `tally replay` is now called `tally import`: use that name\n"
    assert "replay" not in main.COMMANDS


def test_who_reads_no_further_is_told_nothing() -> None:
    """A process of its own: Python writes what is left when it ends."""
    script = f"{TALLY} models --format csv | {sys.executable} -c pass"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_shell_may_ask_what_may_follow() -> None:
    def complete(words: str, place: int) -> list[str]:
        environment = {"_TALLY_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(place)}
        done = subprocess.run([TALLY], env=environment, capture_output=True, text=True, check=True)
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("tally k", 1) == ["kpis", "keys"]
    assert complete("tally keys r", 2) == ["rotate", "revoke"]
    assert complete("tally kpis --by ", 3) == ["platform", "country", "region", "profile"]


def public_methods(kind: type) -> dict[str, Any]:
    return {
        name: list(inspect.signature(method).parameters.values())
        for name, method in vars(kind).items()
        if isinstance(method, Callable) and not name.startswith("_")
    }


def without_types(methods: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [(each.name, each.kind, each.default) for each in parameters]
        for name, parameters in methods.items()
    }


@pytest.mark.parametrize("kind", [DeployedTally, FakeTally])
def test_what_is_deployed_and_what_tests_take_for_it_are_alike(kind: type) -> None:
    assert without_types(public_methods(kind)) == without_types(public_methods(Tally))
