/*
description = "Steps of flows with those in a row that are named alike as one"

[columns]
unit = "bigint: as in flows_events"
place = "bigint: from 1, in time"
label = "string: as in flows_events"
first_ms = "bigint: when the first of them was"
last_ms = "bigint: when the last of them was"
anchor_ms = "bigint: when the first anchor among them was; null where there is none"

[parameters]
events = "relation(flows_events): the steps, each by itself"
*/
with marked as (
    select
        *,
        case when label = lag(label) over in_time then 0 else 1 end as is_new
    from :events
    window in_time as (partition by unit order by place)
),
numbered as (
    select
        unit,
        label,
        first_ms,
        last_ms,
        anchor_ms,
        cast(sum(is_new) over (partition by unit order by place rows unbounded preceding) as bigint) as place
    from marked
)
select
    unit,
    place,
    min(label) as label,
    min(first_ms) as first_ms,
    max(last_ms) as last_ms,
    min(anchor_ms) as anchor_ms
from numbered
group by unit, place
