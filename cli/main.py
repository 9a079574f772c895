"""The `tally` command: finds the modules of cli.commands, lets each register, runs the one that was named.

A command's function takes the parsed arguments and returns its exit code (None is 0). A TallyError that it
raises is shown as one sentence, with exit code 1.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from botocore.exceptions import BotoCoreError, ClientError
from tally.domain.errors import TallyError

from cli import commands
from cli.output.render import FORMATS

INTERRUPTED = 130

Run = Callable[[argparse.Namespace], int | None]
Subparsers = argparse._SubParsersAction  # the type that add_subparsers gives has no public name


def add_command(
    subparsers: "Subparsers[argparse.ArgumentParser]", name: str, run: Run, description: str
) -> argparse.ArgumentParser:
    """A command of its own; its description's first sentence stands in `tally --help`."""
    summary = description.split(". ", maxsplit=1)[0].rstrip(".")
    parser = subparsers.add_parser(name, help=summary, description=description)
    parser.set_defaults(run=run)
    return parser


def add_format(parser: argparse.ArgumentParser) -> None:
    """The option --format of every command that prints rows."""
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to print (default: table)")


def add_aws(parser: argparse.ArgumentParser) -> None:
    """The option --aws of every command that needs a deployed Tally: `Endpoint.load(aws=args.aws)`."""
    parser.add_argument(
        "--aws", action="store_true", help="use the AWS account of your credentials, not this machine's Tally"
    )


def command_word() -> str:
    """How the user's shell finds the command; make's own PATH, which does, is not the shell's."""
    found = None if "MAKELEVEL" in os.environ else shutil.which("tally")
    return "tally" if found and Path(found).parent == Path(sys.executable).parent else ".venv/bin/tally"


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="tally", description="Retail event analytics where every number carries a verdict."
    )
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    for module in iter_modules(commands.__path__):
        import_module(f"cli.commands.{module.name}").register(subparsers)
    _inherit_options(top)
    return top


def _inherit_options(parser: argparse.ArgumentParser) -> None:
    """A part's option that its command has too takes nothing back: `tally keys --aws add till` is of AWS.

    Else argparse writes the part's default over what was given before its name.
    """
    for subparsers in [action for action in parser._actions if isinstance(action, Subparsers)]:
        for part in dict.fromkeys(subparsers.choices.values()):
            for option in part._actions:
                if option.option_strings and any(option.dest == own.dest for own in parser._actions):
                    option.default = argparse.SUPPRESS
            _inherit_options(part)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = parser().parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except TallyError as error:
        print(f"tally: {error}", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(f"tally: AWS did not answer as expected: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("tally: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `tally query ... | head` has seen enough
        sys.stderr.close()
    return 1


if __name__ == "__main__":
    sys.exit(main())
