"""Drafts a tracking plan from events of the lake, for a person to read and correct.

Pure rules. A type is what all values of a property share; required is what no event of that name lacked;
allowed are the values where there are few; personal data are guessed by what values look like.
"""

import ipaddress
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tally.domain.collecting.receipt import Protocol
from tally.domain.events.event_time import epoch_ms
from tally.domain.plan.personal_data import HASH_PREFIX, Treatment, plain_name
from tally.domain.plan.planned_names import is_default_property, is_system_event
from tally.domain.plan.tracking_plan import PropertyType
from tally.domain.plan.written_names import is_literal_only, is_pattern

MOST_ALLOWED, LONGEST_ALLOWED = 8, 40
"""More values than that, or longer ones, are no closed list."""

ENOUGH_TO_ALLOW = 200
"""Values seen of a property before the few among them count as all there are."""

_COLUMNS = (
    *("order_id", "revenue", "total", "tax", "shipping", "currency", "affiliation", "refund_id"),
    *("product_id", "price", "quantity", "coupon"),
)
_LEFT_OF_ENVELOPE = frozenset({"context", "traits", "channel", "groupId", "previousId", "rudderId"})
"""Segment's members that landing keeps among the properties for want of a column."""

_IDS = frozenset(
    {"user_id", "device_id", "distinct_id", "event_id", "userId", "anonymousId", "messageId", "quarantine_id"}
)
"""Of the envelope, too: landing keeps those that mean nobody."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_KINDS: Mapping[type, PropertyType] = {
    str: PropertyType.STRING,
    int: PropertyType.INTEGER,
    float: PropertyType.NUMBER,
    Decimal: PropertyType.NUMBER,
    bool: PropertyType.BOOLEAN,
    list: PropertyType.LIST,
    dict: PropertyType.OBJECT,
}
_WIDTH = 100


@dataclass
class _Seen:
    """Of one property: types of its values, and its texts as long as they are few."""

    kinds: set[PropertyType] = field(default_factory=set)
    values: int = 0
    texts: set[str] = field(default_factory=set)
    are_times: bool = True
    treatment: Treatment | None = None

    def add(self, value: Any) -> None:
        self.values += 1
        self.kinds.add(_KINDS[type(value)])
        if not isinstance(value, str):
            self.are_times = False
            return
        self.are_times = self.are_times and _is_time(value)
        if len(self.texts) <= MOST_ALLOWED:
            self.texts.add(value[: LONGEST_ALLOWED + 1])
        self.treatment = self.treatment or _guess_treatment(value)

    @property
    def type(self) -> PropertyType:
        if self.kinds == {PropertyType.INTEGER, PropertyType.NUMBER}:
            return PropertyType.NUMBER
        if len(self.kinds) > 1:
            return PropertyType.ANY
        (kind,) = self.kinds
        return PropertyType.TIMESTAMP if kind is PropertyType.STRING and self.are_times else kind

    @property
    def allowed(self) -> list[str]:
        is_closed = 1 < len(self.texts) <= MOST_ALLOWED and max(map(len, self.texts)) <= LONGEST_ALLOWED
        is_known = self.values >= ENOUGH_TO_ALLOW and self.treatment is None
        return sorted(self.texts) if self.type is PropertyType.STRING and is_closed and is_known else []


@dataclass
class Draft:
    """What has been seen so far. `personal_data` is what the plan in use says, names as written there, and
    `placeholder_ids` and `email_ids_ignore_case` likewise."""

    personal_data: Mapping[str, str] = field(default_factory=dict)
    placeholder_ids: Sequence[str] = ()
    email_ids_ignore_case: bool = False
    events: Counter[str] = field(default_factory=Counter)
    members: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    properties: defaultdict[str, _Seen] = field(default_factory=lambda: defaultdict(_Seen))

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

    def toml(self, enough: int) -> str:
        """The plan as text; a property is required where each of at least `enough` events had it.

        None is required that is dropped, and none that is treated has a list of values: no plan may say so.
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
            *([_format_list("placeholder_ids", self.placeholder_ids)] if self.placeholder_ids else []),
            *(["email_ids_ignore_case = true"] if self.email_ids_ignore_case else []),
            *([_format_list("literal_names", literal)] if literal else []),
            "\n[personal_data]",
            *(
                f"{_format_key(name)} = {_format_text(treatment)}"
                for name, treatment in personal_data.items()
            ),
            "\n[properties]",
            *(
                f"{_format_key(name)} = {_format_property(seen, is_closed=plain_name(name) not in treated)}"
                for name, seen in sorted(self.properties.items())
            ),
        ]
        for name, count in sorted(self.events.items()):
            required = self._find_always_sent(name) - dropped if count >= enough else set()
            optional = self.members[name].keys() - required
            parts.append(f"\n[events.{_format_text(name)}]\n# {count:,} of them seen")
            parts += [_format_list("required", sorted(required))] if required else []
            parts += [_format_list("optional", sorted(optional))] if optional else []
        return "\n".join(parts) + "\n"

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


def _is_time(text: str) -> bool:
    if not _ISO_TIME.fullmatch(text):
        return False
    try:
        epoch_ms(text, naive_is_utc=True)
    except (ValueError, OverflowError):
        return False
    return True


def _guess_treatment(text: str) -> Treatment | None:
    """What to do with a value that looks personal."""
    if _MAIL.fullmatch(text.strip()) or text.startswith(HASH_PREFIX):
        return Treatment.HASH
    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return Treatment.DROP


def _format_property(seen: _Seen, *, is_closed: bool) -> str:
    if not (is_closed and seen.allowed):
        return _format_text(seen.type)
    return f"{{ type = {_format_text(seen.type)}, allowed = [{', '.join(map(_format_text, seen.allowed))}] }}"


def _format_list(key: str, names: Iterable[str]) -> str:
    line = f"{key} = [{', '.join(map(_format_text, names))}]"
    return (
        line
        if len(line) <= _WIDTH
        else f"{key} = [\n" + "".join(f"    {_format_text(name)},\n" for name in names) + "]"
    )


def _format_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _format_text(name)


def _format_text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
