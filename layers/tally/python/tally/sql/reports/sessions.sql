/*
description = "Sessions one by one, by person and start: `tally sessions`"

[columns]
person = "string: the user id; of nobody known, $device: and the device's"
business_date = "date: the shop's calendar date"
started_at = "timestamp: its first event, UTC"
duration_s = "double: seconds to its last event"
events = "bigint: events in it"
first_values = "string: as in sessions_first"

[parameters]
found = "relation(sessions_first): the sessions to list"
most = "bigint: how many at most, the latest"
*/
with listed as (
    select
        coalesce(sessions.user_id, '$device:' || found.device_id, cast(sessions.person_key as varchar))
            as person,
        sessions.session_id,
        sessions.business_date,
        sessions.started_at,
        sessions.duration_s,
        sessions.events,
        found.first_values,
        row_number() over (order by sessions.started_at desc, sessions.session_id) as place
    from :found as found
    inner join sessions on sessions.session_id = found.session_id
)
select
    person,
    business_date,
    started_at,
    duration_s,
    events,
    first_values
from listed
where place <= :most
order by person, started_at, session_id
