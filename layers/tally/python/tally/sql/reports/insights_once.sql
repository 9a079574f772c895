/*
description = """Units in one segment of a span only, that of their first (or last) event in it: all items of that event,
where it has a list"""

[columns]
metric = "int: place of the metric"
span_number = "bigint: of the span"
segment = "string: as in insights_days"
unit = "string: as in insights_days"
events = "bigint: events"
numbers = "bigint: events with a number"
amount = "double: sum of the numbers"
least = "double: the smallest number"
most = "double: the largest number"
left_out = "bigint: events whose value is no number"
persons = "bigint: as in insights_units"

[parameters]
units = "relation(insights_units): units in all segments that they touched"
*/
with ranked as (
    select
        *,
        rank() over (partition by metric, span_number, unit order by place) as segment_place
    from :units
)
select
    metric,
    span_number,
    segment,
    unit,
    events,
    numbers,
    amount,
    least,
    most,
    left_out,
    persons
from ranked
where segment_place = 1
