/*
description = "Entries once for each item of the list that their segment is"

[columns]
unit = "bigint: as in funnel_entries"
person = "string: who, for people"
event_key = "bigint: of its first step"
at_ms = "bigint: of its first step"
times = "array<bigint>: when each of its steps was"
keys = "array<bigint>: event_key of each"
amounts = "array<double>: number of each"
depth = "int: steps that it reached"
segment = "string: one item, or the breakdown's one value"
filtered = "string: whether it fulfils the filter"

[parameters]
entries = "relation(funnel_entries): the entries, or the attempts among them"
separator = "string: between the items of a list of which each is a segment"
*/
select
    entries.unit,
    entries.person,
    entries.event_key,
    entries.at_ms,
    entries.times,
    entries.keys,
    entries.amounts,
    entries.depth,
    items.segment,
    entries.filtered
from :entries as entries
cross join unnest(
    if(entries.segment is null, array[cast(null as varchar)], split(entries.segment, :separator))
) as items (segment)
