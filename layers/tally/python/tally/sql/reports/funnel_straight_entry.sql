/*
description = """One step back from the deepest: when it was, for the step behind it. An entry whose window ends before is not the
deepest one, though the last step lies in it: by grace that may have been before this one"""

[columns]
unit = "bigint: as in funnel_straight_steps"
step = "int: the step, from 1"
position = "bigint: the order in which steps count"
entered = "bigint: when the latest entry before it was"
earliest = "bigint: an entry before this is not the deepest one"
before_at = "bigint: when the step before was, in sixteenths of a millisecond; null where that is still to be found"

[parameters]
later = "relation(funnel_straight_deepest): the rows whose steps behind this one fit"
step = "bigint: the step that is looked at"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, in sixteenths of a millisecond"
*/
with stepped as (
    select
        unit,
        step,
        position,
        entered,
        earliest,
        before_at,
        min(case when step = :step then position end) over (partition by unit)
        - (:step - 1) * :stride as step_at
    from :later
),
limited as (
    select
        unit,
        step,
        position,
        entered,
        greatest(earliest, coalesce(step_at - :window, earliest)) as earliest,
        if(step = :step + 1, step_at, before_at) as before_at
    from stepped
)
select
    unit,
    step,
    position,
    entered,
    earliest,
    before_at
from limited
where step = 1 or entered >= earliest
