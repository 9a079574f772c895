/*
description = """Of the first steps of each person or session the first alone, and of the others what it may reach: so who is
followed from their first entry is followed as those with one entry are"""

[columns]
unit = "bigint: as in funnel_straight_steps"
step = "int: the step, from 1"
position = "bigint: the order in which steps count"

[parameters]
steps = "relation(funnel_straight_steps): all steps"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, the end inside, in sixteenths of a millisecond"
*/
with entered as (
    select
        unit,
        step,
        position,
        min(case when step = 1 then position end) over (partition by unit) as entered
    from :steps
)
select
    unit,
    step,
    position
from entered
where
    case step
        when 1 then position = entered
        else position > entered and position - (step - 1) * :stride - entered <= :window
    end
