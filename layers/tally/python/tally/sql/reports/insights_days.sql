/*
description = """What the events of an insight come to on each day, one row a metric, segment and unit. Spans of days
are added up from it, so that events are gone through once, in however many spans a day lies"""

[columns]
metric = "int: place of the metric"
business_date = "date: the shop's calendar date; the first one where all days come to one number"
minute_at = "timestamp: the minute, where hours are asked for"
segment = "string: value of the breakdown, null where there is none"
unit = "string: what takes one number each: a person, a session, an event, a value, or everything as one; null where an event has none, as outside of sessions"
events = "bigint: events"
numbers = "bigint: events with a number"
amount = "double: sum of the numbers"
least = "double: the smallest number"
most = "double: the largest number"
left_out = "bigint: events whose value is no number"
place = "bigint: of its first event among all of the person's, or of the last counted from behind"
near_date = "date: null; see insights_near_days"
persons = "bigint: null; see insights_alike_days"

[parameters]
events = "relation(person_events): the events to look at"
day = "expression(date): the date to count it under"
metrics = "expression(array(integer)): the metrics that an event is of"
units = "expression(array(varchar)): the units that it counts for, by metric"
number = "expression(double): its number, by metric"
is_left_out = "expression(boolean): whether it has a value that is no number, by metric"
segments = "expression(array(varchar)): values of the breakdown"
minute_at = "expression(timestamp): the minute in which it lies, or null"
place = "expression(bigint): its place among the person's events, or 0"
is_asked = "expression(boolean): whether it may be of any metric"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
compared_first = "date: first business date to compare with"
compared_last = "date: last business date to compare with"
*/
with asked as (
    select
        metric_of.metric,
        :day as business_date,
        :minute_at as minute_at,
        :segments as segments,
        :units as units,
        :number as number,
        :is_left_out as is_left_out,
        :place as place
    from :events as sent
    cross join unnest(:metrics) as metric_of (metric)
    where
        (
            sent.business_date between :read_first and :read_last
            or sent.business_date between :compared_first and :compared_last
        )
        and :is_asked
        and metric_of.metric is not null
)
select
    asked.metric,
    asked.business_date,
    asked.minute_at,
    segment_of.segment,
    unit_of.unit,
    count(*) as events,
    count(asked.number) as numbers,
    sum(asked.number) as amount,
    min(asked.number) as least,
    max(asked.number) as most,
    count_if(asked.is_left_out) as left_out,
    min(asked.place) as place,
    cast(null as date) as near_date,
    cast(null as bigint) as persons
from asked
cross join unnest(asked.segments) as segment_of (segment)
cross join unnest(asked.units) as unit_of (unit)
group by asked.metric, asked.business_date, asked.minute_at, segment_of.segment, unit_of.unit
