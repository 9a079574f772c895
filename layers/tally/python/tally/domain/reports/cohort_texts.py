r"""A cohort's conditions as people write them, each in one text: events and numbers with `;` between.

    Order Completed[coupon=SPRING]; at least 2; within 7d
    Product Viewed; Order Completed; within 30d       (a sequence)
    step 2 of Product Viewed; Order Completed; window 24h; within 30d       (reached, or dropped off)
    [tier=gold|silver]                                (a profile)
    did Order Completed or profile [tier=gold] and did not Product Viewed   (any; `and` binds closer)

Before a report the kind of the condition stands first: did, did not, first time, sequence, reached, dropped
off, profile or any.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, parse_condition, parse_event
from tally.domain.reports.cohort_conditions import (
    EVER,
    AnyOf,
    CohortCondition,
    Did,
    DidFirst,
    DidInOrder,
    DidNot,
    HasProfile,
    OneCondition,
    ReachedStep,
    Within,
)
from tally.domain.reports.spans import parse_span

_PART = re.compile(r"(?:\\.|\[(?:\\.|[^\]\\])*\]|[^;])+", re.DOTALL)
_AT_LEAST = re.compile(r"at least (\d{1,6})")
_WITHIN = re.compile(r"within (\S+)")
_WINDOW = re.compile(r"window (\S+)")
_STEP = re.compile(r"\s*(?:at )?step (\d{1,4}) of (.*)", re.DOTALL)
_AS_IT_IS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
"""What no word between conditions stands in."""
_PROFILE = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]", re.DOTALL)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Written:
    """The parts of a text."""

    text: str
    events: tuple[AskedEvent, ...]
    at_least: int | None = None
    within: Within = EVER

    @property
    def one_event(self) -> AskedEvent:
        """BadQuestion where there is none, or more than one."""
        if len(self.events) != 1:
            raise BadQuestion(
                f"{self.text!r} names {len(self.events)} events, this condition takes one: write it like "
                "Order Completed; within 7d. Only a sequence takes several"
            )
        return self.events[0]

    def refuse_times(self) -> None:
        """BadQuestion where it says how often."""
        if self.at_least is not None:
            raise BadQuestion(f"{self.text!r}: only what somebody did can be asked for at least so often")


def parse_did(text: str) -> Did:
    """Order Completed; at least 2; within 7d."""
    written = _read(text)
    return Did(written.one_event, 1 if written.at_least is None else written.at_least, written.within)


def parse_did_not(text: str) -> DidNot:
    """Order Completed; within 7d."""
    written = _read(text)
    written.refuse_times()
    return DidNot(written.one_event, written.within)


def parse_first_time(text: str) -> DidFirst:
    """Order Completed; within 7d."""
    written = _read(text)
    written.refuse_times()
    return DidFirst(written.one_event, written.within)


def parse_sequence(text: str) -> DidInOrder:
    """Product Viewed; Order Completed; within 7d."""
    written = _read(text)
    written.refuse_times()
    return DidInOrder(written.events, written.within)


def parse_profile(text: str) -> HasProfile:
    """[tier=gold]; the brackets' inside is that of an event's condition."""
    found = _PROFILE.fullmatch(text.strip())
    if found is None:
        raise BadQuestion(f"{text!r} is no test of a profile: write it like [tier=gold|silver] or [!email]")
    return HasProfile(parse_condition(found[1]))


def parse_reached(text: str) -> ReachedStep:
    """step 2 of Product Viewed; Order Completed; window 24h; within 30d."""
    return _read_step(text, is_no_further=False)


def parse_dropped_off(text: str) -> ReachedStep:
    """The same: who came to this step and to none behind it."""
    return _read_step(text, is_no_further=True)


_KINDS: Mapping[str, Callable[[str], OneCondition]] = MappingProxyType(
    {
        "did not": parse_did_not,
        "did": parse_did,
        "first time": parse_first_time,
        "sequence": parse_sequence,
        "reached": parse_reached,
        "dropped off": parse_dropped_off,
        "profile": parse_profile,
    }
)
"""How a text begins that says its kind itself."""

_ANY = "any"
_BETWEEN = {word: re.compile(rf"\s+{word}\s+(?=(?:{'|'.join(_KINDS)})\s)") for word in ("or", "and")}


def parse_any_of(text: str) -> AnyOf:
    """did Order Completed or profile [tier=gold] and did not Product Viewed; `and` binds closer."""
    groups = (_split(group, "and") for group in _split(text, "or"))
    return AnyOf(tuple(tuple(map(_parse_one, group)) for group in groups))


def parse_any_condition(text: str) -> CohortCondition:
    """A condition with its kind in front, such as did not Order Completed; within 7d."""
    if text.startswith(f"{_ANY} "):
        return parse_any_of(text.removeprefix(_ANY).strip())
    if len(_split(text, "or")) > 1 or len(_split(text, "and")) > 1:
        return parse_any_of(text)
    return _parse_one(text)


def _parse_one(text: str) -> OneCondition:
    for kind, parse in _KINDS.items():
        if text.startswith(f"{kind} "):
            return parse(text.removeprefix(kind).strip())
    raise BadQuestion(
        f"{text!r} is no condition of a cohort: it begins with {', '.join((*_KINDS, _ANY))}, such as "
        "did Order Completed; at least 2; within 7d"
    )


def _split(text: str, word: str) -> list[str]:
    """The conditions between which the word stands; not where it is part of a name in brackets."""
    hidden = _AS_IT_IS.sub(lambda found: "_" * len(found[0]), text)
    starts = [0, *(found.end() for found in _BETWEEN[word].finditer(hidden))]
    ends = [*(found.start() for found in _BETWEEN[word].finditer(hidden)), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _read_step(text: str, *, is_no_further: bool) -> ReachedStep:
    found = _STEP.fullmatch(text)
    if found is None:
        raise BadQuestion(
            f"{text!r} is no step of a funnel: write it like step 2 of Product Viewed; Order Completed; "
            "window 24h"
        )
    parts = _cut(found[2])
    windows = [each[1] for each in map(_WINDOW.fullmatch, parts) if each]
    if len(windows) > 1:
        raise BadQuestion(f"{text!r} says twice how long an entry lasts")
    written = _read(text, [part for part in parts if not _WINDOW.fullmatch(part)])
    written.refuse_times()
    window = parse_span(windows[0]) if windows else timedelta(days=7)
    return ReachedStep(written.events, int(found[1]), window, written.within, is_no_further)


def _cut(text: str) -> list[str]:
    return [part for part in map(str.strip, _PART.findall(text)) if part]


def _read(text: str, parts: Iterable[str] | None = None) -> _Written:
    """At the end of the text its numbers, in whatever order; before them its events."""
    events: list[AskedEvent] = []
    at_least: int | None = None
    within: Within | None = None
    for part in _cut(text) if parts is None else parts:
        if found := _AT_LEAST.fullmatch(part):
            _refuse_twice(text, at_least)
            at_least = int(found[1])
        elif found := _WITHIN.fullmatch(part):
            _refuse_twice(text, within)
            within = _read_days(found[1])
        else:
            events.append(parse_event(part))
    return _Written(text, tuple(events), at_least, within or EVER)


def _refuse_twice(text: str, found: object) -> None:
    if found is not None:
        raise BadQuestion(f"{text!r} says twice how often or within which days: each condition has its own")


def _read_days(text: str) -> Within:
    span = parse_span(text)
    if span % _DAY:
        raise BadQuestion(f"within {text} is not of whole days: a cohort counts the shop's days, such as 7d")
    return Within(span // _DAY)
