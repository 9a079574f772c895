/*
description = "How often a person did each of the events that a cohort asks for, by day"

[columns]
person_key = "bigint: merged person"
business_date = "date: the shop's calendar date"
event_number = "bigint: which of the events, from 1"
times = "bigint: how often, once at least"
user_id = "string: the person's; null for who is no known customer"
device_id = "string: one of the person's devices"

[parameters]
events = "relation(person_events): the events to look at"
times = "expression(array(bigint)): how many of some rows are each of the events"
is_asked = "expression(boolean): whether a row may be any of them"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
*/
with counted as (
    select
        person_key,
        business_date,
        max(user_id) as user_id,
        max(device_id) as device_id,
        :times as times
    from :events
    where business_date between :read_first and :read_last and :is_asked
    group by person_key, business_date
)
select
    counted.person_key,
    counted.business_date,
    done.event_number,
    done.times,
    counted.user_id,
    counted.device_id
from counted
cross join unnest(counted.times) with ordinality as done (times, event_number)
where done.times > 0
