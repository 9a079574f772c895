"""Settings as files of a folder that can be reviewed: cohort/buyers.toml, opening_hours.toml.

`versions.json` beside them says which version each file was read at.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tally.domain.errors import Misconfigured
from tally.domain.settings.kinds import KINDS
from tally.domain.settings.setting import SettingAddress, SettingVersion

VERSIONS = "versions.json"

_ENDINGS = (".toml", ".sql")


@dataclass(frozen=True, slots=True)
class SettingFile:
    """One file: what it is, where it lies, what stands in it, and the version it was read at (0: none)."""

    address: SettingAddress
    path: Path
    text: str
    read_at: int = 0


def read_setting_files(place: Path, address: SettingAddress | None = None) -> list[SettingFile]:
    """The settings of a folder, or of one file. Where `address` is None the path tells it.

    What others name comes before them, in the order of KINDS: a schedule's question before the schedule.
    Misconfigured names a file that is none of a setting.
    """
    if not place.is_dir():
        named = address or _name_file(Path(*place.absolute().parts[-2:]))
        folder = place.parent if KINDS[named.kind].is_single else place.parent.parent
        versions = {} if address else _read_versions(folder)
        return [SettingFile(named, place, _read(place), versions.get(str(named), 0))]
    versions = _read_versions(place)
    found = []
    for path in sorted(place.rglob("*")):
        if path.suffix in _ENDINGS and path.is_file():
            named = _name_file(path.relative_to(place))
            found.append(SettingFile(named, path, _read(path), versions.get(str(named), 0)))
    if not found:
        raise Misconfigured(f"there is no setting in {place}: they lie there like cohort/buyers.toml")
    kinds = [*KINDS]
    return sorted(found, key=lambda file: kinds.index(file.address.kind))


def write_setting_files(folder: Path, stored: Iterable[SettingVersion], *, is_forced: bool) -> list[Path]:
    """Write each setting to its file; Misconfigured where a file holds another text, unless forced."""
    texts = {folder / each.address.file: each for each in stored if each.text is not None}
    changed = [path for path, each in texts.items() if path.exists() and _read(path) != each.text]
    if changed and not is_forced:
        raise Misconfigured(
            f"{changed[0]} holds another text, and nothing was written: `tally settings diff {folder}` shows "
            "it, --force writes over it"
        )
    for path, each in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((each.text or "").encode())
    note_versions(folder, texts.values())
    return list(texts)


def note_versions(folder: Path, stored: Iterable[SettingVersion]) -> None:
    """Note which version the files of the folder are now."""
    noted = _read_versions(folder) | {str(each.address): each.number for each in stored}
    draft = folder / f"{VERSIONS}.new"
    draft.write_text(f"{json.dumps(noted, indent=2, sort_keys=True)}\n", encoding="utf-8")
    draft.replace(folder / VERSIONS)


def _name_file(path: Path) -> SettingAddress:
    """The setting of a path such as cohort/buyers.toml; of a single kind its file's name is enough."""
    single = KINDS.get(path.stem)
    if single and single.is_single:
        address = SettingAddress(single.name, single.name)
    else:
        address = SettingAddress(path.parent.name, path.stem)
    if path.suffix != f".{KINDS[address.kind].ending}":
        raise Misconfigured(f"{path}: a {address.kind} is called {address.file}")
    return address


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path} is no UTF-8 text: save it as such") from error


def _read_versions(folder: Path) -> dict[str, int]:
    path = folder / VERSIONS
    if not path.exists():
        return {}
    try:
        noted = json.loads(_read(path))
        return {str(address): int(number) for address, number in noted.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise Misconfigured(
            f"{path} cannot be read: delete it, and name the versions that you have seen by --over"
        ) from error
