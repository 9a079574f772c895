"""Where an answer goes: the terminal, a file of rows, a picture."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click
from click.core import ParameterSource
from tally.domain.exports.document import ExportDocument
from tally.domain.words.words import LANGUAGES, Words

from cli.endings import WrongUse
from cli.output.chart_files import PICTURES
from cli.output.export_files import EXPORTS, write_export
from cli.output.render import FORMATS, Row, render
from cli.output.row_files import PARQUET, tell_written, write_file, write_parquet_file

FILES = (PARQUET, *EXPORTS)
"""Formats that are no text."""
REPORT_FORMATS = (*FORMATS, *FILES)
_KEY = f"{__name__}.options"

_File = click.Path(path_type=Path, dir_okay=False)


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--format, --output, --language, --plot and --sources of every report; the function takes `fmt` alone,
    the others wait in the context for `AnswerOutput.read`."""
    options = (
        click.option(
            "--format",
            "fmt",
            type=click.Choice(REPORT_FORMATS),
            default="table",
            help="how to print, or to write (default: table; of a file by its name)",
        ),
        _keep(
            "--output",
            type=_File,
            metavar="FILE",
            help="write it to a file: .csv, .json, .parquet, .xlsx, .pdf",
        ),
        _keep(
            "--language",
            type=click.Choice(LANGUAGES),
            default="en",
            help="of the words in .xlsx, .pdf and charts (default: en)",
        ),
        _keep("--plot", type=_File, metavar="FILE", help="draw a chart too: .svg, .png; .json is Vega-Lite"),
        _keep("--sources", is_flag=True, help="with json: say within it what the answer rests on"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class AnswerOutput:
    """What was asked for: WrongUse where it does not go together."""

    fmt: str = "table"
    file: Path | None = None
    plot: Path | None = None
    is_with_sources: bool = False
    language: str = "en"

    @classmethod
    def read(cls, fmt: str) -> Self:
        """Of the command that runs. A file's name says its format where --format does not."""
        context = click.get_current_context()
        given = context.meta.get(_KEY, {})
        file: Path | None = given.get("output")
        if file is not None and context.get_parameter_source("fmt") is ParameterSource.DEFAULT:
            fmt = _find_suffix("--output", file, ("csv", "json", *FILES))
        plot: Path | None = given.get("plot")
        if plot is not None:
            _find_suffix("--plot", plot, PICTURES)
        wanted = cls(fmt, file, plot, bool(given.get("sources")), given.get("language", "en"))
        if fmt in FILES and file is None:
            raise WrongUse(f"--format {fmt} is no text: name a file with --output")
        if wanted.is_with_sources and fmt != "json":
            raise WrongUse(
                "--sources goes with --format json; .parquet, .xlsx and .pdf always have them within"
            )
        return wanted

    def write_rows(
        self,
        rows: Sequence[Row],
        columns: Sequence[str],
        types: Mapping[str, str],
        *,
        table: Callable[[], str],
        lay_out: Callable[[Words], ExportDocument],
        sources: Mapping[str, Any] | None = None,
    ) -> None:
        """Print the rows, or write them to the file; `table` and `lay_out` are how people read them.
        Misconfigured where the file cannot be written."""
        if self.fmt == PARQUET and self.file is not None:
            write_parquet_file(self.file, rows, columns, types, sources)
        elif self.fmt in EXPORTS and self.file is not None:
            write_export(self.file, self.fmt, lay_out(Words(self.language)))
        else:
            text = table() if self.fmt == "table" else render(rows, columns, self.fmt)
            if self.is_with_sources:
                text = f'{{"rows": {text},\n"sources": {json.dumps(sources, ensure_ascii=False)}}}'
            if self.file is None:
                print(text)
                return
            write_file(self.file, f"{text}\n".encode())
        tell_written(self.file, len(rows))


def _keep(option: str, **facts: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        context.meta.setdefault(_KEY, {})[parameter.name] = value

    return click.option(option, expose_value=False, callback=keep, **facts)


def _find_suffix(option: str, file: Path, known: Sequence[str]) -> str:
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in known:
        raise WrongUse(f"{option} {file}: its name ends in .{', .'.join(known[:-1])} or .{known[-1]}")
    return suffix
