/*
description = "One step on, from the third: each event of this step that an entry reaches in time, with the latest such entry"

[columns]
unit = "bigint: as in funnel_straight_steps"
step = "int: the step, from 1"
position = "bigint: the order in which steps count"
entered = "bigint: when the latest entry before it was; null at steps that are still to come"

[parameters]
before = "relation(funnel_straight_begun): the rows whose steps up to the one before have their entry"
step = "bigint: the step that gets its entry here"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, the end inside, in sixteenths of a millisecond"
*/
with behind_entries as (
    select
        unit,
        step,
        position,
        entered,
        last_value(
            case step
                when :step - 1 then entered
                -- No entry: who comes behind it to this step came to it here.
                when :step then -1000000000000000000
            end
        ) ignore nulls over behind as latest
    from :before
    window behind as (
        partition by unit
        order by position
        rows between unbounded preceding and 1 preceding
    )
)
select
    unit,
    step,
    position,
    if(step = :step, latest, entered) as entered
from behind_entries
where
    case
        when step < :step then true
        when step = :step then position - (step - 1) * :stride - latest <= :window
        else latest is not null
    end
