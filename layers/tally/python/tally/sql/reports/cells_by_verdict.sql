/*
description = "The cells that are not audited, or all of them, disputed ones first: `tally audit`"

[columns]
business_date = "date: the hour's date on the shop's clock"
local_hour = "int: the hour on the shop's clock, 0 to 23"
event_name = "string: canonical event name"
platform = "string: platform, unknown when not sent"
verdict = "string: audited, disputed or unaudited"
lake_events = "bigint: distinct ids in the lake"
witness_events = "bigint: distinct ids at the witness"
missing_in_lake = "bigint: ids of the witness that the lake lacks"
quarantined = "bigint: of these, ids that are in quarantine"
missing_amount = "decimal(38,6): amounts of the orders that the lake lacks"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
reason = "string: why"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
every_verdict = "boolean: audited cells too"
*/
select
    business_date,
    local_hour,
    event_name,
    platform,
    verdict,
    lake_events,
    witness_events,
    missing_in_lake,
    quarantined,
    missing_amount,
    coverage_low,
    coverage_high,
    reason
from audit_cells
where
    business_date between :first and :last
    and (:every_verdict or verdict <> 'audited')
order by
    case verdict when 'disputed' then 0 when 'unaudited' then 1 else 2 end,
    missing_in_lake desc,
    hour_at,
    event_name,
    platform
