"""What all commands share: how help is told, the options --format and --aws, commands with parts.

A command's function takes its values by name and returns an ExitCode (None is FINE). It opens the Tally that
it speaks to when it needs it, by the `open_tally` that `aws_option` gives it.
"""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict

import click
from click.core import ParameterSource

from cli.argument_types import Since
from cli.output.render import FORMATS
from cli.verbosity import verbose_option

if TYPE_CHECKING:
    from cli.clients import Tally

OpenTally = Callable[[], "Tally"]
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class HelpWords(TypedDict):
    """What click's command decorators take of a command's help."""

    help: str
    short_help: str


def describe(text: str) -> HelpWords:
    """A command's help; its first sentence stands in the list of commands."""
    return {"help": text, "short_help": first_sentence(text)}


def first_sentence(text: str) -> str:
    """The first sentence, without its full stop."""
    return text.split(". ", maxsplit=1)[0].rstrip(".")


class PartedCommand(click.Group):
    """A command with parts, such as `tally keys rotate`. An option that it is given counts for its part:
    `tally keys --aws rotate till` is of AWS. One that the part does not take is a usage error.
    """

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The parts in the order they are written in."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what was given before the part's name as the part's defaults."""
        rest = super().parse_args(ctx, args)
        given = {option.name: ctx.params[option.name] for option in self._given_options(ctx)}
        ctx.default_map = dict.fromkeys(self.commands, given)
        return rest

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The part; what it cannot take is not passed over in silence."""
        name, part, rest = super().resolve_command(ctx, args)
        taken = {parameter.name for parameter in part.params} if part else set()
        for option in self._given_options(ctx):
            if option.name not in taken:
                ctx.fail(f"{ctx.command_path} {name} takes no {option.opts[0]}")
        return name, part, rest

    def _given_options(self, ctx: click.Context) -> list[click.Parameter]:
        sources = {
            each: ctx.get_parameter_source(each.name) for each in self.params if each.name in ctx.params
        }
        return [each for each, source in sources.items() if source is ParameterSource.COMMANDLINE]


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --format of every command that prints rows; the function takes it as `fmt`."""
    return click.option(
        "--format", "fmt", type=click.Choice(FORMATS), default="table", help="how to print (default: table)"
    )(command)


def aws_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --aws and --verbose of every command that needs a deployed Tally; the function takes
    `open_tally`."""

    @verbose_option
    @click.option(
        "--aws", is_flag=True, help="use the AWS account of your credentials, not this machine's Tally"
    )
    @click.pass_context
    @functools.wraps(command)
    def run(ctx: click.Context, /, *, aws: bool, **values: Any) -> Any:
        return command(open_tally=functools.partial(ctx.obj or _open_deployed, aws=aws), **values)

    return run


def since_option(help_text: str) -> Decorator:
    """The option --since of commands that look at what arrived."""
    return click.option("--since", type=Since(), metavar="YYYY-MM-DD", help=help_text)


def choose_one(required: bool = False, **given: object) -> None:
    """A usage error where two of these options are given, or none where one is required.

    Names are those of the options, with _ for -; an argument's is in capitals.
    """
    words = {name: name if name.isupper() else f"--{name.replace('_', '-')}" for name in given}
    chosen = [words[name] for name, value in given.items() if value not in (None, False)]
    if len(chosen) > 1:
        click.get_current_context().fail(f"{chosen[1]} does not go with {chosen[0]}: give one of them")
    if required and not chosen:
        click.get_current_context().fail(f"Give {' or '.join(words.values())}.")


def _open_deployed(*, aws: bool) -> "Tally":
    from cli.deployed import open_deployed_tally

    return open_deployed_tally(aws=aws)
