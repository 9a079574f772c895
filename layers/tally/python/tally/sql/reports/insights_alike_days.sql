/*
description = """The days of an insight, with all persons in one row who were there on a day and last on the same day before:
they count in the same spans of trailing days, which each of their rows would lie in by itself"""

[columns]
metric = "int: place of the metric"
business_date = "date: the shop's calendar date"
minute_at = "timestamp: as in insights_days"
segment = "string: as in insights_days"
unit = "string: empty for metrics with trailing days"
events = "bigint: events"
numbers = "bigint: events with a number"
amount = "double: sum of the numbers"
least = "double: the smallest number"
most = "double: the largest number"
left_out = "bigint: events whose value is no number"
place = "bigint: as in insights_days"
near_date = "date: as in insights_near_days"
persons = "bigint: persons in the row; null for metrics without trailing days"

[parameters]
days = "relation(insights_near_days): days with those before them"
is_trailing = "expression(boolean): whether a metric has trailing days"
*/
with told as (
    select
        *,
        :is_trailing as is_trailing
    from :days
)
select
    metric,
    business_date,
    minute_at,
    segment,
    if(is_trailing, '', unit) as unit,
    cast(sum(events) as bigint) as events,
    cast(sum(numbers) as bigint) as numbers,
    sum(amount) as amount,
    min(least) as least,
    max(most) as most,
    cast(sum(left_out) as bigint) as left_out,
    min(place) as place,
    near_date,
    if(is_trailing, count(*)) as persons
from told
group by metric, business_date, minute_at, segment, if(is_trailing, '', unit), near_date, is_trailing
