/*
description = "Properties of events of the last 35 days, by name of the event those that it has most often first"

[columns]
event_name = "string: canonical name"
property = "string: name of the property"
events = "bigint: events of this name, with and without it"
filled = "bigint: how many had a value"
types = "string: types of the values as in JSON, the most frequent first"
*/
select
    event_name,
    property,
    events,
    filled,
    types
from event_properties
order by event_name, filled desc, property
