/*
description = "Who was there: merged persons by day, platform, country and region"
grain = "one row per business_date, platform, country, region and person_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: business_date, platform, country, region, person_key", "not_null: person_key"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of the events"
country = "string: country of the events"
region = "string: region of the events"
person_key = "bigint: merged person"
events = "bigint: events of that person, day and place"
*/
select
    business_date,
    platform,
    country,
    region,
    person_key,
    count(*) as events
from merged_events
where is_visit
group by 1, 2, 3, 4, 5
