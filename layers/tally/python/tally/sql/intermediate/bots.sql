/*
description = """Bots: merged persons of events that a bot sent, by day, platform and country. They are in no count of
visitors, sessions, carts or the funnel"""
grain = "one row per business_date, platform, country and person_key"
step = "refresh"
checks = ["unique: business_date, platform, country, person_key", "not_null: person_key"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of the events"
country = "string: country of the events"
person_key = "bigint: merged person"
events = "bigint: events that a bot sent, of that person, day, platform and country"
*/
select
    business_date,
    platform,
    country,
    person_key,
    count(*) as events
from merged_events
where sender = 'bot'
group by 1, 2, 3, 4
