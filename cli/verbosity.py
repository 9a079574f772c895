"""The option --verbose of every command that makes Tally work: it shows logs that a sentence stands for."""

from collections.abc import Callable
from typing import Any

import click

_KEY = "cli.verbosity"


def verbose_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option; the command itself is not told."""
    return click.option(
        "--verbose", is_flag=True, expose_value=False, callback=_keep, help="show the log of what failed"
    )(command)


def is_verbose() -> bool:
    """Whether the running command was given --verbose, before or behind its part."""
    return bool(click.get_current_context().meta.get(_KEY))


def _keep(ctx: click.Context, _parameter: click.Parameter, is_given: bool) -> None:
    if is_given:
        ctx.meta[_KEY] = True
