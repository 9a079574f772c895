/*
description = "What both collectors counted in each closed hour, in a fixed order, for the audit to judge"
*/
select
    event_name,
    hour_at,
    platform,
    lake_events,
    witness_events,
    missing_in_lake,
    quarantined,
    missing_in_witness,
    duplicates_in_lake,
    duplicates_in_witness,
    moved,
    amount_differs,
    lake_amount,
    witness_amount,
    missing_amount
from audit_cell_counts
order by hour_at, event_name, platform
