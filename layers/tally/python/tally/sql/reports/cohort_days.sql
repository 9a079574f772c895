/*
description = """How often a person did each of the events that a cohort asks for, by day"""

[columns]
person_key = "bigint: merged person"
business_date = "date: the shop's calendar date"
event_number = "int: which of the events, from 1"
times = "bigint: how often"
user_id = "string: the person's; null for who is no known customer"
device_id = "string: one of the person's devices"

[parameters]
events = "relation(person_events): the events to look at"
fitting = "expression(array(integer)): the numbers of the events that a row is"
is_asked = "expression(boolean): whether a row may be any of them"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
*/
with asked as (
    select
        person_key,
        business_date,
        user_id,
        device_id,
        :fitting as fitting
    from :events
    where business_date between :read_first and :read_last and :is_asked
)
select
    asked.person_key,
    asked.business_date,
    fitting.event_number,
    count(*) as times,
    max(asked.user_id) as user_id,
    max(asked.device_id) as device_id
from asked
cross join unnest(asked.fitting) as fitting (event_number)
where fitting.event_number is not null
group by asked.person_key, asked.business_date, fitting.event_number
