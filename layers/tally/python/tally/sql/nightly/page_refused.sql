/*
description = """What was put into quarantine on each day, by reason. What was sent again since still counts: it was refused
on its day"""

[columns]
dt = "string: the day it arrived on, UTC"
reason = "string: why, from the closed list"
field = "string: offending field, if one is to blame"
source = "string: name of the write key"
events = "bigint: distinct ids"

[parameters]
since_dt = "string: the first day, such as 2026-03-02"
*/
select
    dt,
    reason,
    field,
    source,
    count(distinct quarantine_id) as events
from quarantine
where dt >= :since_dt
group by dt, reason, field, source
order by dt, events desc, reason, field, source
