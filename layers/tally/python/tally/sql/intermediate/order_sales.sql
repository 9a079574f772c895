/*
description = """Orders as they were placed, each field from the best copy. Time: a server's clock before a device's, one
that arrived near its time before others, the earliest. Person: who is known, by a user before a device. Money: the
record's; else the last Order Updated's; else a server's before a device's. Place: the visit's. An order that the shop's
server told is corrected by no device: anybody has the key of a browser"""
grain = "one row per order_key; tests are none, nor is what only an Order Updated tells"
step = "refresh"
persons = ["visit_device_key", "person_key"]
checks = [
    "unique: order_key",
    "not_null: order_key, order_id, person_key, ordered_at, business_date, platform, country, region, units, amount_from",
]

[columns]
order_key = "string: as in order_copies"
order_id = "string: the shop's order number, else the id of its event"
event_key = "bigint: the Order Completed that tells its time; null where only a record tells the order"
visit_event_key = "bigint: of its first copy of the same day that is a visit, so in a session; null without one"
seen_at = "timestamp: when that copy happened, UTC"
visit_device_key = "bigint: device_key of that copy"
lines_event_key = "bigint: the event whose lines are the order's; null where they are the record's, or there are none"
person_key = "bigint: merged person"
user_id = "string: the merged person's; null for who is no known customer"
ordered_at = "timestamp: when it was placed, UTC"
business_date = "date: the same in the shop's time zone"
platform = "string: platform it was placed on"
country = "string: country it was placed from"
region = "string: region it was placed from, by the copy that tells the country"
affiliation = "string: the shop that sold it"
currency = "string: ISO 4217 code; the shop's where nothing is told; unknown where it is no currency's"
amount = "decimal(20,6): without tax and shipping; null where nothing tells it, or its lines are too large"
amount_from = "string: record, revenue, total, lines, lines_in_part, lines_too_large or nothing"
corrected_amount = "decimal(20,6): what its last Order Updated with an amount says; null without one"
gross = "decimal(20,6): the same with tax and shipping, where told"
units = "decimal(18,4): units in it"
told_by = "string: the best that tells it: record, server or device"
last_completed_at = "timestamp: its last Order Completed event, UTC"
is_record_cancelled = "boolean: as its record's status says; null where it says nothing"

[parameters]
shop_currency = "string: ISO 4217 code"
*/
with judged as (
    select
        order_key,
        order_id,
        event_key,
        event_id,
        told_by,
        occurred_at,
        business_date,
        device_key,
        person_key,
        user_id,
        known_by,
        is_visit,
        affiliation,
        platform,
        country,
        region,
        currency,
        amount,
        amount_from,
        gross,
        units,
        lines,
        is_cancelled,
        event_name = 'Order Completed' as is_order,
        is_correction as is_update,
        amount_from in ('record', 'revenue', 'total', 'lines') as is_whole,
        case told_by when 'record' then 4 when 'server' then 0 else 1 end + if(is_old, 2, 0) as clock
    from order_copies
    where not is_test and (event_name = 'Order Completed' or is_correction)
),
-- Each place is 1 for the copy that the field is taken from.
placed as (
    select
        *,
        row_number() over (
            partition by order_key
            order by is_order desc, clock, occurred_at, event_id, event_key
        ) as time_place,
        row_number() over (
            partition by order_key
            order by is_order desc, known_by desc, clock, occurred_at, event_id, event_key
        ) as person_place,
        row_number() over (
            partition by order_key
            order by is_order desc, is_visit desc, told_by = 'record', occurred_at, event_id, event_key
        ) as scene_place,
        row_number() over (
            partition by order_key
            order by
                case
                    when amount_from = 'record' then 0
                    when is_update and is_whole then 1
                    when is_order and is_whole then 2
                    when is_update and amount is not null then 3
                    when is_order and amount is not null then 4
                    when is_order then 5
                    else 6
                end,
                case when is_update then occurred_at end desc,
                told_by <> 'server',
                case amount_from
                    when 'revenue' then 0 when 'total' then 1 when 'lines' then 2 when 'lines_in_part' then 3
                    else 4
                end,
                occurred_at,
                event_id,
                event_key
        ) as money_place,
        row_number() over (
            partition by order_key
            order by
                case
                    when told_by = 'record' and lines > 0 then 0
                    when is_update and lines > 0 then 1
                    when is_order and lines > 0 then 2
                    when is_order then 3
                    else 4
                end,
                case when is_update then occurred_at end desc,
                told_by <> 'server',
                occurred_at,
                event_id,
                event_key
        ) as lines_place
    from judged
),
dated as (
    select
        *,
        max(case when time_place = 1 then business_date end) over (partition by order_key) as order_date
    from placed
)
select
    order_key,
    max(order_id) as order_id,
    max(case when time_place = 1 then event_key end) as event_key,
    min_by(event_key, scene_place) filter (where is_order and is_visit and business_date = order_date)
        as visit_event_key,
    min_by(occurred_at, scene_place) filter (where is_order and is_visit and business_date = order_date)
        as seen_at,
    min_by(device_key, scene_place) filter (where is_order and is_visit and business_date = order_date)
        as visit_device_key,
    max(case when lines_place = 1 and lines > 0 then event_key end) as lines_event_key,
    max(case when person_place = 1 then person_key end) as person_key,
    max(case when person_place = 1 then user_id end) as user_id,
    max(case when time_place = 1 then occurred_at end) as ordered_at,
    max(order_date) as business_date,
    coalesce(min_by(platform, scene_place) filter (where is_order and platform <> 'unknown'), 'unknown')
        as platform,
    coalesce(min_by(country, scene_place) filter (where is_order and country <> 'unknown'), 'unknown')
        as country,
    coalesce(min_by(region, scene_place) filter (where is_order and country <> 'unknown'), 'unknown')
        as region,
    min_by(affiliation, money_place) filter (where affiliation is not null) as affiliation,
    coalesce(min_by(currency, money_place) filter (where currency is not null), :shop_currency) as currency,
    max(case when money_place = 1 then amount end) as amount,
    max(case when money_place = 1 then amount_from end) as amount_from,
    min_by(amount, money_place) filter (where is_update and is_whole) as corrected_amount,
    max(case when money_place = 1 then gross end) as gross,
    max(case when lines_place = 1 then units end) as units,
    case
        when count_if(told_by = 'record') > 0 then 'record'
        when count_if(is_order and told_by = 'server') > 0 then 'server'
        else 'device'
    end as told_by,
    max(case when is_order and told_by <> 'record' then occurred_at end) as last_completed_at,
    max(is_cancelled) as is_record_cancelled
from dated
group by order_key
having count_if(is_order) > 0
