/*
description = """Each second step that an entry reaches in time, with the latest such entry: where that one is out of time, all
before it are. Of first steps stays each person's first, which counts alone, and what by grace may stand behind its second
step"""

[columns]
unit = "bigint: as in funnel_straight_steps"
step = "int: the step, from 1"
position = "bigint: the order in which steps count"
entered = "bigint: of step 1 and 2, when the latest first step before it was; null at steps that are still to come"

[parameters]
steps = "relation(funnel_straight_steps): all steps"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, the end inside, in sixteenths of a millisecond"
*/
with behind_entries as (
    select
        unit,
        step,
        position,
        last_value(case when step = 1 then position end) ignore nulls over behind as latest,
        lead(position) over (partition by unit order by position) - position as until_next
    from :steps
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
    case when step <= 2 then latest end as entered
from behind_entries
where
    case step
        when 1 then latest is null or until_next <= :stride
        when 2 then position - :stride - latest <= :window
        else latest is not null
    end
