"""A chunk of accepted events as Arrow columns, step by step.

Each step takes the records that the steps before it made, so that none can run too early. Where a row has
several faults the first counts: that of the earliest step.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.landing import event_keys
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_columns import Arrays, read_array
from tally.adapters.landing.event_fields import EventFields, apply_plan, parse_events, take_fields
from tally.adapters.landing.event_ids import read_ids
from tally.adapters.landing.event_labels import read_labels
from tally.adapters.landing.event_senders import read_senders
from tally.adapters.landing.event_times import read_times
from tally.adapters.landing.id_columns import read_id_column
from tally.adapters.landing.landing_plan import LandingPlan, repeat_number
from tally.adapters.landing.leftover_properties import write_leftovers
from tally.adapters.landing.named_ids import tidy_named_ids
from tally.adapters.landing.order_fields import read_order_fields
from tally.adapters.landing.plain_emails import note_plain_emails
from tally.adapters.landing.product_lines import read_products
from tally.adapters.landing.visitor_country import FoundPlace, PlaceOf, nowhere, visitor_places
from tally.adapters.landing.wire_fields import Columns, fill
from tally.domain.collecting.rejection import Rejection
from tally.domain.events.columns import EVENT_COLUMNS

SCHEMA = arrow_schema(EVENT_COLUMNS)
_TYPES = {column.name: column.type for column in SCHEMA}
_nulls = lru_cache(64)(pa.nulls)
_IDS = ("order_id", "product_id")

_DIMENSIONS = frozenset(column.name for column in EVENT_COLUMNS if column.dictionary) - {"coupon"}
"""Texts of few values, by which people group. An empty coupon is told from none, as it is in the JSON: what a
report answers must not depend on whether a property has a column."""

_NOT_STORED = frozenset({"sent_at", "library", "user_agent"})
"""Read for the time of the event and for what sent it, and no columns."""


class BuiltChunk(NamedTuple):
    """Every event as a row, columns as in EVENT_COLUMNS; `refused`: rows that may not be stored, and why."""

    rows: pa.RecordBatch
    refused: Mapping[int, Rejection]

    def accepted(self) -> pa.RecordBatch:
        """The rows that may be stored."""
        if not self.refused:
            return self.rows
        return self.rows.filter(pa.array([row not in self.refused for row in range(self.rows.num_rows)]))


def build(
    chunk: Chunk,
    batch_id: str,
    dates: BusinessDates,
    plan: LandingPlan | None = None,
    place_of: PlaceOf = nowhere,
) -> BuiltChunk:
    """The rows of a chunk. Nothing that an event holds makes this raise."""
    fields = take_fields(apply_plan(parse_events(chunk, place_of), plan))
    times = read_times(fields, dates)
    ids = read_ids(fields, times)
    tidy_named_ids(fields, ids)
    order_fields = read_order_fields(fields, ids)
    products = read_products(fields, ids)
    made: Arrays = {**times.arrays, **ids.arrays, **order_fields, "products": products.array}
    regions = [name for name in ("region", "city") if plan is None or plan.keeps(name)]
    labels, columns = _add_places(read_labels(fields), fields, place_of, regions)
    others = _read_others(fields, labels, columns, made)
    senders = read_senders(fields, others.get("platform"))
    others |= senders
    if senders:
        made |= {"dedup_key": event_keys.keys_of_senders(ids.arrays["dedup_key"], senders["sender"])}
    if fields.consents is not None:
        others["consent"] = pa.array(fields.consents, pa.bool_())
    leftovers = write_leftovers(fields, times, ids, products)
    findings = fields.findings
    arrays = {**made, **others, **_repeat_facts(chunk, batch_id, plan), "properties": leftovers.array}
    if findings.violations:
        arrays["violations"] = findings.labels(fields.rows)
    if plan is not None and plan.personal.treatments:
        note_plain_emails(plan, leftovers.array, others.get("url"), fields.oddities)
    if fields.oddities.found:
        arrays["violations"] = fields.oddities.add_to(arrays.get("violations"), fields.rows)
    # What cannot be stored whatever the plan says is refused for that, not for a departure from the plan.
    refused = {**findings.refused, **leftovers.too_deep, **fields.faults.found}
    return BuiltChunk(_assemble(arrays, fields.rows), refused)


def _read_others(fields: EventFields, labels: Arrays, columns: Columns, made: Arrays) -> Arrays:
    """Columns of the events that are not made yet."""
    ids: Arrays = {
        name: pa.array(read_id_column(fields, name), pa.string()) for name in _IDS if name in fields.columns
    }
    arrays = ids | labels
    for name, values in columns.items():
        if name in made or name in arrays or name in _NOT_STORED:
            continue
        arrays[name] = (
            read_array(name, _TYPES[name], fields.with_currency(values), fields.faults)
            if not pa.types.is_string(_TYPES[name])
            else _read_side_texts(name, values, fields)
        )
    return arrays | _drop_blanks({name: texts for name, texts in arrays.items() if name in _DIMENSIONS})


def _read_side_texts(column: str, values: list[Any], fields: EventFields) -> "pa.Array[Any]":
    """Text that is no id: nearly always as it is, which Arrow tells at no cost."""
    try:
        return pa.array(values, pa.string())
    except pa.ArrowTypeError:
        return pa.array(fields.side_texts(column), pa.string())


def _drop_blanks(dimensions: Arrays) -> Arrays:
    """Null for blanks in these texts, where any begins with one.

    What begins with a blank sorts before all else: the smallest of all texts tells, at 0.03 us an event.
    """
    smallest = pc.min(pa.chunked_array([*dimensions.values()], pa.string())).as_py()
    if smallest is None or smallest[:1] > " ":
        return {}
    return {
        name: pa.array([text if text and text.strip() else None for text in texts.to_pylist()], pa.string())
        for name, texts in dimensions.items()
    }


def _add_places(
    labels: Arrays, fields: EventFields, place_of: PlaceOf, regions: Sequence[str]
) -> tuple[Arrays, Columns]:
    """With countries by address, and of region and city those wanted; what the events say stands first."""
    if fields.addresses is None:
        return labels, fields.columns
    platforms = labels["platform"].to_pylist() if "platform" in labels else [None] * fields.rows
    found = visitor_places(fields.chunk.receipts, fields.addresses, platforms, place_of)
    if not any(found):
        return labels, fields.columns
    by_address = pa.array([place and place.country for place in found], pa.string())
    countries = pc.coalesce(labels["country"], by_address) if "country" in labels else by_address
    columns = fields.columns
    if any(place and (place.region or place.city) for place in found):
        columns = _add_regions(columns, found, countries.to_pylist(), regions)
    return {**labels, "country": countries}, columns


def _add_regions(
    columns: Columns,
    found: Sequence[FoundPlace | None],
    countries: Sequence[str | None],
    regions: Sequence[str],
) -> Columns:
    """With region and city of events that name neither, and no other country."""
    nothing = [None] * len(found)
    stated = zip(found, countries, columns.get("region", nothing), columns.get("city", nothing), strict=True)
    fitting = [
        place if place and place.country == country and region is None and city is None else None
        for place, country, region, city in stated
    ]
    added = dict(columns)
    for name in regions:
        fill(added, name, [place and getattr(place, name) for place in fitting])
    return added


def _repeat_facts(chunk: Chunk, batch_id: str, plan: LandingPlan | None) -> Arrays:
    rows = len(chunk.raws)
    return {
        "protocol": pa.repeat(chunk.protocol.value, rows),
        "batch_id": pa.repeat(batch_id, rows),
        "plan_version": repeat_number(plan, rows),
        "source": pa.array(chunk.sources, pa.string()),
    }


def _assemble(arrays: Arrays, rows: int) -> pa.RecordBatch:
    """All columns; those that nobody made are null."""
    columns = [arrays[name] if name in arrays else _nulls(rows, kind) for name, kind in _TYPES.items()]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
