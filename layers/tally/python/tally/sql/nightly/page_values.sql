/*
description = "Values of events' properties that several persons sent, the most frequent of each first"

[columns]
event_name = "string: canonical name"
property = "string: name of the property"
value = "string: as text"
events = "bigint: how many events of a sample have it"
*/
select
    event_name,
    property,
    value,
    events
from event_property_values
order by event_name, property, place
