/*
description = "How many entries had which event as each step before and behind an anchor: `tally flows`"

[columns]
step = "bigint: from 1 behind the anchor, from -1 backwards before it"
kind = "string: event, rest (of the less frequent ones) or end (there is no further event)"
event = "string: what it is called; null for rest and end"
entries = "bigint: how many"

[parameters]
entries = "relation(flows_entries): the entries"
sides = "rows(bigint, bigint): 1 or -1 for the side of the anchor, and how many steps there"
window_ms = "bigint: how far from the anchor a step may lie, in milliseconds"
top = "bigint: how many events of a step stand alone"
*/
with sided as (
    select
        sides.sign,
        sides.steps,
        if(sides.sign > 0, entries.labels_after, entries.labels_before) as labels,
        coalesce(
            cardinality(
                filter(
                    if(sides.sign > 0, entries.times_after, entries.times_before),
                    at_ms -> abs(at_ms - entries.anchor_ms) <= :window_ms
                )
            ),
            0
        ) as within
    from :entries as entries
    cross join :sides as sides (sign, steps)
),
counted as (
    select
        sided.sign * places.place as step,
        -- Before the anchor steps are counted from the end.
        if(places.place <= sided.within, element_at(sided.labels, sided.sign * places.place)) as event,
        count(*) as entries
    from sided
    cross join unnest(sequence(1, least(sided.within + 1, sided.steps))) as places (place)
    group by
        sided.sign * places.place,
        if(places.place <= sided.within, element_at(sided.labels, sided.sign * places.place))
),
ranked as (
    select
        step,
        event,
        entries,
        case
            when event is null then 'end'
            when row_number() over (partition by step, event is null order by entries desc, event) <= :top
            then 'event'
            else 'rest'
        end as kind
    from counted
)
select
    step,
    kind,
    case when kind = 'event' then event end as event,
    cast(sum(entries) as bigint) as entries
from ranked
group by step, kind, case when kind = 'event' then event end
