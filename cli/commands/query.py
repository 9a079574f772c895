"""`tally query`: Athena's SQL, here or on AWS."""

import argparse
import sys
from pathlib import Path

from tally.domain.errors import Misconfigured

from cli.ask import ask
from cli.clients import Endpoint
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.render import render


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    query = add_command(
        subparsers,
        "query",
        query_command,
        "Run one SQL statement in Athena and print its rows. A bare table's name means the lake's: "
        "tally query 'select count(*) from events'.",
    )
    source = query.add_mutually_exclusive_group(required=True)
    source.add_argument("sql", metavar="SQL", nargs="?", help="the statement")
    source.add_argument("--file", metavar="FILE", help="read the statement from a file; - is standard input")
    query.add_argument("--database", metavar="NAME", help="another database than the lake's")
    add_format(query)
    add_aws(query)


def query_command(arguments: argparse.Namespace) -> int:
    """Run it and print its rows."""
    sql = arguments.sql if arguments.file is None else _read(arguments.file)
    answer = ask(Endpoint.load(aws=arguments.aws), sql, arguments.database)
    if answer.columns:
        print(render(answer.rows, answer.columns, arguments.format))
    return 0


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text()
    except OSError as error:
        raise Misconfigured(f"--file {file}: {error.strerror}") from error
