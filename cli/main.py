"""The `tally` command: knows every command's name and summary, and imports a command only to run it.

A TallyError that a command raises is shown as one sentence, with exit code 1.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem
from tally.domain.errors import TallyError

COMMANDS = {
    "audit": "Show the cells of the last audit that are not audited, disputed ones first",
    "demo": "Send two days of a flash-sale shop through Tally on this machine and show what comes out",
    "env": "Print the variables that lead a shell, an app and an analyst's tool to Tally",
    "export-person": "Write everything that is held of a customer to files: events, profile and its changes, "
    "what was refused, what the witness saw, ids and devices",
    "forget": "Erase a customer from landing, lake, quarantine, marts, witness and query results",
    "import": "Post a file of events to the collector and the witness, and wait until they landed",
    "keys": "List the sources and their write keys",
    "kpis": "Show the KPIs of the last night, each with its verdict",
    "landing": "List the landed objects that could not be read and were set aside",
    "models": "List the tables that can be queried",
    "plan": "The tracking plan: what departs from it, and a draft of one",
    "quarantine": "List what could not be accepted: each reason with its number of events, since when, and "
    "what to change",
    "query": "Run one SQL statement in Athena and print its rows",
    "rebuild-lake": "Make the lake's missing tables again from what has landed",
    "run": "Run one function, or the nightly state machine, now",
    "status": "Tell how Tally is: up or not, queues, the last landing, commit and night, quarantine, the "
    "tracking plan, alarms, and the disk of this machine",
    "up": "Start the cloud on this machine, with all that it held, and deploy Tally into it",
    "down": "Stop the cloud on this machine",
}
"""The first sentence of each one's help: a test compares them."""

_NAMES_ELSEWHERE = {"down": "up.down", "import": "import_events.import_events"}
"""Module and name of the commands that do not lie in a module of their own name."""

_RENAMED = {"replay": "import"}

_EXIT_CODES = """Exit codes: 0 done; 1 failed, or found what the command's own help says; 2 wrong use of the
command line; 130 interrupted."""


class Failure(click.ClickException):
    """What ends a command on purpose, with one sentence on stderr."""

    def show(self, file: Any = None) -> None:
        """Print the sentence, if there is one."""
        if self.message:
            print(f"tally: {self.message}", file=file or sys.stderr)


class Renamed(Failure):
    """A command that has another name now."""

    exit_code = 2


class Interrupted(Failure):
    """Somebody pressed Ctrl-C."""

    exit_code = 130


class TallyCommand(click.Group):
    """All commands. Their modules are imported when they run or show their own help."""

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
        if new := _RENAMED.get(args[0]):
            raise Renamed(f"`tally {args[0]}` is now called `tally {new}`: use that name")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and summaries, no module imported."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

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
            raise Failure(str(error)) from error
        except KeyboardInterrupt as stopped:
            raise Interrupted("stopped") from stopped
        except BrokenPipeError as broken:  # `tally query ... | head` has seen enough
            _close_output()
            raise Failure("") from broken
        except Exception as error:
            if _is_of_aws(error):
                raise Failure(_blame(error)) from error
            raise
        ctx.exit(code or 0)


@click.group(
    cls=TallyCommand,
    help="Retail event analytics where every number carries a verdict.",
    epilog=_EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": sys.maxsize},
)
def tally() -> None:
    """Every command is a module of cli.commands."""


def _is_of_aws(error: Exception) -> bool:
    """Whether boto3 raised it; a command that never used boto3 has not imported its errors."""
    botocore = sys.modules.get("botocore.exceptions")
    return botocore is not None and isinstance(error, (botocore.BotoCoreError, botocore.ClientError))


def _blame(error: Exception) -> str:
    if "127.0.0.1" in str(error):
        return (
            f"Tally on this machine did not answer ({error}): `tally status` says which part ended, and "
            "`tally up` starts it again"
        )
    return f"AWS did not answer as expected: {error}"


def _close_output() -> None:
    """Nobody reads on: what Python would still write when it ends goes nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and end with its exit code."""
    tally.main(argv, prog_name="tally")


if __name__ == "__main__":
    main()
