"""Ids that identity events name beside their own: an alias, a former id, the group that is joined.

They stay among the event's properties, where identity_claims reads them. One that means nobody is taken away
there and kept under `<name>_as_sent`; so is one that was written in another form than its own.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.event_ids import EventIds
from tally.adapters.landing.wire_fields import attach
from tally.domain.events.oddities import Oddity
from tally.domain.people.id_rules import IdRules

_NAMED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "$identify": ("$anon_distinct_id", "$identified_id", "$anon_id"),
        "$create_alias": ("alias",),
        "$merge": ("$distinct_ids",),
        "$alias": ("previousId",),
        "$group": ("groupId",),
    }
)


def tidy_named_ids(fields: EventFields, ids: EventIds) -> None:
    """Bring them to their one form, in place."""
    if _NAMED.keys().isdisjoint(ids.kinds):
        return
    for row, name in enumerate(ids.names):
        for member in _NAMED.get(name, ()):
            if member in fields.rest[row] and not fields.faults.has(row):
                _tidy_member(fields, row, member)


def _tidy_member(fields: EventFields, row: int, member: str) -> None:
    properties = fields.rest[row]
    sent = properties[member]
    known = [read_named_id(fields.id_rules, one) for one in (sent if type(sent) is list else [sent])]
    if None in known and sent not in (None, ""):
        fields.oddities.note(row, Oddity.PLACEHOLDER_ID, member)
    tidied = known if type(sent) is list else known[0]
    if tidied != sent and not _says_the_same(tidied, sent):
        properties[member] = tidied
        attach(properties, f"${member.removeprefix('$')}_as_sent", sent)


def _says_the_same(tidied: object, sent: object) -> bool:
    """A whole number is read alike as number and as text; nothing needs to be kept beside nothing."""
    return (type(sent) is int and str(sent) == tidied) or (tidied is None and sent in (None, ""))


def read_named_id(rules: IdRules, value: Any) -> str | None:
    """An id in its one form; None for one that means nobody, or that is neither text nor a number."""
    try:
        return rules.read(value, of_person=True)
    except ValueError:
        return None


def read_group_ids(rules: IdRules, value: Any) -> list[str]:
    """The groups that an id names: one, or each of a list once; none where it means none."""
    values = value if type(value) is list else [value]
    return list(dict.fromkeys(known for one in values if (known := read_named_id(rules, one)) is not None))
