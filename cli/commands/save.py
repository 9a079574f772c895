"""`tally save`: a question under a name, written as its command is."""

from collections.abc import Callable
from typing import Any

import click
from tally.domain.reports.written.kinds import KINDS
from tally.domain.settings.question_text import write_saved_question

from cli.command_line import OpenTally, aws_option, describe
from cli.report_asking import Asked, question_options
from cli.saving import Saving, writer_options


class KindGroup(click.Group):
    """A command for each kind of report, in their order."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The kinds, as `tally --help` has them."""
        return list(KINDS)


@click.group(
    cls=KindGroup,
    subcommand_metavar=" | ".join(KINDS) + " ...",
    **describe(
        "Save a question under a name, in the words of its command. After tally save checkout-funnel funnel "
        '"Product Viewed" "Order Completed" --window 7d. `tally ask checkout-funnel` answers it: '
        "docs/guides/reports/saved.md."
    ),
)
@click.argument("name", help="of a-z, 0-9, - and _")
def save(**_: object) -> None:
    """The kinds do the work."""


def _make_command(kind: str) -> Callable[..., Any]:
    @save.command(kind, **describe(f"Save a question of `tally {kind}`, with its options."))
    @question_options(kind)
    @writer_options
    @aws_option
    def save_kind(*, open_tally: OpenTally, asked: Asked, over: int | None, by: str | None) -> None:
        """One version of the question."""
        context = click.get_current_context().parent
        name = context.params["name"] if context else None
        Saving(name, over, by).put(open_tally(), "question", write_saved_question(kind, asked))

    return save_kind


for each in KINDS:
    _make_command(each)
