/*
description = "Sessions with the first values that were set in them"

[columns]
session_id = "bigint: as in sessions"
device_id = "string: the device, where there is one"
first_values = "string: JSON list of texts, one for each property asked for; null where none was set"

[parameters]
events = "relation(person_events): the events to look at"
given = "expression(array(varchar)): an event's values of the properties"
first_values = "expression(array(varchar)): the first of them in place, of some rows"
first = "date: first business date"
last = "date: last business date"
*/
with ordered as (
    select
        session_id,
        device_id,
        :given as given,
        row_number() over (partition by session_id order by occurred_at, event_key) as place
    from :events
    where business_date between :first and :last and session_id is not null
)
select
    session_id,
    max(device_id) as device_id,
    json_format(cast(:first_values as json)) as first_values
from ordered
group by session_id
