/*
description = """Who looked at a sale's product that sold out, and whether the shop lost them: they looked when nothing was left,
and bought none of it later in the sale. Of a sale of one country, who was there. From a restock on nothing is lost. A
viewer is of one place, so that places add up: where they first found nothing left, else where they first looked"""
grain = "one row per campaign_id, product_id that sold out, and person who looked at it"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: campaign_id, product_id, person_key",
    "not_null: campaign_id, product_id, person_key, platform, country, region, is_lost",
]

[columns]
campaign_id = "string: the sale in sales_campaigns"
product_id = "string: as in kpi_campaign_products"
person_key = "bigint: merged person who viewed or added it while the sale was open"
platform = "string: platform of that look"
country = "string: country of it"
region = "string: region of it"
is_lost = "boolean: looked when it was sold out, and bought none of it later"
*/
with restocks as (
    select
        kpi_campaign_products.campaign_id,
        kpi_campaign_products.product_id,
        kpi_campaign_products.sold_out_at,
        min(stock.allocated_at) as restocked_at
    from kpi_campaign_products
    left join records_stock_allocations as stock
        on stock.campaign_id = kpi_campaign_products.campaign_id
        and coalesce(stock.product_id, stock.sku) = kpi_campaign_products.product_id
        and stock.allocated_at > kpi_campaign_products.sold_out_at
    where kpi_campaign_products.is_sold_out
    group by 1, 2, 3
),
purchases as (
    select campaign_id, product_id, person_key, max(ordered_at) as bought_at
    from campaign_lines
    where not is_cancelled
    group by campaign_id, product_id, person_key
),
looks as (
    select
        restocks.campaign_id,
        restocks.product_id,
        merged_events.person_key,
        merged_events.platform,
        merged_events.country,
        merged_events.region,
        row_number() over (
            partition by restocks.campaign_id, restocks.product_id, merged_events.person_key
            order by merged_events.occurred_at, merged_events.event_key
        ) as place,
        case
            when
                merged_events.occurred_at > restocks.sold_out_at
                and (restocks.restocked_at is null or merged_events.occurred_at < restocks.restocked_at)
            then merged_events.occurred_at
        end as missed_at
    from merged_events
    inner join events
        on events.dedup_key = merged_events.event_key
        and events.business_date = merged_events.business_date
    inner join restocks
        on restocks.product_id
        = coalesce(nullif(events.product_id, ''), nullif(json_extract_scalar(events.properties, '$.sku'), ''))
    inner join records_sales_campaigns as sales
        on sales.campaign_id = restocks.campaign_id
        and merged_events.occurred_at >= sales.starts_at
        and (sales.ends_at is null or merged_events.occurred_at <= sales.ends_at)
        and (sales.country is null or merged_events.country = sales.country)
    where merged_events.event_name in ('Product Viewed', 'Product Added') and merged_events.sender <> 'bot'
),
telling as (
    select
        *,
        min(missed_at) over of_viewer as first_missed_at,
        coalesce(min(case when missed_at is not null then place end) over of_viewer, 1) as telling_place
    from looks
    window of_viewer as (partition by campaign_id, product_id, person_key)
)
select
    telling.campaign_id,
    telling.product_id,
    telling.person_key,
    telling.platform,
    telling.country,
    telling.region,
    telling.first_missed_at is not null
    and (purchases.bought_at is null or purchases.bought_at < telling.first_missed_at) as is_lost
from telling
left join purchases
    on purchases.campaign_id = telling.campaign_id
    and purchases.product_id = telling.product_id
    and purchases.person_key = telling.person_key
where telling.place = telling.telling_place
