/*
description = "Who came back in a period, one row a person: `tally retention --persons PERIOD`"

[columns]
person = "string: the user id; of nobody known, $device: and the device's"

[parameters]
spread = "relation(retention_spread): in which periods each person counts"
period = "bigint: the period"
events = "relation(person_events): the events to look at"
is_birth = "expression(boolean): whether an event is the birth event"
first = "date: first business date of births"
last = "date: last business date of births"
*/
with counted as (
    select distinct person_key
    from :spread
    where is_counted and :period between first_period and last_period
),
named as (
    select
        person_key,
        coalesce(max(user_id), '$device:' || max(device_id), cast(person_key as varchar)) as person
    from :events
    where business_date between :first and :last and :is_birth
    group by person_key
)
select named.person
from counted
inner join named on counted.person_key = named.person_key
order by named.person
