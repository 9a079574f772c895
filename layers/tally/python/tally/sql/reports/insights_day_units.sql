/*
description = """The days of an insight as the spans that its rows are of, where each span is one day, or all of them:
nothing is left to add up"""

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
persons = "bigint: 1; see insights_units"

[parameters]
days = "relation(insights_days): what the events of a day come to"
spans = "rows(integer, bigint, date, bigint, timestamp): as in insights_units"
*/
select
    days.metric,
    cast(spans.span_number as bigint) as span_number,
    days.segment,
    days.unit,
    days.events,
    days.numbers,
    days.amount,
    days.least,
    days.most,
    days.left_out,
    days.place,
    cast(1 as bigint) as persons
from :days as days
inner join :spans as spans (metric, span_number, first_day, days, starts_at)
    on spans.metric = days.metric
    and spans.first_day = days.business_date
