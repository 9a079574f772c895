/*
description = "Who was there: merged persons by day, platform and country"
grain = "one row per business_date, platform, country and person_key"
step = "refresh"
checks = ["unique: business_date, platform, country, person_key", "not_null: person_key"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of the events"
country = "string: country of the events"
person_key = "bigint: merged person"
events = "bigint: events of that person, day, platform and country"
*/
select
    stg_events.business_date,
    stg_events.platform,
    stg_events.country,
    coalesce(identity_map.person_key, stg_events.person_key) as person_key,
    count(*) as events
from stg_events
left join identity_map on identity_map.device_key = stg_events.person_key
where stg_events.is_visit
group by 1, 2, 3, 4
