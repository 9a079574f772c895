/*
description = "The verdict on each kind of event and platform of some days; of what is audited no reason"

[columns]
business_date = "date: the shop's calendar date"
event_name = "string: canonical event name"
platform = "string: platform of the events"
verdict = "string: audited, disputed or unaudited"
events = "bigint: ids of the lake in the cells that the audit looked at"
unwitnessed_events = "bigint: of these, ids in unaudited cells"
missing_in_lake = "bigint: ids of the witness that the lake lacks"
witness_events = "bigint: ids of the witness"
reason = "string: of the worst cell; null where all are audited"

[parameters]
first = "date: the first business date"
*/
select
    business_date,
    event_name,
    platform,
    verdict,
    events,
    unwitnessed_events,
    missing_in_lake,
    witness_events,
    if(verdict <> 'audited', reason) as reason
from daily_verdicts
where business_date >= :first
order by business_date, event_name, platform
