/*
description = """The most frequent values of properties, of a sample of the last 35 days: only those that at least
five persons sent, no personal data by the tracking plan, and nothing that looks like an e-mail address, a phone number
or a link"""
grain = "one row per event_name, property and value"
step = "refresh"
persons = ["value"]
checks = [
    "unique: event_name, property, value",
    "not_null: event_name, property, value, place",
]

[columns]
event_name = "string: canonical name"
property = "string: name of the property: a column of events, else as sent"
value = "string: as text"
place = "bigint: 1 for the most frequent, up to 20"
events = "bigint: how many events of the sample have it"
persons = "bigint: how many merged persons sent it, in the sample"
*/
with told as (
    select
        event_name,
        property,
        value,
        cast(sum(events) as bigint) as events,
        max(persons) as persons
    from event_property_counts
    where value is not null
    group by event_name, property, value
),

ranked as (
    select
        *,
        row_number() over (partition by event_name, property order by events desc, value) as place
    from told
)
select
    event_name,
    property,
    value,
    place,
    events,
    persons
from ranked
where place <= 20
