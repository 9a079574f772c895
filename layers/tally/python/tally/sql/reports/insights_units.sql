/*
description = """The days of an insight added up to the spans that its rows are of, one row a metric, span, segment and
unit. A day may lie in many spans: in those of trailing days, and in one to compare with"""

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
place = "bigint: as in insights_days"
persons = "bigint: how many units the row stands for"

[parameters]
days = "relation(insights_days): what the events of a day come to"
spans = "rows(integer, bigint, date, bigint, timestamp): a metric, a span's number, its first day and how many days it has; and the midnight from which its hours are counted, each with the next number"
*/
with span_days as (
    select
        spans.metric,
        spans.span_number,
        cast(spans.starts_at as timestamp) as starts_at,
        spans.first_day,
        date_add('day', spans.days - 1, spans.first_day) as last_day,
        date_add('day', day_of.place, spans.first_day) as business_date
    from :spans as spans (metric, span_number, first_day, days, starts_at)
    cross join unnest(sequence(0, spans.days - 1)) as day_of (place)
)
select
    days.metric,
    span_days.span_number
    + coalesce(date_diff('hour', span_days.starts_at, days.minute_at), 0) as span_number,
    days.segment,
    days.unit,
    cast(sum(days.events) as bigint) as events,
    cast(sum(days.numbers) as bigint) as numbers,
    sum(days.amount) as amount,
    min(days.least) as least,
    max(days.most) as most,
    cast(sum(days.left_out) as bigint) as left_out,
    min(days.place) as place,
    cast(coalesce(sum(days.persons), 1) as bigint) as persons
from :days as days
inner join span_days
    on span_days.metric = days.metric
    and span_days.business_date = days.business_date
where days.near_date is null or days.near_date not between span_days.first_day and span_days.last_day
group by
    days.metric,
    span_days.span_number + coalesce(date_diff('hour', span_days.starts_at, days.minute_at), 0),
    days.segment,
    days.unit
