/*
description = "Events of a sequence, once for each day at whose end it is looked for: those within its days"

[columns]
unit = "bigint: merged person"
held = "string: the day at whose end it is looked for"
sequence = "int: as in funnel_steps_taken"
person = "string: who, for people"
business_date = "date: the shop's calendar date"
event_key = "bigint: as in person_events"
at_ms = "bigint: when, in milliseconds since 1970"
step = "int: the step, from 1"
place_ms = "bigint: the order in which steps count"
grace_ms = "bigint: breaks ties"
segment = "string: null"
filtered = "string: null"
amount = "double: null"
times = "array<bigint>: as in funnel_steps_taken"
keys = "array<bigint>: likewise"
segments = "array<string>: likewise"
filters = "array<string>: likewise"
amounts = "array<double>: likewise"
excluded_ms = "bigint: likewise"
excluded_key = "bigint: likewise"

[parameters]
steps = "relation(funnel_steps_taken): events that may be a step"
windows = "rows(date, date): the first business date, and the last, at whose end it is looked for"
*/
select
    steps.unit,
    cast(windows.last as varchar) as held,
    steps.sequence,
    steps.person,
    steps.business_date,
    steps.event_key,
    steps.at_ms,
    steps.step,
    steps.place_ms,
    steps.grace_ms,
    steps.segment,
    steps.filtered,
    steps.amount,
    steps.times,
    steps.keys,
    steps.segments,
    steps.filters,
    steps.amounts,
    steps.excluded_ms,
    steps.excluded_key
from :steps as steps
inner join :windows as windows (first, last)
    on steps.business_date between windows.first and windows.last
