"""`tally settings`: what a shop changes without a deployment, in versions, as texts and as files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from tally.domain.errors import Misconfigured, TallyError
from tally.domain.settings.difference import write_difference
from tally.domain.settings.kinds import KINDS
from tally.domain.settings.setting import SettingAddress, SettingVersion

from cli.argument_types import Count, NearChoice
from cli.command_line import OpenTally, PartedCommand, aws_option, choose_one, describe, format_option
from cli.endings import ExitCode, NothingFound, WrongUse
from cli.output.render import render
from cli.saving import by_option, writer_options
from cli.setting_changes import (
    deployed_texts,
    find_refusals,
    list_versions,
    open_changes,
    print_written,
    tell_none,
)
from cli.setting_files import note_versions, read_setting_files, write_setting_files

_COLUMNS = ["kind", "name", "version", "written_by", "written_at"]


class Address(click.ParamType[SettingAddress]):
    """A setting such as cohort/buyers or opening_hours."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> SettingAddress:
        """The address; the usage error says how to write one."""
        if isinstance(value, SettingAddress):
            return value
        try:
            return SettingAddress.parse(value)
        except Misconfigured as error:
            self.fail(str(error), param, ctx)


_PATH = click.Path(path_type=Path, exists=True)


def address_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which setting a part is about, and --aws."""
    return click.argument("address", type=Address(), help="such as cohort/buyers or opening_hours")(
        aws_option(command)
    )


@click.group(
    cls=PartedCommand,
    subcommand_metavar="list | get | put | diff | history | rollback | delete ...",
    **describe(
        "Settings that change without a deployment, each kept in versions. A setting is named like "
        "cohort/buyers; docs/guides/settings.md has the kinds and their texts."
    ),
)
@aws_option
def settings(**_: object) -> None:
    """The parts do the work."""


@settings.command("list", **describe("List the settings that are put, each with who wrote it and when."))
@click.argument("kind", type=NearChoice(list(KINDS)), required=False, help="of this kind only")
@format_option
@aws_option
def list_settings(*, open_tally: OpenTally, kind: str | None, fmt: str) -> None:
    """A row for each that is not deleted."""
    newest = open_tally().open_settings().list_newest(kind)
    rows = list_versions([each for each in newest if each.text is not None])
    if fmt == "table" and not rows:
        print(tell_none(kind))
    else:
        print(render(rows, _COLUMNS, fmt, whole="name"))


@settings.command(
    **describe("Print the text of a setting, or write the files of all of them to a folder with --all.")
)
@click.argument("address", type=Address(), required=False, help="such as cohort/buyers or opening_hours")
@click.option("--version", type=Count(), metavar="N", help="an older one")
@click.option(
    "--all", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="write all"
)
@click.option("--force", is_flag=True, help="with --all: write over files that hold another text")
@aws_option
def get(
    *,
    open_tally: OpenTally,
    address: SettingAddress | None,
    version: int | None,
    folder: Path | None,
    force: bool,
) -> None:
    """The text alone goes to standard output, which version it is beside it to standard error."""
    choose_one(required=True, ADDRESS=address, all=folder)
    tally = open_tally()
    store = tally.open_settings()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        written = write_setting_files(folder, store.list_newest(), is_forced=force)
        print(f"{len(written)} {'file is' if len(written) == 1 else 'files are'} written to {folder}.")
        return
    assert address is not None
    history = store.read_history(address)
    wanted = next((each for each in history if each.number == version), None) if version else None
    found = wanted or (history[-1] if history and not version else None)
    if found is None or found.text is None:
        _tell_missing(address, version, deployed_texts(tally.read_deployed_settings()))
        return
    click.echo(found.text, nl=not found.text.endswith("\n"))
    click.echo(_name_version(found), err=True)


@settings.command(
    **describe(
        "Put a file, or a folder of them, once all of it is checked. A file's place says what it is: "
        "cohort/buyers.toml; a version that you have not seen is not written over."
    )
)
@click.argument("path", type=_PATH, help="a file or a folder")
@click.option("--as", "address", type=Address(), metavar="ADDRESS", help="the file is this setting")
@writer_options
@aws_option
def put(
    *, open_tally: OpenTally, path: Path, address: SettingAddress | None, over: int | None, by: str | None
) -> None:
    """All files are checked before the first is put."""
    if path.is_dir() and (address or over):
        raise WrongUse("--as and --over are of one file: the folder's own versions.json says what was read")
    files = read_setting_files(path, address)
    changes = open_changes(open_tally(), by)
    if over is not None:
        files = [replace(file, read_at=over) for file in files]
    if refused := find_refusals(changes, files):
        raise TallyError("\n".join(map(str, refused)))
    for file in files:
        written = changes.put(file.address, file.text, file.read_at)
        print_written(changes, written)
        if path.is_dir():
            note_versions(path, [written.version])


@settings.command(
    **describe(
        "Show what putting a file or a folder would change, and why it would be refused. Ends with code 1 "
        "where something differs."
    )
)
@click.argument("path", type=_PATH, help="a file or a folder")
@click.option("--as", "address", type=Address(), metavar="ADDRESS", help="the file is this setting")
@aws_option
def diff(*, open_tally: OpenTally, path: Path, address: SettingAddress | None) -> ExitCode:
    """From what stands to what the files hold."""
    tally = open_tally()
    files = read_setting_files(path, address)
    stored = {each.address: each for each in tally.open_settings().list_newest()}
    told = []
    for file in files:
        standing = stored.get(file.address)
        name = _name_version(standing) if standing else f"{file.address}: never put"
        told.append(write_difference(standing.text if standing else None, file.text, name, str(file.path)))
    told += [f"It would be refused: {error}" for error in find_refusals(open_changes(tally, "-"), files)]
    if path.is_dir():
        put = {file.address for file in files}
        told += [
            f"{each.address} is put and has no file here."
            for each in stored.values()
            if each.text is not None and each.address not in put
        ]
    print("\n".join(filter(None, told)) or "Nothing differs.")
    return ExitCode.FINDINGS if any(told) else ExitCode.FINE


@settings.command(**describe("List the versions of a setting: who wrote them, and when."))
@click.option("--diff", "is_diff", is_flag=True, help="show what each changed")
@format_option
@address_argument
def history(*, open_tally: OpenTally, address: SettingAddress, is_diff: bool, fmt: str) -> None:
    """The newest last."""
    versions = open_tally().open_settings().read_history(address)
    if not versions:
        raise NothingFound(f"{address} was never put")
    if not is_diff:
        print(render(list_versions(versions), [*_COLUMNS, "is_deleted"], fmt, whole="name"))
        return
    before, name = None, f"{address}: never put"
    for each in versions:
        print(write_difference(before, each.text, name, _name_version(each)))
        before, name = each.text, _name_version(each)


@settings.command(**describe("Bring an older version back, as a new one."))
@click.option("--to", type=Count(), metavar="N", help="this version (default: the one before the newest)")
@by_option
@address_argument
def rollback(*, open_tally: OpenTally, address: SettingAddress, to: int | None, by: str | None) -> None:
    """One version more."""
    changes = open_changes(open_tally(), by)
    print_written(changes, changes.roll_back(address, to))


@settings.command(**describe("Delete a setting. Its versions stay, and rollback brings it back."))
@writer_options
@address_argument
def delete(*, open_tally: OpenTally, address: SettingAddress, over: int | None, by: str | None) -> None:
    """One version more, without a text."""
    changes = open_changes(open_tally(), by)
    print_written(changes, changes.delete(address, over or 0))


def _name_version(version: SettingVersion) -> str:
    deleted = ", deleted" if version.text is None else ""
    return (
        f"{version.address}: version {version.number}{deleted}, by {version.written_by} at "
        f"{version.written_at:%Y-%m-%d %H:%M} UTC"
    )


def _tell_missing(address: SettingAddress, version: int | None, deployed: dict[str, str]) -> None:
    """The deployed text where no version was asked for; else NothingFound."""
    if version is None and address.kind in deployed:
        click.echo(deployed[address.kind], nl=False)
        click.echo(f"{address}: nothing is put, and this was deployed", err=True)
        return
    which = f"has no text at version {version}" if version else "is not put"
    raise NothingFound(f"{address} {which}: `tally settings list` and `history` show what there is")
