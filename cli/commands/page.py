"""`tally page`: the page's files, brought to where browsers get them."""

import click

from cli.command_line import OpenTally, aws_option, describe


@click.command(
    **describe(
        "Upload what changed of the page's files (web/), and print its address. `make deploy`, `tally up` "
        "and `tally demo` do so too. Pages that are open go on with their files for 30 days."
    )
)
@aws_option
def page(*, open_tally: OpenTally) -> None:
    """Upload, tell where."""
    print(open_tally().put_page())
