"""Drafts a tracking plan from events of the lake, for a person to read and correct.

Pure rules. A type is what all values of a property share; required is what no event of that name lacked;
allowed are the values where there are few, of properties that are asked for or named as closed lists are;
personal data are guessed by what values look like. Names that look like slips are drafted as comments.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from tally.domain.collecting.receipt import Protocol
from tally.domain.plan.personal_data import Treatment, plain_name
from tally.domain.plan.planned_names import is_default_property, is_system_event
from tally.domain.plan.sent_values import SentValues
from tally.domain.plan.slips import find_meant
from tally.domain.plan.written_names import is_literal_only, is_pattern
from tally.domain.toml_lines import comment_out, format_key, format_list, format_text

FEW = 3
"""An event seen fewer times than that may be somebody's try."""

CLOSED_LISTS = frozenset(
    {"currency", "status", "type", "kind", "method", "mode", "tier", "level", "size", "channel", "language"}
)
"""Last words of names whose few values are most likely all there are; those of a brand or a category grow."""

_IF_MEANT = "If it is meant, take these # away."
_COLUMNS = (
    *("order_id", "revenue", "total", "tax", "shipping", "currency", "affiliation", "refund_id"),
    *("product_id", "price", "quantity", "coupon"),
)
_LEFT_OF_ENVELOPE = frozenset(
    {"context", "traits", "channel", "groupId", "previousId", "rudderId", "integrations"}
)
"""Segment's members that landing keeps among the properties for want of a column."""

_IDS = frozenset(
    {"user_id", "device_id", "distinct_id", "event_id", "userId", "anonymousId", "messageId", "quarantine_id"}
)
"""Of the envelope, too: landing keeps those that mean nobody."""

_LAST_WORD = re.compile(r"([A-Z]?[a-z]+|[A-Z]+)$")


@dataclass
class Draft:
    """What has been seen so far. `personal_data` is what the plan in use says, names as written there, and
    `placeholder_ids` and `email_ids_ignore_case` likewise."""

    personal_data: Mapping[str, str] = field(default_factory=dict)
    placeholder_ids: Sequence[str] = ()
    email_ids_ignore_case: bool = False
    events: Counter[str] = field(default_factory=Counter)
    members: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    properties: defaultdict[str, SentValues] = field(default_factory=lambda: defaultdict(SentValues))

    def add(self, row: Mapping[str, Any]) -> None:
        """One event: a row of sql/reports/arrived_events.sql."""
        name = row["event_name"]
        if is_system_event(name):
            return
        self.events[name] += 1
        for member, value in _read_properties(row).items():
            if value is not None and not is_default_property(member):
                self.members[name][member] += 1
                self.properties[member].add(value)

    @property
    def size(self) -> str:
        """Such as "1,204 events": those of the shop's own, not what SDKs add."""
        return say_count(self.events.total(), "event")

    def toml(self, enough: int, few: int = FEW, allowed: Collection[str] = ()) -> str:
        """The plan as text; a property is required where each of at least `enough` events had it.

        None is required that is dropped, and none that is treated has a list of values: no plan may say so.
        Events seen fewer than `few` times are comments, as slips of others are. `allowed` names properties
        that get a list of values beside CLOSED_LISTS.
        """
        personal_data = self._guess_personal_data()
        treated = {plain_name(name): word for name, word in personal_data.items() if word != Treatment.KEEP}
        dropped = {name for name in self.properties if treated.get(plain_name(name)) == Treatment.DROP}
        literal = sorted(
            {*filter(is_literal_only, (*self.properties, *personal_data))}
            | {*filter(is_pattern, (*self.events, *self.placeholder_ids))}
        )
        parts = [
            f"# Drafted by `tally plan infer` from {self.size}: read it, correct it.",
            'mode = "observe"',
            *([format_list("placeholder_ids", self.placeholder_ids)] if self.placeholder_ids else []),
            *(["email_ids_ignore_case = true"] if self.email_ids_ignore_case else []),
            *([format_list("literal_names", literal)] if literal else []),
            "\n[personal_data]",
            *(f"{format_key(name)} = {format_text(treatment)}" for name, treatment in personal_data.items()),
            "\n[properties]",
            *(
                f"{format_key(name)} = {_format_property(seen, is_closed=is_closed)}"
                for name, seen in sorted(self.properties.items())
                for is_closed in [plain_name(name) not in treated and _is_listed(name, allowed)]
            ),
        ]
        for name, count in sorted(self.events.items()):
            required = self._find_always_sent(name) - dropped if count >= enough else set()
            drafted = self._draft_event(name, required)
            doubt = self._doubt_event(name, few)
            parts.append(f"\n# {doubt}\n{comment_out(drafted)}" if doubt else f"\n{drafted}")
        return "\n".join(parts) + "\n"

    def _draft_event(self, name: str, required: Set[str]) -> str:
        optional = self.members[name].keys() - required
        parts = [f"[events.{format_text(name)}]\n# {self.events[name]:,} of them seen"]
        parts += [format_list("required", sorted(required))] if required else []
        parts += [format_list("optional", sorted(optional))] if optional else []
        return "\n".join(parts)

    def _doubt_event(self, name: str, few: int) -> str | None:
        """Why this may be no event that the shop means to send."""
        meant = find_meant(name, self.events)
        if meant is not None:
            return f"A slip of {format_text(meant)}? {_IF_MEANT}"
        return f"Seen seldom: somebody's try? {_IF_MEANT}" if self.events[name] < few else None

    def _find_always_sent(self, event: str) -> set[str]:
        """Properties that no event of this name lacked."""
        return {member for member, times in self.members[event].items() if times == self.events[event]}

    def _guess_personal_data(self) -> dict[str, str]:
        known = set(map(plain_name, self.personal_data))
        guessed = {
            name: seen.treatment.value
            for name, seen in sorted(self.properties.items())
            if seen.treatment is not None and plain_name(name) not in known
        }
        return {**self.personal_data, **guessed}


def say_count(number: int, one: str, several: str = "") -> str:
    """Such as "1 event" and "1,204 events"."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def draft_plan(
    rows: Iterable[Mapping[str, Any]],
    personal_data: Mapping[str, str],
    placeholder_ids: Sequence[str] = (),
    *,
    email_ids_ignore_case: bool = False,
) -> Draft:
    """What these events have in common; beside them what the plan in use says of persons and ids."""
    made = Draft(personal_data, placeholder_ids, email_ids_ignore_case)
    for row in rows:
        made.add(row)
    return made


def _read_properties(row: Mapping[str, Any]) -> dict[str, Any]:
    """The event's properties as far as they can be told: its columns, and what was left beside them."""
    sent = {name: row[name] for name in _COLUMNS if row[name] is not None}
    if row["has_products"]:
        sent["products"] = []
    rest: dict[str, Any] = json.loads(row["properties"] or "{}")
    rest = {name: value for name, value in rest.items() if name not in _IDS}
    if row["protocol"] == Protocol.SEGMENT:
        rest = {name: value for name, value in rest.items() if name not in _LEFT_OF_ENVELOPE}
    return {**rest, **sent}


def _format_property(seen: SentValues, *, is_closed: bool) -> str:
    if not (is_closed and seen.allowed):
        return format_text(seen.type)
    return f"{{ type = {format_text(seen.type)}, allowed = [{', '.join(map(format_text, seen.allowed))}] }}"


def _is_listed(name: str, allowed: Collection[str]) -> bool:
    """Whether a property's few values are drafted as all there are."""
    last = _LAST_WORD.search(name)
    return name in allowed or (last is not None and last[0].lower() in CLOSED_LISTS)
