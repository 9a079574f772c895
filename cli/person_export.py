"""Everything that is held of a customer, asked of the lake and written to files."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from tally.adapters.athena.client import Athena
from tally.adapters.erasing.customers import AthenaCustomers, in_relations, relation
from tally.adapters.erasing.questions import Questions
from tally.adapters.wire.id_key import key_of
from tally.domain.errors import Misconfigured
from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.people.person import Person, Traces
from tally.modelling import catalog
from tally.modelling.literals import Value, bind

from cli.clients import OWNERS_FILE, Endpoint

Row = Mapping[str, Any]

_OWNERS_FOLDER = 0o700

_BY_PERSON = {
    "events": ("events", "customer_events"),
    "profile_updates": ("profile_updates", "customer_profile_updates"),
    "profile": ("people", "customer_profile"),
    "quarantine": ("quarantine", "customer_quarantined"),
}
"""File: the table that it is from, and the report that asks for it."""


@dataclass(frozen=True, slots=True)
class Export:
    """A customer and their rows, by the name of the file that they belong in."""

    person: Person
    rows: Mapping[str, Sequence[Row]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held of the customer; a link alone is something."""
        return not any(self.rows.values())


def export(endpoint: Endpoint, customer_id: str) -> Export:
    """Ask for everything. No statement holds the id, and no result of one is left in the results bucket."""
    outputs = endpoint.outputs
    athena = Athena(endpoint.client("athena"), outputs["Workgroup"])
    questions = Questions(athena, endpoint.client("s3"), outputs["Database"])
    traces = AthenaCustomers(questions).traces(customer_id)
    rows: dict[str, Sequence[Row]] = {
        file: _asked(questions, report, {"persons": relation(traces.person_keys)})
        for file, (table, report) in _BY_PERSON.items()
        if _has_table(endpoint, table)
    }
    rows["witness"] = list(_witnessed(questions, traces))
    rows["ids"] = list(_ids(traces.person, _keys_of(rows)))
    return Export(traces.person, rows)


def prepare(folder: Path) -> None:
    """Make the folder, for its owner only; Misconfigured when that cannot be, or when it is not empty."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Misconfigured(f"{folder} is not empty: name another folder with --output")
        folder.mkdir(mode=_OWNERS_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{folder} cannot be written to ({error.strerror})"
        raise Misconfigured(f"{reason}: name another folder with --output") from error


def write(found: Export, folder: Path, suffix: str) -> list[dict[str, Any]]:
    """One file for each kind of rows into a prepared folder, `suffix` jsonl or csv; a row of counts each."""
    told = []
    for name, rows in found.rows.items():
        file = folder / f"{name}.{suffix}"
        file.touch(mode=OWNERS_FILE)
        _WRITERS[suffix](file, rows)
        told.append({"what": name, "rows": len(rows), "file": str(file)})
    return told


def _asked(questions: Questions, report: str, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    return questions.rows(bind(catalog.query(report).sql, values))


def _witnessed(questions: Questions, traces: Traces) -> Iterator[Row]:
    for some in in_relations(traces.event_keys):
        yield from _asked(questions, "customer_witnessed", {"event_keys": some})


def _keys_of(rows: Mapping[str, Sequence[Row]]) -> Set[int]:
    """The keys of all ids under which something was sent."""
    keys = {"events": "person_key", "quarantine": "person_key", "profile_updates": "profile_key"}
    return {row[key] for file, key in keys.items() for row in rows.get(file, ())}


def _ids(person: Person, sent_as: Set[int]) -> Iterator[Row]:
    """The ids that are known as what they are listed for: by what was sent under them, or by a link."""
    user, linked = person.user_id, person.devices - person.guessed
    if user is not None and (linked or key_of(user) in sent_as):
        yield {"kind": "user", "id": user, "also_used_by_others": False}
    for device in sorted(person.devices):
        if device in linked or key_of(DEVICE_PREFIX + device) in sent_as:
            yield {"kind": "device", "id": device, "also_used_by_others": device in person.shared}


def _has_table(endpoint: Endpoint, table: str) -> bool:
    """Profiles are there only after the first night."""
    try:
        endpoint.client("glue").get_table(DatabaseName=endpoint.outputs["Database"], Name=table)
    except ClientError as error:
        if error.response["Error"]["Code"] == "EntityNotFoundException":
            return False
        raise
    return True


def _write_jsonl(file: Path, rows: Sequence[Row]) -> None:
    """Amounts and times as text: none is rounded."""
    lines = (json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    with file.open("w", encoding="utf-8") as sheet:
        sheet.writelines(lines)


def _write_csv(file: Path, rows: Sequence[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)


_WRITERS: Mapping[str, Callable[[Path, Sequence[Row]], None]] = {"jsonl": _write_jsonl, "csv": _write_csv}
