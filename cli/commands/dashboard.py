"""`tally dashboard`: what a dashboard of the page shows, or a file of it."""

from pathlib import Path

import click
from tally.domain.errors import BadQuestion
from tally.domain.exports.boards.look import BoardFilters
from tally.domain.exports.boards.parts import BOARDS
from tally.domain.page.board_look import COMPARISONS, PERIODS
from tally.domain.words.words import LANGUAGES, Words

from cli.board_asking import find_board, lay_out_board
from cli.command_line import OpenTally, aws_option, describe
from cli.endings import WrongUse, as_wrong_use
from cli.output.board_text import write_board
from cli.output.export_files import write_export
from cli.output.row_files import tell_written

FORMATS = ("pdf", "xlsx", "zip")


@click.command(
    **describe(
        "Show a dashboard of the page, or write it as one file. There are "
        f"{', '.join(BOARDS)} and the shop's own: `tally settings list dashboard` names these. What is "
        "published is read from files of the night, saved questions are asked."
    )
)
@click.argument("name")
@click.option("--period", type=click.Choice(PERIODS), help="the last days, or the month so far (default: 1d)")
@click.option(
    "--compare",
    type=click.Choice(COMPARISONS),
    help="beside the same weekdays before, the days right before, or nothing (default: week)",
)
@click.option("--platform", metavar="NAME", help="of one platform only, such as ios")
@click.option("--country", metavar="CODE", help="of one country only, such as IT")
@click.option("--region", metavar="NAME", help="with --country: of one of its regions only")
@click.option("--profile", metavar="NAME", help="of customers of one profile only, such as new")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="of its words (default: en)")
@click.option(
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="write it to a file: .pdf, .xlsx, or .zip with a CSV for each panel",
)
@aws_option
def dashboard(
    *,
    open_tally: OpenTally,
    name: str,
    language: str,
    file: Path | None,
    **chosen: str | None,
) -> None:
    """The same figures as on the page."""
    fmt = _find_format(file) if file is not None else None
    tally, words = open_tally(), Words(language)
    with as_wrong_use():
        board = find_board(tally, name)
    try:
        filters = BoardFilters.read({each: value for each, value in chosen.items() if value is not None})
        document = lay_out_board(tally, board, filters, words)
    except BadQuestion as error:
        raise WrongUse(str(error)) from error
    if file is None or fmt is None:
        print(write_board(document))
        return
    write_export(file, fmt, document)
    tell_written(file, sum(len(section.table.rows) for section in document.sections))


def _find_format(file: Path) -> str:
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise WrongUse(f"--output {file}: its name ends in .pdf, .xlsx or .zip")
    return suffix
