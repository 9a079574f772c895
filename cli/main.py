"""The `tally` command: knows every command's name and summary, and imports a command only to run it.

Here, and nowhere else, an error becomes a sentence and an exit code.
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem
from tally.domain.errors import TallyError

from cli.endings import OUR_FAULT, ExitCode, FunctionFailed, NothingFound, WrongUse
from cli.verbosity import is_verbose

GROUPS = {
    "On this machine": {
        "demo": "Send two days of a flash-sale shop through Tally on this machine and show what comes out",
        "up": "Start the cloud on this machine, with all that it held, and deploy Tally into it",
        "down": "Stop the cloud on this machine",
    },
    "Look": {
        "status": "Tell how Tally is: up or not, queues, the last landing, commit and night, "
        "quarantine, the tracking plan, alarms, and the disk of this machine",
        "kpis": "Show the KPIs of the last night, each with its verdict",
        "daily-report": "Show the daily report as it would be mailed now, or mail it to one address",
        "dashboard": "Show a dashboard of the page, or write it as one file",
        "audit": "Show the cells of the last audit that are not audited, disputed ones first",
        "events": "List the events that arrive, with their number and what the tracking plan says of them",
        "models": "List the tables that can be queried",
        "query": "Run one SQL statement in Athena and print its rows",
    },
    "Ask": {
        "insights": "Measure an event: how often, by how many persons, or a number that it holds",
        "funnel": "Show how many who took a first step came to the steps behind it, in order, on whatever "
        "device",
        "retention": "Show how many of those who did something in a day, week or month came back, period by "
        "period",
        "save": "Save a question under a name, in the words of its command",
        "ask": "Answer a saved question or run saved SQL, with some of it said anew",
        "flows": "Show what people did right after an event, or right before it",
        "sessions": "List sessions one by one: whose, when, how long, and which campaign they came from",
        "cohort": "List the persons for whom all conditions hold at the end of a day, or how many they were "
        "over time",
    },
    "Settings": {
        "schedules": "List what is sent by itself: saved questions and dashboards, when, and where to",
        "settings": "Settings that change without a deployment, each kept in versions",
    },
    "Run": {
        "run": "Run one function, or the nightly state machine, now",
        "import": "Post a file of events to the collector and the witness, and wait until they landed",
        "page": "Upload what changed of the page's files (web/), and print its address",
        "env": "Print the variables that lead a shell, an app and an analyst's tool to Tally",
    },
    "Mend": {
        "plan": "The tracking plan: what departs from it, and a draft of one",
        "quarantine": "List what could not be accepted: each reason with its number of events, since when, "
        "and what to change",
        "landing": "List the landed objects that could not be read and were set aside",
        "rebuild-lake": "Make the lake's missing tables again from what has landed",
    },
    "People": {
        "export-person": "Write everything that is held of a customer to files: events, profile and its "
        "changes, what was refused, what the witness saw, ids and devices",
        "forget": "Erase a customer from landing, lake, quarantine, marts, witness and query results",
    },
    "Keys": {
        "keys": "List the sources and their write keys",
    },
}
"""The help of all in its order. A summary is the first sentence of a command's help: a test compares them."""

COMMANDS = {name: summary for group in GROUPS.values() for name, summary in group.items()}

_NAMES_ELSEWHERE = {"down": "up.down", "import": "import_events.import_events"}
"""Module and name of the commands that do not lie in a module of their own name."""

_RENAMED = {"replay": "import"}

_EXIT_CODES = """Exit codes: 0 fine; 1 found what the command's own help says; 2 wrong use of the command
line; 3 cannot answer: something failed, is set wrongly, or a file is missing or wrong; 130 interrupted."""

_OF_THE_MACHINE = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT),
    *(errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG),
)
"""Faults of files and disks that a person can mend."""


