"""Consent of a chunk of events, by the rule of the tracking plan; without it no device id is stored."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tally.adapters.landing.wire_fields import Json
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.request import parameter_of
from tally.domain.events.event_names import PAGE_VIEWED, SCREEN_VIEWED, canonical_name
from tally.domain.plan.consent import ConsentRule, drop_device_ids

_NAMES_OF_TYPES = {"page": PAGE_VIEWED, "screen": SCREEN_VIEWED}


def read_consents(
    rule: ConsentRule, names: Sequence[str], events: Sequence[Json], receipts: Sequence[Receipt]
) -> list[bool | None] | None:
    """Consent of each event, None where none tells it. Events without it lose their device ids in place.

    `names` are the canonical ones.
    """
    consents = [
        _read_consent(rule, name, event, partial(parameter_of, receipt.consent))
        for name, event, receipt in zip(names, events, receipts, strict=True)
    ]
    for event, consent in zip(events, consents, strict=True):
        if consent is False:
            drop_device_ids(event)
    return None if all(consent is None for consent in consents) else consents


def _read_consent(rule: ConsentRule, name: str, event: Json, header: Callable[[str], str]) -> bool | None:
    found = rule.of_event(name)
    return None if found is None else found.read(event, header)


def treat_text(rule: ConsentRule, aliases: Mapping[str, str], found: Any, consent: str) -> bool:
    """The same for the JSON of a refused event or body; whether anything was taken out."""
    batch = found.get("batch") if isinstance(found, dict) else found
    events = batch if isinstance(batch, list) else [found]
    beside = found.get("context") if events is batch and isinstance(found, dict) else None
    header = partial(parameter_of, consent)
    without = [
        event
        for event in events
        if isinstance(event, dict)
        and _read_consent(rule, _name_of(event, aliases), _with(beside, event), header) is False
    ]
    for event in (*without, *([found] if without and isinstance(found, dict) else ())):
        drop_device_ids(event)
    return bool(without)


def _name_of(event: Json, aliases: Mapping[str, str]) -> str:
    """The canonical name of an event as sent; nothing where it has none."""
    name = event.get("event", _NAMES_OF_TYPES.get(str(event.get("type"))))
    return canonical_name(name, aliases) if isinstance(name, str) else ""


def _with(beside: object, event: Json) -> Json:
    """A message with the context beside its batch; its own words win."""
    own = event.get("context")
    if not isinstance(beside, dict) or not isinstance(own, dict | None):
        return event
    return {**event, "context": {**beside, **(own or {})}}
