/*
description = "The number that each unit of an insight has"

[columns]
metric = "int: place of the metric"
span_number = "bigint: of the span"
segment = "string: as in insights_days"
number = "double: null where it has none"
left_out = "bigint: its events whose value is no number"
persons = "bigint: as in insights_units"
share = "double: of a percentile, such as 0.5"

[parameters]
units = "relation(insights_units): the units that count"
number = "expression(double): how a unit's events become its number, by metric"
share = "expression(double): the share of a percentile, by metric"
*/
select
    metric,
    span_number,
    segment,
    if(unit is not null, :number) as number,
    left_out,
    persons,
    :share as share
from :units
