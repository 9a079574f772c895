"""`tally models`: the tables, what a row of each is, and what its columns mean."""

import click

from cli.command_line import describe, format_option
from cli.output.render import render


@click.command(
    **describe(
        "List the tables that the nightly steps make. With a name: its columns. "
        "All of it stands in docs/reference/models.md."
    )
)
@click.argument("model", required=False, help="one of them, such as orders")
@format_option
def models(*, model: str | None, fmt: str) -> None:
    """Print the models, or the columns of one."""
    print(render(_list_models() if model is None else _list_columns(model), fmt=fmt))


def _list_models() -> list[dict[str, str]]:
    from tally.modelling import catalog

    return [
        {"table": model.name, "grain": model.grain, "description": _cut_to_sentence(model.description)}
        for model in catalog.tables()
    ]


def _list_columns(name: str) -> list[dict[str, str]]:
    from tally.domain.errors import Misconfigured
    from tally.modelling import catalog

    known = [model.name for model in catalog.tables()]
    if name not in known:
        raise Misconfigured(f"There is no model {name}; there are {', '.join(sorted(known))}")
    columns = catalog.model(name).columns
    return [{"column": each.name, "type": each.type, "meaning": each.comment} for each in columns]


def _cut_to_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".")
