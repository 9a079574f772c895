/*
description = "The number that each unit of an insight has"

[columns]
metric = "int: place of the metric"
span_number = "bigint: of the span"
segment = "string: as in insights_days"
number = "double: null where it has none"
left_out = "bigint: its events whose value is no number"
across = "string: how a segment's numbers become one"
share = "double: of a percentile, such as 0.5"

[parameters]
units = "relation(insights_units): the units that count"
recipes = "rows(integer, varchar, varchar, decimal(4,2)): a metric, how a unit's events become its number, and how these become one; the share of a percentile"
*/
select
    units.metric,
    units.span_number,
    units.segment,
    case
        when units.unit is null then null
        when recipes.within = 'count' then cast(units.events as double)
        when recipes.within = 'sum' then units.amount
        when recipes.within = 'average' then units.amount / nullif(cast(units.numbers as double), 0e0)
        when recipes.within = 'min' then units.least
        else units.most
    end as number,
    units.left_out,
    recipes.across,
    cast(recipes.share as double) as share
from :units as units
inner join :recipes as recipes (metric, within, across, share) on recipes.metric = units.metric
