/*
description = "The ids on which the two sides differ in disputed cells: `tally audit --ids`"

[columns]
business_date = "date: the hour's date on the shop's clock"
local_hour = "int: the hour on the shop's clock, 0 to 23"
event_name = "string: canonical event name"
platform = "string: platform, unknown when not sent"
kind = "string: how the sides differ"
event_id = "string: the id that the app gave to both collectors"
lake_amount = "decimal(20,6): revenue in the lake"
witness_amount = "decimal(20,6): amount at the witness"
quarantine_reason = "string: why the event is in quarantine, if it is there"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
*/
select
    audit_cells.business_date,
    audit_cells.local_hour,
    audit_ids.event_name,
    audit_ids.platform,
    audit_ids.kind,
    audit_ids.event_id,
    audit_ids.lake_amount,
    audit_ids.witness_amount,
    audit_ids.quarantine_reason
from audit_ids
inner join audit_cells
    on audit_cells.event_name = audit_ids.event_name
    and audit_cells.hour_at = audit_ids.hour_at
    and audit_cells.platform = audit_ids.platform
where
    audit_cells.business_date between :first and :last
    and audit_cells.verdict = 'disputed'
order by
    audit_ids.hour_at,
    audit_ids.event_name,
    audit_ids.platform,
    audit_ids.kind,
    audit_ids.event_id
