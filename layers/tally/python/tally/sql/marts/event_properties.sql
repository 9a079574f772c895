/*
description = """Every property that came with an event in the last 35 days, by name of the event: its most frequent
500"""
grain = "one row per event_name and property"
step = "refresh"
checks = [
    "unique: event_name, property",
    "not_null: event_name, property, types, first_seen, last_seen",
    "expression: filled between 1 and events",
]

[columns]
event_name = "string: canonical name"
property = "string: name of the property: a column of events, else as sent"
events = "bigint: events of this name that arrived, with and without it"
filled = "bigint: how many had a value; the others had null or nothing"
types = "string: types of the values as in JSON, the most frequent first, such as number, string"
first_seen = "timestamp: when the first of them happened, UTC"
last_seen = "timestamp: when the last happened, UTC"
*/
with typed as (
    select
        event_name,
        property,
        type,
        sum(events) as events,
        max(events_of_name) as events_of_name,
        min(first_at) as first_at,
        max(last_at) as last_at
    from event_property_counts
    group by event_name, property, type
),

named as (
    select
        event_name,
        property,
        max(events_of_name) as events,
        sum(events) as filled,
        array_join(array_agg(type order by events desc, type), ', ') as types,
        min(first_at) as first_seen,
        max(last_at) as last_seen
    from typed
    group by event_name, property
),

ranked as (
    select
        *,
        row_number() over (partition by event_name order by filled desc, property) as place
    from named
)
select
    event_name,
    property,
    events,
    -- An event may hold it twice: read into a column, and in another spelling as it was sent.
    cast(least(filled, events) as bigint) as filled,
    types,
    first_seen,
    last_seen
from ranked
where place <= 500
