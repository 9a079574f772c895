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
value = "expression(double): how the numbers become one, by metric"
*/
select
    metric,
    span_number,
    segment,
    :value as value,
    cast(sum(left_out) as bigint) as left_out
from :numbers
group by metric, span_number, segment
