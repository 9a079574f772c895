/*
description = """The days of an insight, each with the one before it on which its person was there, too: in a span of
trailing days persons count on the first of their days in it"""

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
near_date = "date: the day before, in the same segment; null where there is none, and for metrics without trailing days"
persons = "bigint: null"

[parameters]
days = "relation(insights_days): what the events of a day come to"
is_trailing = "expression(boolean): whether a metric has trailing days"
*/
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
    if(
        :is_trailing, lag(business_date) over (partition by metric, segment, unit order by business_date)
    ) as near_date,
    persons
from :days
