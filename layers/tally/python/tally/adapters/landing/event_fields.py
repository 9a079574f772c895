"""From the JSON texts of a chunk to its fields: parse, apply the tracking plan, then take apart.

In this order, and each step takes what the one before it gives: an address must be read before the plan may
hash or drop it, the plan checks events as they were sent, and taking the fields empties the events.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from msgspec import DecodeError, Raw

from tally.adapters.landing.campaigns import read_campaigns
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_columns import Faults, read_side_texts, read_texts
from tally.adapters.landing.event_dialects import DIALECTS, Dialect
from tally.adapters.landing.event_oddities import Oddities
from tally.adapters.landing.landing_plan import LandingPlan, PlanFindings
from tally.adapters.landing.readable_event import readable_event
from tally.adapters.landing.visitor_country import PlaceOf, addresses_in, has_places
from tally.adapters.landing.wire_fields import Columns, Json, extract
from tally.adapters.wire.envelope import refusal
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events import json_values
from tally.domain.events.oddities import Oddity
from tally.domain.people.id_rules import ID_RULES, IdRules

_DECODE = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class ParsedEvents:
    """The events of a chunk as sent, with what stood beside their batch; `faults` of those that are no JSON.

    `addresses`: what each says of its visitor's address; None where no place is to be found.
    """

    chunk: Chunk
    dialect: Dialect
    events: list[Json]
    addresses: list[Any] | None
    faults: Faults


@dataclass(frozen=True, slots=True)
class PlannedEvents:
    """The same events, their personal data treated, and how they depart from the plan.

    `consents`: of each event, None where it tells none; None where no event does.
    """

    parsed: ParsedEvents
    findings: PlanFindings
    id_rules: IdRules
    consents: list[bool | None] | None = None


@dataclass(frozen=True, slots=True)
class EventFields:
    """A chunk taken apart: values as sent by column, and in `rest` what is left of each event.

    `columns` holds only those of which some event has a value. `faults` are the first of each row, `oddities`
    what costs no event: later steps add theirs.
    """

    chunk: Chunk
    dialect: Dialect
    columns: Columns
    rest: list[Json]
    addresses: list[Any] | None
    findings: PlanFindings
    faults: Faults
    oddities: Oddities
    id_rules: IdRules
    consents: list[bool | None] | None

    @property
    def rows(self) -> int:
        """How many events there are."""
        return len(self.rest)

    def values(self, column: str) -> list[Any]:
        """As sent, None where an event has none."""
        return self.columns.get(column) or [None] * self.rows

    def value(self, column: str, row: int) -> Any:
        """One of them."""
        values = self.columns.get(column)
        return None if values is None else values[row]

    def with_currency(self, values: list[Any]) -> list[Any]:
        """Amounts; those in text so written that their currency makes them clear. Few chunks have any."""
        if str not in set(map(type, values)):
            return values
        return list(map(json_values.amount_of, self.values("currency"), values))

    def texts(self, column: str) -> list[str | None]:
        """The same as text; what is none is a fault."""
        values = self.columns.get(column)
        return [None] * self.rows if values is None else read_texts(column, values, self.faults)

    def side_texts(self, column: str) -> list[str | None]:
        """The same for what is no id: what is no text is joined or left out, and never a fault."""
        return read_side_texts(self.values(column), partial(self._set_aside, column))

    def _set_aside(self, column: str, row: int, value: Any) -> str | None:
        """What the column has of a value that is no text. One that is no number either is noted and kept."""
        if self.faults.has(row):  # its row is refused: no more is read of it
            return None
        path, exact = self.faults.as_sent(row, column)
        try:
            return json_values.text(value if exact is None else exact)
        except ValueError:
            self.oddities.set_aside(row, Oddity.ODD_VALUE, path, value)
            return json_values.joined_text(value)


def parse_events(chunk: Chunk, place_of: PlaceOf) -> ParsedEvents:
    """Events in the chunk's order; one that cannot be parsed is a fault: what is read of it stands."""
    dialect = DIALECTS[chunk.protocol]
    faults = Faults(dialect.wire, chunk.raws)
    events = _decode_all(chunk.raws, faults)
    dialect.merge_batch(events, chunk.batches)
    is_located = has_places(chunk.receipts, place_of)
    addresses = addresses_in(events, dialect.address_in) if is_located else None
    return ParsedEvents(chunk, dialect, events, addresses, faults)


def apply_plan(parsed: ParsedEvents, plan: LandingPlan | None) -> PlannedEvents:
    """Hold the events against the plan, and treat their personal data in place."""
    if plan is None:
        return PlannedEvents(parsed, PlanFindings(), ID_RULES)
    dialect, events = parsed.dialect, parsed.events
    names = dialect.event_names(events)
    consents = plan.read_consents(names, events, parsed.chunk.receipts)
    findings = plan.apply(names, events, dialect.flat)
    return PlannedEvents(parsed, findings, plan.id_rules, consents)


def take_fields(planned: PlannedEvents) -> EventFields:
    """Empty the events into columns. Properties that are no object are a fault, other such values are odd."""
    parsed, findings = planned.parsed, planned.findings
    dialect, faults = parsed.dialect, parsed.faults
    fields = extract(dialect.wire, parsed.events, findings.names)
    oddities = Oddities(fields.rest)
    for row, path, value in fields.misplaced:
        if path == "properties":
            faults.add(row, Rejection(Reason.WRONG_TYPE, f"{path}: this is an object", field=path))
        else:
            oddities.set_aside(row, Oddity.ODD_VALUE, path, value)
    for row, name in fields.misread:
        oddities.note(row, Oddity.ODD_VALUE, name)
    dialect.complete(fields.columns, len(parsed.events))
    read_campaigns(fields.columns, oddities, findings.is_kept)
    return EventFields(
        chunk=parsed.chunk,
        dialect=dialect,
        columns=fields.columns,
        rest=fields.rest,
        addresses=parsed.addresses,
        findings=findings,
        faults=faults,
        oddities=oddities,
        id_rules=planned.id_rules,
        consents=planned.consents,
    )


def _decode_all(raws: list[Raw], faults: Faults) -> list[Json]:
    """The envelope's check skips over what it does not need, so a number like 1e999 shows only here."""
    try:
        return list(map(_DECODE, raws))
    except (DecodeError, RecursionError):
        pass
    events = []
    for row, raw in enumerate(raws):
        try:
            events.append(_DECODE(raw))
        except (DecodeError, RecursionError) as error:
            faults.add(row, refusal(error))
            mended = readable_event(raw)
            events.append({} if mended is None else _DECODE(mended))
    return events
