/*
description = """How many events landed and how many were refused, by the hour (UTC) they arrived in. Landing
and quarantine are asked themselves: nothing need be committed"""

[parameters]
since_dt = "string: partitions before it cannot hold such arrivals"
since = "timestamp: arrivals from here on, UTC"
*/
select
    hour_at,
    sum(landed) as landed,
    sum(quarantined) as quarantined
from (
    select
        date_trunc('hour', received_at) as hour_at,
        cast(1 as bigint) as landed,
        cast(0 as bigint) as quarantined
    from landing
    where dt >= :since_dt and received_at >= :since
    union all
    select
        date_trunc('hour', received_at) as hour_at,
        cast(0 as bigint) as landed,
        cast(1 as bigint) as quarantined
    from (
        select distinct quarantine_id, received_at
        from quarantine
        where dt >= :since_dt and received_at >= :since
    ) as refused
) as arrivals
group by hour_at
order by hour_at