class TallyCommand(click.Group):
    """All commands. Their modules are imported when they run or show their own help."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`tally` alone asks for its help."""
        if not args and not ctx.resilient_parsing:
            print(ctx.get_help())
            ctx.exit(ExitCode.FINE)
        return super().parse_args(ctx, args)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, as `tally --help` has them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module, _, attribute = _NAMES_ELSEWHERE.get(cmd_name, f"{name}.{name}").partition(".")
        command: click.Command = getattr(import_module(f"cli.commands.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; under an old name its new one is told."""
        if not ctx.resilient_parsing and (new := _RENAMED.get(args[0])):
            raise WrongUse(f"`tally {args[0]}` is now called `tally {new}`: use that name")
        if not (ctx.resilient_parsing or args[0] in COMMANDS or args[0].startswith("-")):
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and summaries, no module imported."""
        widest = max(map(len, COMMANDS))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), text) for name, text in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What may follow, no module imported."""
        names = [
            CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; what it returns, or why it ends, becomes the exit code."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except TallyError as error:
            code = _tell(_word(error), _choose_code(error))
        except KeyboardInterrupt:
            code = _tell("stopped", ExitCode.INTERRUPTED)
        except BrokenPipeError:  # `tally query ... | head` has seen enough
            _close_output()
            code = ExitCode.UNREAD
        except Exception as error:
            blame = _blame_others(error)
            if blame is None:
                raise
            code = _tell(blame, ExitCode.NO_ANSWER)
        ctx.exit(code or ExitCode.FINE)


def _tell_version(ctx: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        from cli.checkout_version import name_version

        print(f"tally {name_version()}")
        ctx.exit(ExitCode.FINE)


@click.group(
    cls=TallyCommand,
    help="Retail event analytics where every number carries a verdict.",
    epilog=_EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": sys.maxsize},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Tell the version, and the commit of a checkout",
)
def tally() -> None:
    """Every command is a module of cli.commands."""


def _tell(sentence: str, code: ExitCode) -> ExitCode:
    print(f"tally: {sentence}", file=sys.stderr)
    return code


def _choose_code(error: TallyError) -> ExitCode:
    if isinstance(error, NothingFound):
        return ExitCode.FINDINGS
    return ExitCode.WRONG_USE if isinstance(error, WrongUse) else ExitCode.NO_ANSWER


def _word(error: TallyError) -> str:
    """The sentence; around the log of a function that failed it stands first and last."""
    sentence = str(error)
    if not isinstance(error, FunctionFailed):
        return sentence
    if not (error.is_our_fault or is_verbose()):
        return f"{sentence}\nThe same command with --verbose shows the end of its log."
    told = f"{sentence}\nThe end of its log:\n{error.log}\n{sentence}"
    return f"{told}\n{OUR_FAULT}." if error.is_our_fault else told


def _blame_others(error: Exception) -> str | None:
    """What to say of an error that is none of Tally's own, if it is one."""
    if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
        return ": ".join(filter(None, (str(error.filename or ""), error.strerror)))
    if not _is_of_aws(error):
        return None
    if "127.0.0.1" in str(error):
        return (
            f"Tally on this machine did not answer ({error}): `tally status` says which part ended, and "
            "`tally up` starts it again"
        )
    return f"AWS did not answer as expected: {error}"


def _is_of_aws(error: Exception) -> bool:
    """Whether boto3 raised it; a command that never used boto3 has not imported its errors."""
    botocore = sys.modules.get("botocore.exceptions")
    return botocore is not None and isinstance(error, (botocore.BotoCoreError, botocore.ClientError))


def _close_output() -> None:
    """Nobody reads on: what Python would still write when it ends goes nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and end with its exit code. What nobody foresaw keeps its traceback."""
    try:
        tally.main(argv, prog_name="tally")
    except Exception:  # noqa: BLE001  (the last resort: shown in full)
        sys.excepthook(*sys.exc_info())
        print(f"tally: {OUR_FAULT}.", file=sys.stderr)
        sys.exit(ExitCode.NO_ANSWER)


if __name__ == "__main__":
    main()
