/*
description = """What each event put into a cart or took out of it, of the same events as stg_events but for bots'.
A product is its product_id, else its sku; events that name neither are all of one product without a name. The
product of the event itself counts, else its list of products."""
grain = "one row per Product Added or Product Removed event and product"
step = "refresh"
persons = ["sent_person_key"]
checks = [
    "unique: event_key, business_date, product",
    "not_null: event_key, is_added, occurred_at, business_date, sent_person_key, platform, country, region, product, units",
]

[columns]
event_key = "bigint: as in stg_events"
is_added = "boolean: of Product Added, not of Product Removed"
occurred_at = "timestamp: when it happened, UTC"
business_date = "date: the same in the shop's time zone"
sent_person_key = "bigint: the person as sent"
platform = "string: as in stg_events"
country = "string: as in stg_events"
region = "string: as in stg_events"
product = "string: product_id, else sku; empty without either"
units = "decimal(38,4): units added, less than 0 when removed; -10^24 stands for all that are there"
*/
with lines as (
    select
        events.dedup_key,
        events.business_date,
        coalesce(nullif(line.product_id, ''), nullif(line.sku, '')) as product,
        line.quantity
    from events
    cross join
        unnest(products)
            as line (product_id, sku, name, category, brand, variant, price, quantity, coupon)
    where
        events.event_class = 'business'
        and events.event_name in ('Product Added', 'Product Removed')
        and events.product_id is null
),

told as (
    select
        stg_events.event_key,
        stg_events.event_name = 'Product Added' as is_added,
        stg_events.occurred_at,
        stg_events.business_date,
        stg_events.sent_person_key,
        stg_events.platform,
        stg_events.country,
        stg_events.region,
        case
            when lines.dedup_key is not null then coalesce(lines.product, '')
            else coalesce(
                    nullif(events.product_id, ''),
                    nullif(json_extract_scalar(events.properties, '$.sku'), ''),
                    ''
                )
        end as product,
        -- None of a product is no number of it: the event says that something was added, or removed.
        nullif(if(lines.dedup_key is null, events.quantity, lines.quantity), 0) as quantity
    from events
    -- A commit may come between two reads of the lake: what stg_events has is what this build is about.
    inner join stg_events
        on stg_events.event_key = events.dedup_key
        and stg_events.business_date = events.business_date
    left join lines on lines.dedup_key = events.dedup_key and lines.business_date = events.business_date
    where
        events.event_class = 'business'
        and events.event_name in ('Product Added', 'Product Removed')
        and stg_events.sender <> 'bot'
)
select
    event_key,
    is_added,
    occurred_at,
    business_date,
    sent_person_key,
    platform,
    country,
    region,
    product,
    cast(
        sum(
            case
                when is_added then coalesce(quantity, 1)
                when quantity is not null then -abs(quantity)
                -- Of products without a name nobody knows which one is meant.
                when product = '' then -1
                else decimal '-1000000000000000000000000'
            end
        ) as decimal(38, 4)
    ) as units
from told
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
