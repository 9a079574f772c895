"""Who changes settings here, and what counts where nothing is put."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tally.adapters.importing.kept_map import check_kept_map
from tally.domain.errors import Misconfigured, SettingChanged, TallyError
from tally.domain.settings.kinds import KINDS
from tally.domain.settings.kpi_text import write_kpi_owners
from tally.domain.settings.opening_text import write_opening
from tally.domain.settings.setting import SettingVersion
from tally.domain.settings.sql_text import parse_sql
from tally.domain.shop.customer_profiles import DEFAULT_TEXT
from tally.domain.shop.opening_hours import parse_opening_hours
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.saved_sql import list_parameters
from tally.use_cases.change_setting import ChangeSetting, SettingWritten
from tally.use_cases.check_schedule import CheckSchedule
from tally.use_cases.check_subscription import CheckSubscription

from cli.fixed_days import note_fixed
from cli.output.render import paragraph
from cli.setting_files import SettingFile

if TYPE_CHECKING:
    from cli.clients import Tally


OPTIONS_OF_ASK = ("format", "output", "language", "plot", "sources", "sql", "aws", "verbose", "help")


def open_changes(tally: "Tally", by: str | None = None) -> ChangeSetting:
    """Changes kept under this name; None is the caller's name at AWS."""
    return ChangeSetting(
        tally.open_settings(),
        read_clock,
        by or tally.name_caller(),
        ShopClock(tally.read_timezone()),
        deployed_texts(tally.read_deployed_settings()),
        {
            "import_map": check_kept_map,
            "sql": refuse_taken_parameters,
            "schedule": CheckSchedule(tally.list_accounts, tally.read_sender()),
            "subscription": CheckSubscription(tally.list_accounts, tally.read_sender()),
        },
    )


def refuse_taken_parameters(text: str) -> None:
    """Misconfigured where a parameter of saved SQL is called as an option of `tally ask` is."""
    if taken := [name for name in list_parameters(parse_sql(text)) if name in OPTIONS_OF_ASK]:
        raise Misconfigured(f"--{taken[0]} is an option of `tally ask`: call the parameter otherwise")


def read_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def deployed_texts(told: Mapping[str, str]) -> dict[str, str]:
    """By kind, the text that says what counts where nothing is put; `told` are the values of tally.toml."""
    texts = {"customer_profiles": DEFAULT_TEXT, "kpis": write_kpi_owners()}
    hours = told.get("opens_at")
    return {**texts, "opening_hours": write_opening(parse_opening_hours(hours))} if hours else texts


def find_refusals(changes: ChangeSetting, files: Sequence[SettingFile]) -> list[TallyError]:
    """Why these files could not be put as they are; none is written."""
    refused: list[TallyError] = []
    beside = {file.address for file in files}
    for file in files:
        try:
            changes.foresee(file.address, file.text, file.read_at, beside)
        except (Misconfigured, SettingChanged) as error:
            refused.append(error)
    return refused


def print_written(changes: ChangeSetting, written: SettingWritten) -> None:
    """What became of a change, and what somebody may not have meant by it."""
    print(tell_written(written))
    for sentence in note_fixed(changes.store, written.version.address, changes.now()):
        print(paragraph(sentence, "", ""))


def tell_written(written: SettingWritten) -> str:
    """What became of a change, and from when on it counts."""
    version = written.version
    if not written.is_new:
        return f"{version.address} is so already: version {version.number}, nothing was written."
    kind = KINDS[version.address.kind]
    if version.text is not None:
        return f"{version.address} is put: version {version.number}. It counts {kind.effect}."
    after = f"Without it {kind.otherwise}, {kind.effect}. " if kind.is_single else ""
    back = f"`tally settings rollback {version.address}` brings it back."
    return f"{version.address} is deleted: version {version.number}. {after}{back}"


def tell_none(kind: str | None) -> str:
    """What counts where no setting of this kind, or of any, is put."""
    if kind is None:
        singles = [each.name for each in KINDS.values() if each.is_single]
        return f"No setting is put. Of {', '.join(singles)} what was deployed counts."
    otherwise = KINDS[kind].otherwise
    return f"No {kind} is put{f': {otherwise}' if otherwise else ''}."


def list_versions(versions: Sequence[SettingVersion]) -> list[dict[str, Any]]:
    """Rows of versions; the text of one with which the setting was deleted is None."""
    return [
        {
            "kind": each.address.kind,
            "name": each.address.name,
            "version": each.number,
            "written_by": each.written_by,
            "written_at": f"{each.written_at:%Y-%m-%dT%H:%M:%SZ}",
            "is_deleted": each.text is None,
        }
        for each in versions
    ]
