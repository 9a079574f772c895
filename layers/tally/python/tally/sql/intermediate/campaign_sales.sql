/*
description = """What each sale of the shop's records sold, took and cost: kpi_campaign without its verdict"""
grain = "one row per campaign_id"
step = "refresh"
checks = ["unique: campaign_id", "not_null: campaign_id, opens_at, orders, buyers, net_revenue"]

[columns]
campaign_id = "string: the sale in sales_campaigns"
name = "string: what people call it"
business_date = "date: the shop's date of the opening"
opens_at = "timestamp: the opening, UTC"
closes_at = "timestamp: the close, UTC; null while that is open"
hours = "double: between them; null while the close is open"
orders = "bigint: orders, not cancelled, while it was open, both ends inside"
buyers = "bigint: merged persons who placed them"
new_buyers = "bigint: of these, those whose first order it was"
units_sold = "decimal(38,4): units of these orders"
net_revenue = "decimal(38,6): of these orders less refunds, in the shop's currency"
opening_hour_revenue = "decimal(38,6): of this, of orders within 60 elapsed minutes of the opening"
opening_hour_revenue_share = "double: opening_hour_revenue / net_revenue"
units_allocated = "decimal(38,4): its stock until the close, restocks included; null without a record of it"
sell_through_1h = "double: units sold / units allocated, both until an hour after the opening"
sell_through_24h = "double: the same until 24 hours after the opening"
sell_through = "double: the same until the close"
products = "bigint: products with stock"
sold_out_products = "bigint: of these, those that sold out"
unsold_products = "bigint: the others: their time to sell out is unknown (censored)"
minutes_to_sell_out = "double: the mean over those that sold out"
peak_units_a_minute = "decimal(38,4): the most units of one product in one minute"
lost_demand_rate = "double: who viewed or added a product when it was sold out and bought none later / viewers of products that sold out"
spend = "decimal(38,6): what campaigns of its id cost, and those of its name since the sale of that name before and until its close, in the shop's currency; null without a record of it, or without a rate for a part"
return_on_spend = "double: net_revenue / spend: all that the sale took, whoever sent the buyers"
cost_per_new_buyer = "double: spend / new_buyers"
currency = "string: of its money, the shop's currency"
note = "string: which records or rates are missing; else null"

[parameters]
shop_currency = "string: ISO 4217 code"
opening_hour = "interval: length of the opening hour"
*/
with lines as (
    select
        campaign_lines.campaign_id,
        count(distinct campaign_lines.order_key) as orders,
        count(distinct campaign_lines.person_key) as buyers,
        count(distinct if(campaign_lines.is_first_order, campaign_lines.person_key)) as new_buyers,
        sum(campaign_lines.quantity) as units_sold,
        sum(coalesce(campaign_lines.shop_net_revenue, 0)) as net_revenue,
        sum(
            if(
                campaign_lines.ordered_at <= sales.starts_at + :opening_hour,
                coalesce(campaign_lines.shop_net_revenue, 0),
                0
            )
        ) as opening_revenue
    from campaign_lines
    inner join records_sales_campaigns as sales on sales.campaign_id = campaign_lines.campaign_id
    where not campaign_lines.is_cancelled
    group by campaign_lines.campaign_id
),
stock as (
    select
        campaign_id,
        cast(sum(allocated_units) as double) as allocated,
        cast(sum(sold_units) as double) as sold,
        cast(sum(allocated_units_1h) as double) as allocated_1h,
        cast(sum(sold_units_1h) as double) as sold_1h,
        cast(sum(allocated_units_24h) as double) as allocated_24h,
        cast(sum(sold_units_24h) as double) as sold_24h,
        sum(allocated_units) as units_allocated,
        count(*) as products,
        count_if(is_sold_out) as sold_out_products,
        avg(minutes_to_sell_out) as minutes_to_sell_out,
        max(peak_units_a_minute) as peak_units_a_minute
    from kpi_campaign_products
    group by campaign_id
),
demand as (
    select
        campaign_id,
        cast(count(*) as double) as viewers,
        cast(count_if(is_lost) as double) as lost_viewers
    from campaign_viewers
    group by campaign_id
),
dated as (
    select
        sales.*,
        -- By the shop's clock; a day of which the lake has nothing is in no calendar.
        coalesce(calendar.business_date, cast(sales.ends_at as date)) as last_date
    from records_sales_campaigns as sales
    left join calendar on calendar.starts_at <= sales.ends_at and calendar.ends_at > sales.ends_at
),
named as (
    select
        campaign_id,
        lower(campaign_id) as id,
        lower(name) as name,
        last_date,
        lag(coalesce(last_date, business_date)) over (
            partition by lower(name), country
            order by starts_at, campaign_id
        ) as spent_before
    from dated
),
-- Under its id whenever it was, under its name within its days; once where both are one.
called as (
    select
        named.campaign_id,
        calls.call,
        calls.call = named.id as is_id,
        named.spent_before,
        named.last_date
    from named
    cross join unnest(array[named.id, nullif(named.name, named.id)]) as calls (call)
),
spent as (
    select
        called.campaign_id,
        if(sum(spend_days.unrated) > 0, null, sum(spend_days.spend)) as spend
    from called
    inner join spend_days on spend_days.campaign = called.call
    where
        called.is_id
        or (
            (called.spent_before is null or spend_days.business_date > called.spent_before)
            and (called.last_date is null or spend_days.business_date <= called.last_date)
        )
    group by called.campaign_id
)
select
    sales.campaign_id,
    sales.name,
    sales.business_date,
    sales.starts_at as opens_at,
    sales.ends_at as closes_at,
    cast(date_diff('second', sales.starts_at, sales.ends_at) as double) / 3.6e3 as hours,
    coalesce(lines.orders, 0) as orders,
    coalesce(lines.buyers, 0) as buyers,
    coalesce(lines.new_buyers, 0) as new_buyers,
    cast(coalesce(lines.units_sold, 0) as decimal(38, 4)) as units_sold,
    cast(coalesce(lines.net_revenue, 0) as decimal(38, 6)) as net_revenue,
    cast(coalesce(lines.opening_revenue, 0) as decimal(38, 6)) as opening_hour_revenue,
    cast(lines.opening_revenue as double) / nullif(cast(lines.net_revenue as double), 0e0)
        as opening_hour_revenue_share,
    cast(stock.units_allocated as decimal(38, 4)) as units_allocated,
    stock.sold_1h / nullif(stock.allocated_1h, 0e0) as sell_through_1h,
    stock.sold_24h / nullif(stock.allocated_24h, 0e0) as sell_through_24h,
    stock.sold / nullif(stock.allocated, 0e0) as sell_through,
    stock.products,
    stock.sold_out_products,
    stock.products - stock.sold_out_products as unsold_products,
    stock.minutes_to_sell_out,
    stock.peak_units_a_minute,
    demand.lost_viewers / nullif(demand.viewers, 0e0) as lost_demand_rate,
    cast(spent.spend as decimal(38, 6)) as spend,
    cast(coalesce(lines.net_revenue, 0) as double) / nullif(cast(spent.spend as double), 0e0)
        as return_on_spend,
    cast(spent.spend as double) / nullif(cast(lines.new_buyers as double), 0e0) as cost_per_new_buyer,
    :shop_currency as currency,
    nullif(
        array_join(
            array[
                if(stock.campaign_id is null, 'no stock recorded'),
                case
                    when spent.campaign_id is null then 'no spend recorded'
                    when spent.spend is null then 'spend in a currency without a rate'
                end
            ],
            '; '
        ),
        ''
    ) as note
from records_sales_campaigns as sales
left join lines on lines.campaign_id = sales.campaign_id
left join stock on stock.campaign_id = sales.campaign_id
left join demand on demand.campaign_id = sales.campaign_id
left join spent on spent.campaign_id = sales.campaign_id
