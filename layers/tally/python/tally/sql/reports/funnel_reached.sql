/*
description = "Each step that an entry reached, with the times from which its seconds are counted"

[columns]
segment = "string: as in funnel_chosen"
step = "bigint: from 1"
units = "bigint: how many came so far with these times: one"
at_ms = "bigint: when, in milliseconds since 1970"
before_ms = "bigint: when the step before was; of the first step its own"
first_ms = "bigint: when the first step was"
amount = "double: number of the event"

[parameters]
chosen = "relation(funnel_chosen): the entries that count"
*/
select
    chosen.segment,
    steps.step,
    cast(1 as bigint) as units,
    element_at(chosen.times, steps.step) as at_ms,
    element_at(chosen.times, greatest(steps.step - 1, 1)) as before_ms,
    element_at(chosen.times, 1) as first_ms,
    element_at(chosen.amounts, steps.step) as amount
from :chosen as chosen
cross join unnest(sequence(1, chosen.depth)) as steps (step)
