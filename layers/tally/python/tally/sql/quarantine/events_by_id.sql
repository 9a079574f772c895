/*
description = """The events of the lake with one id, as somebody looks at them before they are taken out"""

[parameters]
event_id = "string: the id"
id_hash = "bigint: its key: one column to read instead of two"
*/
select
    cast(dedup_key as varchar) as dedup_key,
    event_id,
    event_name,
    occurred_at,
    received_at,
    business_date,
    platform,
    distinct_id,
    order_id,
    source
from events
where id_hash = :id_hash and event_id = :event_id
order by occurred_at, dedup_key
