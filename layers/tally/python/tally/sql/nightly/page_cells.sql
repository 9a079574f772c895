/*
description = "Disputed cells of some days, the newest day first, in it those that lack most"

[columns]
business_date = "date: the hour's date on the shop's clock"
local_hour = "int: the hour on the shop's clock, 0 to 23"
event_name = "string: canonical event name"
platform = "string: platform, unknown when not sent"
lake_events = "bigint: distinct ids in the lake"
witness_events = "bigint: distinct ids at the witness"
missing_in_lake = "bigint: ids of the witness that the lake lacks"
quarantined = "bigint: of these, ids that are in quarantine"
duplicates_in_lake = "bigint: ids that the lake holds more than once"
amount_differs = "bigint: orders whose amounts differ"
missing_amount = "decimal(38,6): amounts of the orders that the lake lacks"
reason = "string: why"

[parameters]
first = "date: the first business date"
most = "bigint: so many cells"
*/
with ranked as (
    select
        business_date,
        local_hour,
        event_name,
        platform,
        lake_events,
        witness_events,
        missing_in_lake,
        quarantined,
        duplicates_in_lake,
        amount_differs,
        missing_amount,
        reason,
        row_number() over (
            order by business_date desc, missing_in_lake desc, hour_at, event_name, platform
        ) as place
    from audit_cells
    where verdict = 'disputed' and business_date >= :first
)
select
    business_date,
    local_hour,
    event_name,
    platform,
    lake_events,
    witness_events,
    missing_in_lake,
    quarantined,
    duplicates_in_lake,
    amount_differs,
    missing_amount,
    reason
from ranked
where place <= :most
order by place
