"""Everything that is held of a customer, asked of the lake."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tally.adapters.erasing.customers import make_relation, witness_questions
from tally.adapters.wire.id_key import key_of
from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.people.person import Person, Traces

if TYPE_CHECKING:
    from cli.clients import Tally

Row = Mapping[str, Any]

_BY_PERSON = {
    "events": ("events", "customer_events"),
    "profile_updates": ("profile_updates", "customer_profile_updates"),
    "profile": ("people", "customer_profile"),
    "quarantine": ("quarantine", "customer_quarantined"),
}
"""File: the table that it is from, and the report that asks for it."""


@dataclass(frozen=True, slots=True)
class CustomerExport:
    """A customer and their rows, by the name of the file that they belong in."""

    person: Person
    rows: Mapping[str, Sequence[Row]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held of the customer; a link alone is something."""
        return not any(self.rows.values())


def export_customer(tally: "Tally", customer_id: str) -> CustomerExport:
    """Ask for everything. No statement holds the id, and no result of one is left in the results bucket.

    Profiles are there only after the first night.
    """
    traces = tally.trace_customer(customer_id)
    rows: dict[str, Sequence[Row]] = {
        file: tally.ask_privately(report, {"persons": make_relation(traces.person_keys)})
        for file, (table, report) in _BY_PERSON.items()
        if tally.has_table(table)
    }
    rows["witness"] = list(_ask_witness(tally, traces))
    rows["ids"] = list(_list_ids(traces.person, _read_keys(rows)))
    return CustomerExport(traces.person, rows)


def _ask_witness(tally: "Tally", traces: Traces) -> Iterator[Row]:
    found: dict[tuple[object, ...], Row] = {}
    for values in witness_questions(traces):
        rows = tally.ask_privately("customer_witnessed", values)
        found |= {tuple(row.values()): row for row in rows}
    yield from found.values()


def _read_keys(rows: Mapping[str, Sequence[Row]]) -> Set[int]:
    """The keys of all ids under which something was sent."""
    keys = {"events": "sent_person_key", "quarantine": "sent_person_key", "profile_updates": "profile_key"}
    return {row[key] for file, key in keys.items() for row in rows.get(file, ())}


def _list_ids(person: Person, sent_as: Set[int]) -> Iterator[Row]:
    """The ids that are known as what they are listed for: by what was sent under them, or by a link."""
    user, linked = person.user_id, person.devices - person.guessed
    if user is not None and (linked or key_of(user) in sent_as):
        yield {"kind": "user", "id": user, "also_used_by_others": False}
    for device in sorted(person.devices):
        if device in linked or key_of(DEVICE_PREFIX + device) in sent_as:
            yield {"kind": "device", "id": device, "also_used_by_others": device in person.shared}
