/*
description = """Units that carts held and units that were released unsold (the shop's event Cart Expired), from the
first day on which the shop told of a release: before it nobody knows how many were. A bot's events are none"""
grain = "one row per business_date, platform, country, region and person_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: business_date, platform, country, region, person_key", "not_null: person_key, held, expired"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of the events"
country = "string: country of the events"
region = "string: region of the events"
person_key = "bigint: merged person"
held = "decimal(38,4): units added"
expired = "decimal(38,4): units released without a purchase"
*/
with lines as (
    select
        events.dedup_key,
        events.business_date,
        sum(coalesce(line.quantity, 1)) as units
    from events
    cross join
        unnest(events.products)
            as line (product_id, sku, name, category, brand, variant, price, quantity, coupon)
    where events.event_name = 'Cart Expired'
    group by events.dedup_key, events.business_date
),
moves as (
    select business_date, platform, country, region, sent_person_key, units as held, 0 as expired
    from stg_cart_lines
    where is_added
    union all
    select
        stg_events.business_date,
        stg_events.platform,
        stg_events.country,
        stg_events.region,
        stg_events.sent_person_key,
        0 as held,
        abs(coalesce(lines.units, events.quantity, 1)) as expired
    from stg_events
    inner join events
        on events.dedup_key = stg_events.event_key
        and events.business_date = stg_events.business_date
    left join lines
        on lines.dedup_key = stg_events.event_key
        and lines.business_date = stg_events.business_date
    where stg_events.event_name = 'Cart Expired' and stg_events.sender <> 'bot'
),
told as (
    select *, min(case when expired > 0 then business_date end) over () as told_since
    from moves
)
select
    told.business_date,
    told.platform,
    told.country,
    told.region,
    coalesce(identity_map.person_key, told.sent_person_key) as person_key,
    cast(sum(told.held) as decimal(38, 4)) as held,
    cast(sum(told.expired) as decimal(38, 4)) as expired
from told
left join identity_map on identity_map.device_key = told.sent_person_key
where told.business_date >= told.told_since
group by 1, 2, 3, 4, 5
