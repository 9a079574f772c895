"""`tally env`: what a shell, an app and an analyst's tool need to find Tally."""

import json
import shlex

import click

from cli.command_line import OpenTally, aws_option, describe


@click.command(
    **describe(
        "Print the variables that lead a shell, an app and an analyst's tool to Tally. "
        'eval "$(tally env)" sets them; docs/guides/connect.md shows what to do then.'
    )
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["shell", "dotenv", "json"]),
    default="shell",
    help="how to print (default: shell; dotenv is for an app's .env file)",
)
@aws_option
def env(*, open_tally: OpenTally, fmt: str) -> None:
    """One variable a line."""
    variables = open_tally().name_variables()
    if fmt == "json":
        print(json.dumps(variables, indent=2))
        return
    word = "export " if fmt == "shell" else ""
    for name, value in variables.items():
        print(f"{word}{name}={shlex.quote(value)}")
