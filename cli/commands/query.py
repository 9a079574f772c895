"""`tally query`: Athena's SQL, here or on AWS. It reads; what changes anything needs --write."""

import sys
from pathlib import Path

import click
from tally.domain.errors import Misconfigured
from tally.domain.settings.sql_statement import SqlStatement
from tally.domain.words.words import DEFAULT_LANGUAGE, LANGUAGES, Words

from cli.command_line import OpenTally, aws_option, choose_one, describe
from cli.endings import WrongUse, as_wrong_use
from cli.freshness import print_freshness
from cli.output.query_rows import QUERY_FORMATS, RECORD, SCREENFUL, RowsWanted, print_rows
from cli.saving import Saving, saving_options
from cli.sql_documents import lay_out_sql
from cli.sql_writing import confirm_writing


class StatementCommand(click.Command):
    """A command whose argument may begin with a comment of SQL, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put such a statement behind `--`."""
        statements = [each for each in args if each.startswith("--") and any(map(str.isspace, each))]
        statements = [each for each in statements if "=" not in each.split()[0]]
        if statements and "--" not in args:
            args = [*(each for each in args if each not in statements), "--", *statements]
        return super().parse_args(ctx, args)


@click.command(
    cls=StatementCommand,
    **describe(
        "Run one SQL statement in Athena and print its rows. A bare table's name means the lake's: "
        "tally query 'select count(*) from events'. It takes what only reads: SELECT, WITH, VALUES, TABLE, "
        "SHOW, DESCRIBE, EXPLAIN. With --write it runs any statement, and asks first where rows may go. With "
        "--save NAME one that only reads is kept, and `tally ask NAME` runs it."
    ),
)
@click.argument("sql", required=False, help="the statement")
@click.option("--file", metavar="FILE", help="read the statement from a file; - is standard input")
@click.option("--database", metavar="NAME", help="another database than the lake's")
@click.option("--write", is_flag=True, help="run a statement that changes something, too")
@click.option("--yes", is_flag=True, help="with --write: do not ask")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(QUERY_FORMATS),
    help="how to print; record has a row's columns one under another (default: table, on a terminal record "
    "where a row is wider)",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"print so many rows, 0 is all (default: {SCREENFUL} on a terminal, else all)",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="write the rows to a file, by its name as csv, json, parquet, xlsx or pdf",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=DEFAULT_LANGUAGE,
    help="of the words in .xlsx and .pdf (default: en)",
)
@saving_options("the statement")
@aws_option
def query(
    *,
    open_tally: OpenTally,
    sql: str | None,
    file: str | None,
    database: str | None,
    write: bool,
    yes: bool,
    fmt: str | None,
    limit: int | None,
    output: Path | None,
    language: str,
    saving: Saving,
) -> None:
    """Run it and print its rows."""
    choose_one(required=True, SQL=sql, file=file)
    wanted = RowsWanted(fmt, limit, output)
    text = _read_statement(file) if file is not None else sql or ""
    if saving.name is not None:
        saving.put(open_tally(), "sql", text)
        return
    with as_wrong_use():
        statement = SqlStatement.read(text)
    if not statement.reads and not write:
        raise WrongUse(
            f"This {statement.effect}, and `tally query` only reads: add --write if it is meant. "
            "Nothing was run"
        )
    tally = open_tally()
    if not statement.reads:
        confirm_writing(tally, statement, database, yes=yes)
    answer = tally.ask(text, database)
    if answer.columns:
        print_rows(answer, wanted, lambda shown: lay_out_sql(tally, shown, text, Words(language)))
    if fmt in (None, "table", RECORD) and output is None and statement.reads:
        print_freshness(tally.read_freshness("orders"), tally.read_timezone())


def _read_statement(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Misconfigured(f"--file {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"--file {file} is no UTF-8 text: save it as such") from error
