/*
description = """How many events told of consent, and how many that there was none, by day and place: of
all events of the lake, for without a device id an event is often nobody's. What was told twice counts once"""
grain = "one row per business_date, platform, country and region with such events"
step = "refresh"
checks = [
    "unique: business_date, platform, country, region",
    "not_null: business_date, platform, country, region, events, without_consent",
    "expression: without_consent >= 0 and without_consent <= events",
]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of the events"
country = "string: country of the events"
region = "string: region of the events"
events = "bigint: events whose consent is known, given or not"
without_consent = "bigint: of these, those without consent"
*/
select
    events.business_date,
    -- As stg_events has them.
    coalesce(nullif(events.platform, 'all'), 'unknown') as platform,
    coalesce(nullif(events.country, 'all'), 'unknown') as country,
    coalesce(nullif(events.region, ''), 'unknown') as region,
    count(*) as events,
    count_if(not events.consent) as without_consent
from events
left join told_twice
    on told_twice.event_key = events.dedup_key
    and told_twice.business_date = events.business_date
where events.consent is not null and told_twice.event_key is null
group by 1, 2, 3, 4
