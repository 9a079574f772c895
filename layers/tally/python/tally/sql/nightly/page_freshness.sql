/*
description = "Until when events are in the lake, and until when the audit has compared them"

[columns]
events_until = "timestamp: when the newest event happened, UTC"
audited_until = "timestamp: end of the last hour that was compared, UTC"
*/
select
    (
        select max(last_seen)
        from event_catalog
    ) as events_until,
    (
        select date_add('hour', 1, max(hour_at))
        from audit_cells
    ) as audited_until
