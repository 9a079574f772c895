/*
description = """What may belong to a person's deepest entry: events up to the first one of the deepest step, reached by
an entry whose window holds that one. First steps stay"""

[columns]
unit = "bigint: as in funnel_straight_steps"
step = "int: the step, from 1"
position = "bigint: the order in which steps count"
entered = "bigint: when the latest entry before it was"
earliest = "bigint: an entry before this is not the deepest one"
before_at = "bigint: null, for the step before is still to be found"

[parameters]
ways = "relation(funnel_straight_begun): all that was reached"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, in sixteenths of a millisecond"
*/
with deepest as (
    select
        unit,
        step,
        position,
        entered,
        first_value(step) over of_unit as depth,
        first_value(position) over of_unit as end_position
    from :ways
    window of_unit as (
        partition by unit
        order by step desc, position
        rows between unbounded preceding and unbounded following
    )
),
limited as (
    select
        unit,
        step,
        position,
        entered,
        end_position,
        end_position - (depth - 1) * :stride - :window as earliest
    from deepest
)
select
    unit,
    step,
    position,
    entered,
    earliest,
    cast(null as bigint) as before_at
from limited
where step = 1 or (entered >= earliest and position <= end_position)
