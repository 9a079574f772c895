/*
description = """The events that somebody took out of the lake on purpose: their keys, days and the reason that
was given"""

[columns]
dedup_key = "string: the event's key, as text: it has 64 bits"
business_date = "date: the day that it stood on"
detail = "string: why it was taken out"
*/
select distinct
    cast(dedup_key as varchar) as dedup_key,
    business_date,
    detail
from quarantine
where reason = 'withheld'
order by detail, business_date, dedup_key
