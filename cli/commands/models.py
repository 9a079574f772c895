"""`tally models`: the tables, what a row of each is, and what its columns mean."""

import argparse

from tally.domain.errors import Misconfigured
from tally.modelling import catalog

from cli.main import Subparsers, add_command, add_format
from cli.output.render import render


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    models = add_command(
        subparsers,
        "models",
        models_command,
        "List the tables that the nightly steps make. With a name: its columns. "
        "All of it stands in docs/reference/models.md.",
    )
    models.add_argument("model", nargs="?", help="one of them, such as orders")
    add_format(models)


def models_command(arguments: argparse.Namespace) -> int:
    """Print the models, or the columns of one."""
    if arguments.model is None:
        rows = [
            {"table": model.name, "grain": model.grain, "description": _first_sentence(model.description)}
            for model in catalog.tables()
        ]
    else:
        rows = _columns(arguments.model)
    print(render(rows, fmt=arguments.format))
    return 0


def _columns(name: str) -> list[dict[str, str]]:
    known = [model.name for model in catalog.tables()]
    if name not in known:
        raise Misconfigured(f"There is no model {name}; there are {', '.join(known)}")
    columns = catalog.model(name).columns
    return [{"column": each.name, "type": each.type, "meaning": each.comment} for each in columns]


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".")
