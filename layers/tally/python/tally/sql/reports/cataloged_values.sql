/*
description = """Values of an event's properties that several persons sent, the most frequent of each first"""

[parameters]
event = "string: canonical name"
property = "string: of this property only; null: of all"
most = "bigint: so many of a property"

[columns]
property = "string: name of the property"
value = "string: as text"
place = "bigint: 1 for the most frequent"
events = "bigint: how many events of a sample have it"
persons = "bigint: how many merged persons sent it, in the sample"
*/
select
    property,
    value,
    place,
    events,
    persons
from event_property_values
where
    event_name = :event
    and (:property is null or property = :property)
    and place <= :most
order by property, place
