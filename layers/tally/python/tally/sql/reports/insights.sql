/*
description = "One number a metric, span and segment: `tally insights`. What has no event has no row here"

[columns]
metric = "int: place of the metric"
span_number = "bigint: of the span"
segment = "string: value of the breakdown, null where there is none"
value = "double: null where there is no number"
left_out = "bigint: events whose value is no number, each as often as it stands in segments"

[parameters]
numbers = "relation(insights_weighed): a number of each unit"
part = "expression(double): its part in a percentile; null where none is asked for"
*/
select
    metric,
    span_number,
    segment,
    case across
        when 'count' then cast(count(number) as double)
        when 'sum' then sum(number)
        when 'average' then avg(number)
        when 'min' then min(number)
        when 'max' then max(number)
        else sum(number * :part)
    end as value,
    cast(sum(left_out) as bigint) as left_out
from :numbers
group by metric, span_number, segment, across
