/*
description = """Refusals of events that were sent again from quarantine: for which row, and why"""

[parameters]
since_dt = "string: quarantine's partitions before it cannot hold such arrivals"
*/
select distinct
    quarantine_id,
    -- Athena reads a scalar out of a body that was cut too: only whole JSON is asked.
    json_extract_scalar(try(json_parse(raw)), '$.properties.quarantine_id') as first_quarantine_id,
    detail
from quarantine
where raw like '%"quarantine_id"%'
    and dt >= :since_dt
