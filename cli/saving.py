"""Keeping what a command line says under a name: the options of every command that saves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from tally.domain.settings.setting import SettingAddress

from cli.argument_types import Count
from cli.endings import as_wrong_use
from cli.setting_changes import open_changes, print_written

if TYPE_CHECKING:
    from cli.clients import Tally


@dataclass(frozen=True, slots=True)
class Saving:
    """Under which name (None: it is not to be saved), over which version that was read, and by whom."""

    name: str | None
    over: int | None
    by: str | None

    def put(self, tally: "Tally", kind: str, text: str) -> None:
        """Put it as this kind of setting; WrongUse where the name or the text is none."""
        with as_wrong_use():
            changes = open_changes(tally, self.by)
            written = changes.put(SettingAddress(kind, self.name or ""), text, self.over or 0)
        print_written(changes, written)


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Under whose name a change is kept."""
    return click.option(
        "--written-by", "by", metavar="NAME", help="who changes it (default: your identity at AWS)"
    )(command)


def writer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--over and --written-by of whatever changes a setting."""
    over = click.option(
        "--over", type=Count(), metavar="N", help="put it over version N, the one that you have read"
    )
    return over(by_option(command))


def saving_options(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--save, and with it --over and --written-by; the function takes them as `saving`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(*, save: str | None, over: int | None, by: str | None, **values: Any) -> Any:
            if save is None and (over or by):
                click.get_current_context().fail("--over and --written-by go with --save: name what is kept")
            return command(saving=Saving(save, over, by), **values)

        return click.option("--save", metavar="NAME", help=f"keep {what} under this name, and ask nothing")(
            writer_options(run)
        )

    return decorate
