/*
description = """Events with the names of the cohorts that their person is in. Its columns are those of `person_events` and one
more, so that a report reads it in their place"""

[parameters]
events = "relation(person_events): the events"
memberships = "relation(cohort_named): persons and names of cohorts"
*/
with memberships as (
    select
        person_key,
        array_agg(cohort) as cohorts
    from :memberships
    group by person_key
)
select
    sent.*,
    coalesce(memberships.cohorts, cast(array[] as array(varchar))) as cohorts
from :events as sent
left join memberships on memberships.person_key = sent.person_key
