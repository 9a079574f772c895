"""Whether somebody consented to be measured, by what the tracking plan says tells it.

    [consent]
    properties = ["context.consent.categoryPreferences.Analytics"]  # in the event
    headers = ["Sec-GPC"]    # of the request
    granted = ["analytics"]  # words that mean consent, instead of ours
    required = false         # true: who says nothing has not consented

Where several tell it, one that refuses is enough. What is none of the words that mean consent means none: a
shop that writes another word loses device ids, not its customers' trust (our decision).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.plan.plan_keys import read_flag, read_table, refuse_unknown
from tally.domain.plan.written_names import refuse_odd_paths

Json = dict[str, Any]

GRANTED = frozenset(
    (
        "true",
        "1",
        "yes",
        "y",
        "on",
        "granted",
        "given",
        "allow",
        "allowed",
        "accept",
        "accepted",
        "opt_in",
        "in",
    )
)
"""Google's consent mode says granted and denied, IAB and Segment true and false."""

OBJECTIONS = frozenset({"sec-gpc", "dnt"})
"""Headers whose 1 objects (Global Privacy Control; W3C Tracking Preference Expression)."""

_IN_NAME = "consent"
DEVICE_NAMES = frozenset(
    {
        *(
            "device_id",
            "deviceId",
            "$device_id",
            "anonymousId",
            "anonymous_id",
            "$anon_id",
            "$anon_distinct_id",
        ),
        *("advertisingId", "advertising_id", "idfa", "idfv", "gaid", "adid"),
    }
)
"""Under what SDKs send the id of a browser, an installation or a phone."""

_HOLDERS = ((), ("properties",), ("context",), ("context", "device"), ("context", "traits"), ("traits",))
_OF_A_DEVICE = ("context", "device")
_PREFIX = "$device:"


def travels(header: str) -> bool:
    """Whether a request's header of this lower-case name goes with its events, for a plan to ask."""
    return header in OBJECTIONS or _IN_NAME in header


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """What tells consent. Paths as names of members from the event inwards; headers in lower case.

    `by_event`: the rule of events that need another consent, by canonical name; None where they need none.
    """

    paths: tuple[tuple[str, ...], ...] = ()
    headers: tuple[str, ...] = ()
    granted: frozenset[str] = GRANTED
    is_required: bool = False
    by_event: Mapping[str, "ConsentRule | None"] = field(default_factory=dict)

    def of_event(self, canonical_name: str) -> "ConsentRule | None":
        """The rule for an event of this name; None where it needs no consent."""
        return self.by_event.get(canonical_name, self)

    def read(self, event: Mapping[str, Any], header: Callable[[str], str]) -> bool | None:
        """True for consent, False for none, None where nothing tells it; `header` is empty for none."""
        told = [
            self._means_consent(value) for path in self.paths if (value := _find(event, path)) is not None
        ]
        told += [self._header_means_consent(name, text) for name in self.headers if (text := header(name))]
        if not told:
            return False if self.is_required else None
        return all(told)

    def _header_means_consent(self, name: str, text: str) -> bool:
        return text.strip() != "1" if name in OBJECTIONS else self._means_consent(text)

    def _means_consent(self, value: object) -> bool:
        """A list of what was granted means consent when one of the words is in it."""
        if isinstance(value, list):
            return any(self._means_consent(member) for member in value if not isinstance(member, list))
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value == 1
        return isinstance(value, str) and value.strip().lower() in self.granted


_KEYS = ("properties", "headers", "granted", "required", "purposes")


def parse_consent(file: str, raw: object) -> ConsentRule:
    """The rule in a plan's table `consent`; Misconfigured says what to change in it."""
    told = read_table(file, "consent", raw)
    refuse_unknown(file, told, _KEYS, "consent.")
    paths, headers = (_read_texts(file, key, told.get(key, [])) for key in ("properties", "headers"))
    if not paths and not headers and not told.get("purposes"):
        raise Misconfigured(f"{file}: consent names no property and no header: name what tells it")
    refuse_odd_paths(file, "consent.properties", paths)
    for name in headers:
        if not travels(name.lower()):
            raise Misconfigured(
                f"{file}: consent.headers has {name}: only Sec-GPC, DNT and headers with consent in their "
                "name go with the events"
            )
    is_required = read_flag(file, "consent.required", told.get("required", False))
    granted = _read_texts(file, "granted", told.get("granted", []))
    return ConsentRule(
        _split_paths(paths),
        tuple(map(str.lower, headers)),
        frozenset(word.strip().lower() for word in granted) or GRANTED,
        is_required,
    )


def parse_purposes(file: str, raw: Mapping[str, Any]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """What tells consent to each purpose, as paths; Misconfigured says what to change in the table."""
    found = {}
    for purpose, values in read_table(file, "consent.purposes", raw.get("purposes", {})).items():
        paths = _read_texts(file, f"purposes.{purpose}", values)
        refuse_odd_paths(file, f"consent.purposes.{purpose}", paths)
        if not paths:
            raise Misconfigured(f"{file}: consent.purposes.{purpose} names no property: name what tells it")
        found[purpose] = _split_paths(paths)
    return found


def _split_paths(paths: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split(".")) for path in paths)


def _read_texts(file: str, key: str, values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise Misconfigured(f"{file}: consent.{key} is a list of texts")
    return values


def drop_device_ids(event: Json) -> None:
    """Take the ids of its device out of an event as sent. A user's id stays: the shop knows its customers."""
    for path in _HOLDERS:
        holder = _find(event, path) if path else event
        if not isinstance(holder, dict):
            continue
        for name in DEVICE_NAMES & holder.keys():
            del holder[name]
        distinct_id = holder.get("distinct_id")
        if isinstance(distinct_id, str) and distinct_id.startswith(_PREFIX):
            del holder["distinct_id"]
        if path == _OF_A_DEVICE:
            holder.pop("id", None)


def _find(event: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = event
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
