"""The map of an import: a file, or one that is kept under a name in the shop's settings."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tally.adapters.importing.map_file import read_map_text
from tally.domain.settings.setting import SettingAddress

from cli.endings import WrongUse, as_wrong_use

if TYPE_CHECKING:
    from cli.clients import Tally


class ImportMap(NamedTuple):
    """`name` is what sentences about it begin with."""

    name: str
    text: str


def find_map(named: str, open_tally: Callable[[], "Tally"]) -> ImportMap:
    """The file where there is one, or where it is called like one; else the import map of this name."""
    file = Path(named)
    if file.exists() or file.suffix or len(file.parts) > 1:
        return ImportMap(file.name, read_map_text(file))
    with as_wrong_use():
        address = SettingAddress("import_map", named)
    newest = open_tally().open_settings().find_newest(address)
    if newest is None or newest.text is None:
        raise WrongUse(
            f"there is no file {named}, and no import map: `tally settings list import_map` names all"
        )
    return ImportMap(f"{address}, version {newest.number}", newest.text)
