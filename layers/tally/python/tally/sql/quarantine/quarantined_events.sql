/*
description = """What waits in quarantine for one reason, newest first, each event once though a queue may
deliver it twice. An event that was sent again and is in the lake waits no more"""

[parameters]
reason = "string: why they were refused"
field = "string: field at fault"
every_field = "boolean: whatever the field"
source = "string: name of the write key"
every_source = "boolean: whatever the write key"
since_dt = "string: quarantine's partitions before it cannot hold such arrivals"
since = "timestamp: arrivals from here on, UTC"
most = "bigint: rows at most"
*/
select distinct
    quarantine.quarantine_id,
    quarantine.received_at,
    quarantine.reason,
    quarantine.field,
    quarantine.detail,
    quarantine.protocol,
    quarantine.source,
    quarantine.route,
    quarantine.query,
    quarantine.event_name,
    quarantine.occurred_at,
    quarantine.raw,
    quarantine.raw_encoding
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
    and quarantine.reason = :reason
    and (quarantine.field = :field or :every_field)
    and (quarantine.source = :source or :every_source)
    and quarantine.dt >= :since_dt
    and quarantine.received_at >= :since
order by received_at desc, quarantine_id
limit :most
