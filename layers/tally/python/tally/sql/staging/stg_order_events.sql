/*
description = """Events of an order's life with what they say of money, of the same events as stg_events. The amount of
an order is its revenue; else its total less tax and shipping; else its lines"""
grain = "one row per Order Completed, Order Updated, Order Cancelled or Order Refunded event"
step = "refresh"
persons = ["sent_person_key"]
checks = [
    "not_null: event_key, event_id, event_name, occurred_at, business_date, sent_person_key, units, lines, amount_from",
    "accepted_values: amount_from: revenue, total, lines, lines_in_part, lines_too_large, nothing",
    "expression: (amount is null) = (amount_from in ('lines_too_large', 'nothing'))",
]

[columns]
event_key = "bigint: as in stg_events"
event_id = "string: id given by the client"
event_name = "string: Order Completed, Order Updated, Order Cancelled or Order Refunded"
order_id = "string: the shop's order number; an order without one has its event's id, a change of an order has null"
affiliation = "string: the shop that sold it"
refund_id = "string: the shop's id of a refund"
occurred_at = "timestamp: when it happened, UTC"
received_at = "timestamp: when it arrived, UTC"
business_date = "date: the same in the shop's time zone"
sent_person_key = "bigint: the person as sent"
known_by = "int: what names the person: 2 a user, 1 a device, 0 nothing"
platform = "string: as in stg_events"
country = "string: as in stg_events"
region = "string: as in stg_events"
currency = "string: ISO 4217 code; unknown where another word stood there, null where nothing did"
revenue = "decimal(20,6): amount as sent, without shipping and tax"
total = "decimal(20,6): amount as sent, with shipping and tax"
amount = "decimal(20,6): without shipping and tax: revenue; else total less tax and shipping; else its lines"
amount_from = """string: which of them: revenue, total, lines, lines_in_part (a line has no price), lines_too_large
(14 digits before the point hold no sum of them) or nothing"""
gross = "decimal(20,6): with shipping and tax: total, else revenue and what of them is known; null where neither is"
units = "decimal(18,4): sum of its lines' quantities; one without lines"
lines = "bigint: lines in it"
is_test = "boolean: marked as a test by a property (test, livemode ...) or by its source's name"
*/
with lines as (
    select
        event_key,
        business_date,
        sum(amount) as lines_sum,
        sum(units) as units,
        sum(lines) as lines,
        sum(unpriced) as unpriced
    from stg_order_lines
    group by event_key, business_date
),

order_events as (
    select
        stg_events.event_key,
        stg_events.event_id,
        stg_events.event_name,
        case
            when stg_events.event_name in ('Order Completed', 'Order Updated')
            then coalesce(events.order_id, stg_events.event_id)
            else events.order_id
        end as order_id,
        nullif(events.affiliation, '') as affiliation,
        events.refund_id,
        stg_events.occurred_at,
        stg_events.received_at,
        stg_events.business_date,
        stg_events.sent_person_key,
        case
            when stg_events.user_id is not null and substr(stg_events.user_id, 1, 8) <> '$device:' then 2
            when stg_events.device_id is not null then 1
            else 0
        end as known_by,
        stg_events.platform,
        stg_events.country,
        stg_events.region,
        case
            when contains(events.violations, 'unknown_label:currency') then 'unknown'
            else nullif(events.currency, '')
        end as currency,
        events.revenue,
        events.total,
        events.tax,
        events.shipping,
        lines.lines_sum,
        lines.unpriced,
        cast(coalesce(lines.units, 1) as decimal(18, 4)) as units,
        cast(coalesce(lines.lines, 0) as bigint) as lines,
        -- "test: true" of shops, "livemode: false" of payment services, "environment: sandbox" of others.
        regexp_like(lower(coalesce(events.source, '')), '(^|[^a-z0-9])test($|[^a-z0-9])')
        or lower(json_extract_scalar(events.properties, '$.environment')) in ('test', 'sandbox')
        or lower(
            coalesce(
                json_extract_scalar(events.properties, '$.livemode'),
                json_extract_scalar(events.properties, '$.live_mode'),
                json_extract_scalar(events.properties, '$.liveMode'),
                json_extract_scalar(events.properties, '$.is_live'),
                json_extract_scalar(events.properties, '$.isLive')
            )
        ) in ('false', '0', 'no')
        or lower(
            coalesce(
                json_extract_scalar(events.properties, '$.test'),
                json_extract_scalar(events.properties, '$.is_test'),
                json_extract_scalar(events.properties, '$.isTest'),
                json_extract_scalar(events.properties, '$.test_mode'),
                json_extract_scalar(events.properties, '$.testMode'),
                json_extract_scalar(events.properties, '$.test_order'),
                json_extract_scalar(events.properties, '$.testOrder'),
                json_extract_scalar(events.properties, '$.is_test_order'),
                json_extract_scalar(events.properties, '$.isTestOrder'),
                json_extract_scalar(events.properties, '$.sandbox')
            )
        ) in ('true', '1', 'yes') as is_test
    from events
    -- A commit may come between two reads of the lake: what stg_events has is what this build is about.
    inner join stg_events
        on stg_events.event_key = events.dedup_key
        and stg_events.business_date = events.business_date
    left join lines on lines.event_key = events.dedup_key and lines.business_date = events.business_date
    where
        events.event_class = 'business'
        and events.event_name in ('Order Completed', 'Order Updated', 'Order Cancelled', 'Order Refunded')
),

amounts as (
    select
        *,
        -- Landing bounds each amount to 14 digits, nothing bounds their product or sum.
        try_cast(lines_sum as decimal(20, 6)) as lines_amount,
        try_cast(total - coalesce(tax, 0) - coalesce(shipping, 0) as decimal(20, 6)) as net_total,
        case
            when revenue is not null then 'revenue'
            when try_cast(total - coalesce(tax, 0) - coalesce(shipping, 0) as decimal(20, 6)) is not null
            then 'total'
            when lines_sum is null then 'nothing'
            when try_cast(lines_sum as decimal(20, 6)) is null then 'lines_too_large'
            when unpriced > 0 then 'lines_in_part'
            else 'lines'
        end as amount_from
    from order_events
)
select
    event_key,
    event_id,
    event_name,
    order_id,
    affiliation,
    refund_id,
    occurred_at,
    received_at,
    business_date,
    sent_person_key,
    known_by,
    platform,
    country,
    region,
    currency,
    revenue,
    total,
    cast(coalesce(revenue, net_total, lines_amount) as decimal(20, 6)) as amount,
    amount_from,
    try_cast(
        case
            when total is not null then total
            when tax is not null or shipping is not null
            then revenue + coalesce(tax, 0) + coalesce(shipping, 0)
        end as decimal(20, 6)
    ) as gross,
    units,
    lines,
    coalesce(is_test, false) as is_test
from amounts
