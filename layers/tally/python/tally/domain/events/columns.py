"""The columns of Tally's stored tables, read from columns.toml: one list for code, infra and docs."""

import tomllib
from dataclasses import dataclass
from importlib import resources

SENT_KEY = "sent_person_key"
"""The key of a person's id as it was sent; `person_key` is only ever the merged person's."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `type` in Athena's words, `dictionary` when its values repeat enough to encode so."""

    name: str
    type: str
    comment: str
    dictionary: bool = False


def _read_tables() -> dict[str, tuple[Column, ...]]:
    tables = tomllib.loads(resources.files("tally.domain.events").joinpath("columns.toml").read_text())
    return {
        table: tuple(Column(name=name, **facts) for name, facts in columns.items())
        for table, columns in tables.items()
    }


TABLES = _read_tables()

EVENT_COLUMNS = TABLES["events"]
QUARANTINE_COLUMNS = TABLES["events"] + TABLES["quarantine"]
PROFILE_COLUMNS = TABLES["profile_updates"]
WITNESS_COLUMNS = TABLES["witness"]
RECORD_VERSION_COLUMNS = TABLES["record_versions"]
