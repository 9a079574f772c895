/*
description = """What became of the events that `tally import` has just posted: how many are stored, and how
many were refused after they had been accepted, by reason. Told apart from other traffic by when they arrived
and when they happened"""

[columns]
reason = "string: why they went to quarantine; null for events of the lake"
events = "bigint: how many"

[parameters]
since = "timestamp: when posting began, UTC"
until = "timestamp: when the last had landed, UTC"
first = "timestamp: the earliest time of an event in the file, UTC"
last = "timestamp: the latest"
first_date = "date: no event of the lake is earlier"
last_date = "date: nor later"
since_dt = "string: quarantine's partitions before it hold earlier arrivals"
*/
select
    cast(null as varchar) as reason,
    count(*) as events
from events
where
    business_date between :first_date and :last_date
    and received_at between :since and :until
    and occurred_at between :first and :last
    and protocol = 'tally'
union all
select
    reason,
    count(distinct quarantine_id) as events
from quarantine
where
    dt >= :since_dt
    and received_at between :since and :until
    and protocol = 'tally'
group by reason
order by events desc, reason asc
