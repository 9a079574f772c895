/*
description = """How many persons or sessions reached each step of a straight funnel, without the times: which entry counts
need not be found for that, only how far any came"""

[columns]
segment = "string: null, for there is no breakdown"
step = "bigint: from 1"
reached = "bigint: units that came so far"

[parameters]
ways = "relation(funnel_straight_begun): all that was reached"
*/
with deepest as (
    select unit, max(step) as depth
    from :ways
    group by unit
),
counted as (
    select depth, count(*) as units
    from deepest
    group by depth
)
select
    cast(null as varchar) as segment,
    cast(steps.step as bigint) as step,
    cast(sum(counted.units) as bigint) as reached
from counted
cross join unnest(sequence(1, counted.depth)) as steps (step)
group by steps.step
