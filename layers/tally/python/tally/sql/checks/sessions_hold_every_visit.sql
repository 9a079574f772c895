/*
description = "Every visit event lies in exactly one session of its day"
step = "refresh"
*/
with counts as (
    select business_date, 0 as in_lake, events as in_sessions
    from sessions
    union all
    select business_date, 1 as in_lake, 0 as in_sessions
    from stg_events
    where is_visit
)
select business_date
from counts
group by business_date
having sum(in_lake) <> sum(in_sessions)
