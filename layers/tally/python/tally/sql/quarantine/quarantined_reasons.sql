/*
description = """What waits in quarantine since a moment, by reason: how many events, since when, and one of
the sentences for the sender. An event that was sent again and is in the lake waits no more"""

[parameters]
since_dt = "string: quarantine's partitions before it cannot hold such arrivals"
since = "timestamp: arrivals from here on, UTC"
*/
select
    quarantine.reason,
    quarantine.field,
    quarantine.protocol,
    quarantine.source,
    count(distinct quarantine.quarantine_id) as events,
    min(quarantine.received_at) as first_seen,
    max(quarantine.received_at) as last_seen,
    min(quarantine.detail) as detail
from quarantine
-- Events sent again carry where they come from. The pattern spares parsing the properties of all others.
-- A profile update sent again has it for its id; no other update is called like something refused.
left join (
    select json_extract_scalar(properties, '$.quarantine_id') as quarantine_id
    from events
    where properties like '%"quarantine_id"%'
    union
    select update_id as quarantine_id
    from profile_updates
) as replayed on quarantine.quarantine_id = replayed.quarantine_id
-- An event that was refused again carries the id of its first row, and that one stands for it here. What
-- comes of a whole body, whose row names nobody, stays a row of its own, and so does a body that was cut:
-- Athena reads a scalar out of what comes before the cut, so only whole JSON is asked.
left join (
    select distinct quarantine_id
    from quarantine
    where coalesce(event_name, distinct_id) is not null
) as first_refusal
    on first_refusal.quarantine_id = case
        when quarantine.raw like '%"quarantine_id"%'
        then json_extract_scalar(try(json_parse(quarantine.raw)), '$.properties.quarantine_id')
    end
where replayed.quarantine_id is null
    and first_refusal.quarantine_id is null
    and quarantine.dt >= :since_dt
    and quarantine.received_at >= :since
group by quarantine.reason, quarantine.field, quarantine.protocol, quarantine.source
order by events desc, reason, field, protocol, source
