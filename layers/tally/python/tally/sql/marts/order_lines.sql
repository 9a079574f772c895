/*
description = """What was sold: each product of each order in `orders`, from the copy whose lines are the order's. An
order's money is shared among its products by what their lines cost, so discounts and refunds are, too, and the sum over
an order is the order's. Lines without a price share what the priced ones leave. Money is in the order's currency; what
KPIs add is shop_net_revenue, in the shop's. What is cancelled is 0 net: leave it out by is_cancelled where units count"""
grain = "one row per order_key and product_id; null for what no line names"
step = "refresh"
checks = [
    "unique: order_key, product_id",
    "not_null: order_key, order_id, business_date, person_key, quantity, is_cancelled",
]

[columns]
order_key = "string: as in orders"
order_id = "string: the shop's order number"
business_date = "date: of the order"
person_key = "bigint: merged person of the order"
product_id = "string: product id, else stock keeping unit; null where no line names one"
name = "string: what the lines call it; of several names the last by the alphabet"
quantity = "decimal(18,4): units of it; of an order without lines the order's"
price = "decimal(20,6): of one unit by its lines, in the order's currency; null where a line has none"
currency = "string: the order's"
revenue = "decimal(20,6): its share of the order's revenue, before refunds; null with that"
net_revenue = "decimal(20,6): its share of the order's net_revenue"
shop_net_revenue = "decimal(20,6): its share of the order's shop_net_revenue; null without a rate"
is_cancelled = "boolean: as in orders"
*/
with listed as (
    select
        orders.order_key,
        orders.order_id,
        orders.business_date,
        orders.person_key,
        order_products.product_id,
        order_products.name,
        coalesce(order_products.units, cast(orders.units as double)) as units,
        order_products.unit_price,
        orders.currency,
        orders.revenue,
        orders.net_revenue,
        orders.shop_net_revenue,
        orders.is_cancelled,
        coalesce(order_products.amount, 0e0) as amount,
        case when order_products.unpriced > 0 then order_products.units else 0e0 end as unpriced_units,
        greatest(cast(orders.revenue as double) - coalesce(order_products.lines_amount, 0e0), 0e0)
            as left_over
    from orders
    left join order_products on order_products.order_key = orders.order_key
),
costed as (
    select
        *,
        amount
        + coalesce(
            left_over * unpriced_units / nullif(sum(unpriced_units) over (partition by order_key), 0e0), 0e0
        ) as cost
    from listed
),
weighted as (
    select
        *,
        -- What costs nothing in all is shared by the products' number.
        if(sum(cost) over (partition by order_key) > 0e0, cost, 1e0) as weight
    from costed
),
summed as (
    select
        *,
        sum(weight) over (
            partition by order_key
            order by product_id
            rows unbounded preceding
        ) / nullif(sum(weight) over (partition by order_key), 0e0) as share,
        row_number() over (partition by order_key order by product_id) as place,
        count(*) over (partition by order_key) as products
    from weighted
),
-- Each amount up to and with this product: the differences of such sums lose no millionth.
running as (
    select
        *,
        if(
            place = products,
            revenue,
            try_cast(round(cast(revenue as double) * share, 6) as decimal(20, 6))
        ) as revenue_so_far,
        if(
            place = products,
            net_revenue,
            try_cast(round(cast(net_revenue as double) * share, 6) as decimal(20, 6))
        ) as net_so_far,
        if(
            place = products,
            shop_net_revenue,
            try_cast(round(cast(shop_net_revenue as double) * share, 6) as decimal(20, 6))
        ) as shop_net_so_far
    from summed
)
select
    order_key,
    order_id,
    business_date,
    person_key,
    product_id,
    name,
    cast(units as decimal(18, 4)) as quantity,
    try_cast(round(unit_price, 6) as decimal(20, 6)) as price,
    currency,
    cast(revenue_so_far - coalesce(lag(revenue_so_far) over in_order, 0) as decimal(20, 6)) as revenue,
    cast(net_so_far - coalesce(lag(net_so_far) over in_order, 0) as decimal(20, 6)) as net_revenue,
    cast(shop_net_so_far - coalesce(lag(shop_net_so_far) over in_order, 0) as decimal(20, 6))
        as shop_net_revenue,
    is_cancelled
from running
window in_order as (partition by order_key order by place)
