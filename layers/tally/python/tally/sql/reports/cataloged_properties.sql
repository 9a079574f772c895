/*
description = """Properties that came with an event in the last 35 days, those that it has most often first"""

[parameters]
event = "string: canonical name"

[columns]
property = "string: name of the property"
events = "bigint: events of this name, with and without it"
filled = "bigint: how many had a value"
types = "string: types of the values as in JSON, the most frequent first"
first_seen = "timestamp: when the first of them happened, UTC"
last_seen = "timestamp: when the last happened, UTC"
*/
select
    property,
    events,
    filled,
    types,
    first_seen,
    last_seen
from event_properties
where event_name = :event
order by filled desc, property
