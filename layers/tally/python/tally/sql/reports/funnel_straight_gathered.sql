/*
description = """What each person or session reached, gathered in one row. First steps alone count in one row for all: most come no
further, and no time is told of them"""

[columns]
unit = "bigint: as in funnel_straight_steps; null in the row of the first steps"
units = "bigint: how many persons or sessions the row stands for"
places = "array<struct<step:int,position:bigint,entered:bigint>>: what was reached; null in the row of the first steps"
earliest = "bigint: an entry before this is not the deepest one"
times = "array<bigint>: when each step from the second on was, in sixteenths of a millisecond; null until it is found"

[parameters]
ways = "relation(funnel_straight_begun): all that was reached"
*/
with placed as (
    select
        -- A first step without an entry before it is its person's first: of each person there is one.
        if(entered is not null, unit) as unit,
        cast(row(step, position, entered) as row (step integer, position bigint, entered bigint)) as place
    from :ways
)
select
    unit,
    if(unit is null, count(*), 1) as units,
    array_agg(place) filter (where unit is not null) as places,
    -9223372036854775807 as earliest,
    cast(null as array(bigint)) as times
from placed
group by unit
