/*
description = """Who looked at a sale's product that had sold out, and did not buy it later in the sale: demand that
stock lost. Of a sale of one country, who was there. From a restock on nothing is lost"""
grain = "one row per campaign_id and product_id that sold out and that somebody saw"
step = "refresh"
checks = [
    "unique: campaign_id, product_id",
    "not_null: campaign_id, product_id, viewers, lost_viewers",
    "expression: lost_viewers <= viewers",
]

[columns]
campaign_id = "string: the sale in sales_campaigns"
product_id = "string: as in kpi_campaign_products"
viewers = "bigint: merged persons who viewed or added it while the sale was open"
lost_viewers = "bigint: of these, those who did so when it was sold out, and bought none of it later"
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
seen as (
    select
        restocks.campaign_id,
        restocks.product_id,
        merged_events.person_key,
        min(
            case
                when
                    merged_events.occurred_at > restocks.sold_out_at
                    and (restocks.restocked_at is null or merged_events.occurred_at < restocks.restocked_at)
                then merged_events.occurred_at
            end
        ) as missed_at
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
    group by restocks.campaign_id, restocks.product_id, merged_events.person_key
)
select
    seen.campaign_id,
    seen.product_id,
    count(*) as viewers,
    count_if(
        seen.missed_at is not null and (purchases.bought_at is null or purchases.bought_at < seen.missed_at)
    ) as lost_viewers
from seen
left join purchases
    on purchases.campaign_id = seen.campaign_id
    and purchases.product_id = seen.product_id
    and purchases.person_key = seen.person_key
group by seen.campaign_id, seen.product_id
