/*
description = "Entries of flows with the steps next to their anchors, in time"

[columns]
anchor_ms = "bigint: when the anchor was"
labels_before = "array<string>: names of the steps before it; null where there are none"
times_before = "array<bigint>: when each was"
labels_after = "array<string>: names of the steps behind it; null where there are none"
times_after = "array<bigint>: when each was"

[parameters]
events = "relation(flows_merged): the steps, each by itself or merged"
before = "bigint: how many steps before an anchor, 1 at least"
after = "bigint: how many behind it, 1 at least"
is_each = "boolean: each anchor is an entry, not only a unit's first"
*/
with surrounded as (
    select
        anchor_ms,
        place,
        min(case when anchor_ms is not null then place end) over (partition by unit) as first_place,
        array_agg(label) over earlier as labels_before,
        array_agg(last_ms) over earlier as times_before,
        array_agg(label) over later as labels_after,
        array_agg(first_ms) over later as times_after
    from :events
    window
        earlier as (partition by unit order by place rows between :before preceding and 1 preceding),
        later as (partition by unit order by place rows between 1 following and :after following)
)
select
    anchor_ms,
    labels_before,
    times_before,
    labels_after,
    times_after
from surrounded
where anchor_ms is not null and (:is_each or place = first_place)
