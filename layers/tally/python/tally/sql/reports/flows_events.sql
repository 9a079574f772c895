/*
description = "Events that may be a step of a flow, with their names and places in a person's, or session's, order"

[columns]
unit = "bigint: whose flow it is: a merged person, or a session"
place = "bigint: from 1, in time"
label = "string: name of the event; of an expanded one with its value"
first_ms = "bigint: when, in milliseconds since 1970"
last_ms = "bigint: the same"
anchor_ms = "bigint: the same, of an anchor; else null"

[parameters]
events = "relation(person_events): the events to look at"
unit = "expression(bigint): what an entry is of"
label = "expression(varchar): what an event is called"
is_step = "expression(boolean): whether an event may be a step"
is_anchor = "expression(boolean): whether it is the anchor's event"
first = "date: first business date of anchors"
last = "date: last business date of anchors"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
*/
with asked as (
    select
        :unit as unit,
        :label as label,
        event_key,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', occurred_at) as at_ms,
        :is_anchor and business_date between :first and :last as is_anchor
    from :events
    where business_date between :read_first and :read_last and :is_step
)
select
    unit,
    row_number() over (partition by unit order by at_ms, event_key) as place,
    label,
    at_ms as first_ms,
    at_ms as last_ms,
    case when is_anchor then at_ms end as anchor_ms
from asked
where unit is not null
