/*
description = "How many entries reached each step of a funnel, in what time: `tally funnel`"

[columns]
segment = "string: value of the breakdown, null where there is none"
step = "bigint: from 1"
reached = "bigint: entries that came so far"
median_seconds = "double: median time from the step before, of these; null at the first step"
median_seconds_from_first = "double: median time from the first step"
p90_seconds = "double: nine of ten needed at most so long from the step before"
p90_seconds_from_first = "double: likewise from the first step"
amount = "double: sum of the number over the events that were this step"

[parameters]
reached = "relation(funnel_reached): the steps that entries reached"
*/
with timed as (
    select
        *,
        greatest(at_ms - before_ms, 0) / 1e3 as seconds,
        greatest(at_ms - first_ms, 0) / 1e3 as seconds_from_first
    from :reached
),
ranked as (
    select
        *,
        row_number() over (partition by segment, step order by seconds) as place,
        row_number() over (partition by segment, step order by seconds_from_first) as place_from_first,
        -- In the order of the first, so that no engine sorts once more.
        count(*) over (
            partition by segment, step
            order by seconds
            rows between unbounded preceding and unbounded following
        ) as size
    from timed
),
weighed as (
    select
        *,
        -- Percentiles lie between two of the values, by percentile_cont: this is each one's part.
        greatest(0e0, 1e0 - abs(place - 1 - 0.5e0 * (size - 1))) as median_part,
        greatest(0e0, 1e0 - abs(place_from_first - 1 - 0.5e0 * (size - 1))) as median_part_from_first,
        greatest(0e0, 1e0 - abs(place - 1 - 0.9e0 * (size - 1))) as p90_part,
        greatest(0e0, 1e0 - abs(place_from_first - 1 - 0.9e0 * (size - 1))) as p90_part_from_first
    from ranked
)
select
    segment,
    step,
    -- Where times are told, each row is one unit.
    cast(sum(units) as bigint) as reached,
    case when step > 1 then sum(seconds * median_part) end as median_seconds,
    case when step > 1 then sum(seconds_from_first * median_part_from_first) end as median_seconds_from_first,
    case when step > 1 then sum(seconds * p90_part) end as p90_seconds,
    case when step > 1 then sum(seconds_from_first * p90_part_from_first) end as p90_seconds_from_first,
    coalesce(sum(amount), 0e0) as amount
from weighed
group by segment, step
