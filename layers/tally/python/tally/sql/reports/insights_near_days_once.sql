/*
description = """The days of persons who count in one segment only, that of their first (or last) event: of each day this
segment, and the day before (or behind) it on which they were there, too"""

[columns]
metric = "int: place of the metric"
business_date = "date: the shop's calendar date"
minute_at = "timestamp: as in insights_days"
segment = "string: as in insights_days"
unit = "string: as in insights_days"
events = "bigint: events"
numbers = "bigint: events with a number"
amount = "double: sum of the numbers"
least = "double: the smallest number"
most = "double: the largest number"
left_out = "bigint: events whose value is no number"
place = "bigint: as in insights_days"
near_date = "date: the day before, or behind, in any segment; null where there is none"
persons = "bigint: null"

[parameters]
days = "relation(insights_days): what the events of a day come to"
is_last = "boolean: the last event tells the segment"
*/
with ranked as (
    select
        *,
        date_diff('day', date '1970-01-01', business_date) * if(:is_last, -1, 1) as day_place,
        rank() over (partition by metric, business_date, unit order by place) as segment_place
    from :days
),
followed as (
    select
        *,
        max(day_place) over (
            partition by metric, unit
            order by day_place
            range between unbounded preceding and 1 preceding
        ) as near_place
    from ranked
    where segment_place = 1
)
select
    metric,
    business_date,
    minute_at,
    segment,
    unit,
    events,
    numbers,
    amount,
    least,
    most,
    left_out,
    place,
    date_add('day', near_place * if(:is_last, -1, 1), date '1970-01-01') as near_date,
    persons
from followed
