/*
description = """Persons of whose entries one came to a step of a funnel within its window; none further, where that is
asked for"""

[columns]
unit = "bigint: merged person"
held = "string: the day at whose end it is looked for"

[parameters]
ways = "relation(funnel_way): the steps with their ways; held is the day"
step = "bigint: number of the step"
window_ms = "bigint: how long an entry lasts, the end inside"
is_no_further = "boolean: none came to the step behind it"
*/
with entered as (
    select
        unit,
        held,
        -- A step that is one too late ends an entry, also where the next lies before it by its grace.
        cardinality(filter(slice(times, 1, :step), each_ms -> each_ms <= at_ms + :window_ms)) as in_time,
        cardinality(filter(slice(times, 1, :step + 1), each_ms -> each_ms <= at_ms + :window_ms))
            as in_time_behind
    from :ways
    where step = 1
)
select
    unit,
    held
from entered
group by unit, held
having
    count_if(in_time = :step) > 0
    and (not :is_no_further or count_if(in_time_behind = :step + 1) = 0)
