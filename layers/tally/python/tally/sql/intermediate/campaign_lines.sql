/*
description = """What a sale sold: the lines of orders placed while it was open, both ends inside, in its country where it
has one; of the products that it has stock of, or of all where no stock is told. Of
two sales with stock of a product that are open at once, the later one sold it. Cancelled orders are here, with the time
of their cancellation"""
grain = "one row per campaign_id, order_key and product_id; null for what no line names"
step = "refresh"
persons = ["person_key"]
checks = ["unique: campaign_id, order_key, product_id", "not_null: campaign_id, order_key, person_key, ordered_at"]

[columns]
campaign_id = "string: the sale in sales_campaigns"
order_key = "string: as in orders"
product_id = "string: as in order_lines"
person_key = "bigint: merged person"
ordered_at = "timestamp: when it was placed, UTC"
quantity = "decimal(18,4): units"
shop_net_revenue = "decimal(20,6): less refunds, in the shop's currency; 0 when cancelled"
is_cancelled = "boolean: as in orders"
cancelled_at = "timestamp: when, UTC; null where it is not cancelled, or only a record tells it"
is_first_order = "boolean: the person's first order"
*/
with stocked as (
    select campaign_id, coalesce(product_id, sku) as product_id
    from records_stock_allocations
    group by 1, 2
),
counted as (
    select campaign_id, count(*) as products
    from records_stock_allocations
    group by campaign_id
),
order_days as (
    select cast(ordered_at as date) as ordered_on
    from orders
    group by 1
),
-- Sales meet the orders of their own days: thousands of both, each with each, are too many pairs.
sale_days as (
    select
        sales.campaign_id,
        sales.starts_at,
        sales.ends_at,
        sales.country,
        order_days.ordered_on
    from records_sales_campaigns as sales
    inner join order_days
        on order_days.ordered_on >= cast(sales.starts_at as date)
        and (sales.ends_at is null or order_days.ordered_on <= cast(sales.ends_at as date))
),
matched as (
    select
        sale_days.campaign_id,
        order_lines.order_key,
        order_lines.product_id,
        order_lines.person_key,
        orders.ordered_at,
        order_lines.quantity,
        order_lines.shop_net_revenue,
        order_lines.is_cancelled,
        orders.cancelled_at,
        coalesce(orders.order_number_of_person = 1, false) as is_first_order,
        row_number() over (
            partition by order_lines.order_key, order_lines.product_id, stocked.campaign_id is null
            order by sale_days.starts_at desc, sale_days.campaign_id
        ) as place,
        counted.campaign_id is null as takes_all
    from sale_days
    inner join orders
        on cast(orders.ordered_at as date) = sale_days.ordered_on
        and orders.ordered_at >= sale_days.starts_at
        and (sale_days.ends_at is null or orders.ordered_at <= sale_days.ends_at)
        and (sale_days.country is null or orders.country = sale_days.country)
    inner join order_lines on order_lines.order_key = orders.order_key
    left join stocked
        on stocked.campaign_id = sale_days.campaign_id
        and stocked.product_id = order_lines.product_id
    left join counted on counted.campaign_id = sale_days.campaign_id
    where counted.campaign_id is null or stocked.campaign_id is not null
)
select
    campaign_id,
    order_key,
    product_id,
    person_key,
    ordered_at,
    quantity,
    shop_net_revenue,
    is_cancelled,
    cancelled_at,
    is_first_order
from matched
where takes_all or place = 1
