"""The shop's tracking plan: which events it means to send, with which properties, and which of them are
personal data.

Written in tracking_plan.toml (docs/guides/tracking-plan.md tells how); `parse_plan` reads it, or stops with a
sentence that names the file and the key and says what to do. What an event has to answer for is told in
plan_check.py, what happens to personal data in personal_data.py.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tally.domain.errors import Misconfigured
from tally.domain.events.event_names import canonical_name
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.plan.consent import ConsentRule
from tally.domain.plan.needed_consents import read_consent_rule
from tally.domain.plan.personal_data import Treatment, plain_name
from tally.domain.plan.plan_keys import read_flag, read_table, read_word, refuse_unknown
from tally.domain.plan.planned_aliases import add_aliases, refuse_two_names
from tally.domain.plan.planned_ids import read_id_rules
from tally.domain.plan.planned_properties import Properties, pick_properties, read_property
from tally.domain.plan.planned_treatments import refuse_untreatable
from tally.domain.plan.planned_words import PlannedWords, read_words
from tally.domain.plan.written_names import read_literal_names, refuse_patterns, refuse_property_paths


class Mode(StrEnum):
    """observe: violations are noted with the event; enforce: such events go to quarantine."""

    OBSERVE = "observe"
    ENFORCE = "enforce"


@dataclass(frozen=True, slots=True)
class TrackingPlan:
    """`events` by canonical name; `every_event` may come with any of them; `personal_data` by plain name.

    `aliases`: bare name -> canonical name of the event that bears it as well.
    `words`: what it says of its events for people, by canonical name.
    `visits`: events of which the plan says whether somebody was there for them, by canonical name.
    `id_rules`: which ids mean nobody, beside those that Tally knows.
    `consent`: what tells consent; None where nothing does.
    """

    mode: Mode
    events: Mapping[str, Properties]
    every_event: Properties = field(default_factory=dict)
    personal_data: Mapping[str, Treatment] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, PlannedWords] = field(default_factory=dict)
    visits: Mapping[str, bool] = field(default_factory=dict)
    id_rules: IdRules = ID_RULES
    consent: ConsentRule | None = None


NO_PLAN = TrackingPlan(Mode.OBSERVE, events={})
"""Of a shop that has none."""

_KEYS = (
    "mode",
    "placeholder_ids",
    "email_ids_ignore_case",
    "literal_names",
    "personal_data",
    "properties",
    "every_event",
    "events",
    "consent",
)
_EVENT_KEYS = (
    *("description", "owner", "deprecated"),
    *("aliases", "required", "optional", "visit", "needs_consent"),
)


def parse_plan(text: str, file: str = "tracking_plan.toml") -> TrackingPlan:
    """The plan in a file's text; Misconfigured says which key of which file to change."""
    if text.startswith("\ufeff"):
        raise Misconfigured(f"{file} begins with a byte order mark: save it as UTF-8 without BOM")
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{file} is no TOML: {error}") from error
    refuse_unknown(file, raw, _KEYS)
    literal = read_literal_names(file, raw)
    planned = read_table(file, "properties", raw.get("properties", {}))
    refuse_property_paths(file, "properties", planned, literal)
    properties = {name: read_property(file, f"properties.{name}", value) for name, value in planned.items()}
    events: dict[str, Properties] = {}
    aliases: dict[str, str] = {}
    words: dict[str, PlannedWords] = {}
    visits: dict[str, bool] = {}
    for name, event in read_table(file, "events", raw.get("events", {})).items():
        if not name:
            raise Misconfigured(f'{file}: events."{name}" has no name: write the one that the app sends')
        refuse_patterns(file, "events", [name], literal)
        canonical = canonical_name(name)
        if canonical in events:
            raise Misconfigured(
                f'{file}: events."{name}" is another name of {canonical}: keep one of the two'
            )
        events[canonical] = _read_event(file, f'events."{name}"', event, properties)
        words[canonical] = read_words(file, f'events."{name}"', event)
        add_aliases(file, f'events."{name}".aliases', event.get("aliases", []), canonical, aliases)
        refuse_patterns(file, f'events."{name}".aliases', event.get("aliases", []), literal)
        if "visit" in event:
            visits[canonical] = read_flag(file, f'events."{name}".visit', event["visit"])
    refuse_two_names(file, aliases, events)
    personal_data = _read_personal_data(file, raw.get("personal_data", {}), literal)
    _refuse_unreplayable(file, properties, events, personal_data)
    return TrackingPlan(
        mode=read_word(Mode, file, "mode", raw.get("mode", Mode.OBSERVE)),
        events=events,
        every_event=pick_properties(file, "every_event", raw.get("every_event", []), properties),
        personal_data=personal_data,
        aliases=aliases,
        words=words,
        visits=visits,
        id_rules=read_id_rules(file, raw, literal),
        consent=read_consent_rule(file, raw),
    )


def _read_event(file: str, key: str, raw: object, properties: Properties) -> Properties:
    event = read_table(file, key, raw)
    refuse_unknown(file, event, _EVENT_KEYS, f"{key}.")
    required, optional = (
        pick_properties(file, f"{key}.{part}", event.get(part, []), properties)
        for part in ("required", "optional")
    )
    if both := sorted(required.keys() & optional.keys()):
        raise Misconfigured(f"{file}: {key} has {both[0]} in required and in optional: keep one")
    return {name: replace(found, is_required=True) for name, found in required.items()} | dict(optional)


def _read_personal_data(file: str, raw: object, literal: frozenset[str]) -> dict[str, Treatment]:
    table = read_table(file, "personal_data", raw)
    refuse_untreatable(file, table, literal)
    return {
        plain_name(name): read_word(Treatment, file, f"personal_data.{name}", treatment)
        for name, treatment in table.items()
    }


def _refuse_unreplayable(
    file: str, properties: Properties, events: Mapping[str, Properties], treatments: Mapping[str, Treatment]
) -> None:
    """Refuse what no event could keep to when it is replayed: quarantine holds it as it was treated."""
    treated = {name: treatments.get(plain_name(name), Treatment.KEEP) for name in properties}
    for event, members in events.items():
        for name, member in members.items():
            if member.is_required and treated[name] is Treatment.DROP:
                raise Misconfigured(
                    f'{file}: events."{event}" requires {name}, which personal_data drops: make it optional, '
                    "or hash it"
                )
    for name, planned in properties.items():
        if planned.allowed is not None and treated[name] is not Treatment.KEEP:
            raise Misconfigured(
                f"{file}: properties.{name} has allowed values, and personal_data lets none of them stay: "
                'take the list away, or write "keep"'
            )
