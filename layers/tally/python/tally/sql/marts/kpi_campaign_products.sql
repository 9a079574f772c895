/*
description = """Each product of a sale: what it had, what it sold, and when it sold out. Stock counts from the moment
that its record names. It sold out with the order that took the last of all units told until then: a cancellation before
gives units back, one after it and a restock do not undo it. An order whose cancellation has no time was never there"""
grain = "one row per campaign_id and product_id with stock"
step = "refresh"
checks = [
    "unique: campaign_id, product_id",
    "not_null: campaign_id, product_id, allocated_units, sold_units, is_sold_out",
    "expression: minutes_to_sell_out is null or minutes_to_sell_out >= 0",
]

[parameters]
as_of = "timestamp: what is allocated later is no stock yet"

[columns]
campaign_id = "string: the sale in sales_campaigns"
product_id = "string: product id, else stock keeping unit"
allocated_units = "decimal(38,4): units that it had until the close"
sold_units = "decimal(38,4): units of orders not cancelled"
allocated_units_1h = "decimal(38,4): units that it had an hour after the opening"
sold_units_1h = "decimal(38,4): of sold_units, those ordered by then"
allocated_units_24h = "decimal(38,4): units that it had 24 hours after the opening"
sold_units_24h = "decimal(38,4): of sold_units, those ordered by then"
is_sold_out = "boolean: it sold out while the sale was open; else its time is unknown (censored)"
sold_out_at = "timestamp: the order that took the last unit, UTC; null where it did not sell out"
minutes_to_sell_out = "double: from the opening to it"
peak_units_a_minute = "decimal(38,4): the most units of one minute, of orders not cancelled"
*/
with moves as (
    select
        stock.campaign_id,
        coalesce(stock.product_id, stock.sku) as product_id,
        coalesce(stock.allocated_at, sales.starts_at) as moved_at,
        0 as place,
        stock.quantity as allocated,
        cast(0 as decimal(18, 4)) as taken,
        cast(0 as decimal(18, 4)) as sold
    from records_stock_allocations as stock
    inner join records_sales_campaigns as sales on sales.campaign_id = stock.campaign_id
    where
        coalesce(stock.allocated_at, sales.starts_at) <= :as_of
        and (sales.ends_at is null or coalesce(stock.allocated_at, sales.starts_at) <= sales.ends_at)
    union all
    select
        campaign_id,
        product_id,
        cancelled_at as moved_at,
        1 as place,
        0 as allocated,
        -quantity as taken,
        0 as sold
    from campaign_lines
    where cancelled_at is not null
    union all
    select
        campaign_id,
        product_id,
        ordered_at as moved_at,
        2 as place,
        0 as allocated,
        quantity as taken,
        if(is_cancelled, 0, quantity) as sold
    from campaign_lines
    where not is_cancelled or cancelled_at is not null
),
running as (
    select
        *,
        sum(allocated) over in_time as allocated_so_far,
        sum(taken) over in_time as taken_so_far,
        sum(sold) over (
            partition by campaign_id, product_id, date_trunc('minute', moved_at)
        ) as sold_in_minute
    from moves
    window in_time as (
        partition by campaign_id, product_id
        order by moved_at, place
        rows unbounded preceding
    )
),
summed as (
    select
        running.campaign_id,
        running.product_id,
        sales.starts_at,
        sum(running.allocated) as allocated_units,
        sum(running.sold) as sold_units,
        sum(if(running.moved_at <= sales.starts_at + interval '1' hour, running.allocated, 0))
            as allocated_units_1h,
        sum(if(running.moved_at <= sales.starts_at + interval '1' hour, running.sold, 0)) as sold_units_1h,
        sum(if(running.moved_at <= sales.starts_at + interval '24' hour, running.allocated, 0))
            as allocated_units_24h,
        sum(if(running.moved_at <= sales.starts_at + interval '24' hour, running.sold, 0))
            as sold_units_24h,
        min(
            case
                when
                    running.place = 2
                    and running.allocated_so_far > 0
                    and running.taken_so_far >= running.allocated_so_far
                then running.moved_at
            end
        ) as sold_out_at,
        max(running.sold_in_minute) as peak_units
    from running
    inner join records_sales_campaigns as sales on sales.campaign_id = running.campaign_id
    where running.product_id is not null
    group by running.campaign_id, running.product_id, sales.starts_at
)
select
    campaign_id,
    product_id,
    cast(allocated_units as decimal(38, 4)) as allocated_units,
    cast(sold_units as decimal(38, 4)) as sold_units,
    cast(allocated_units_1h as decimal(38, 4)) as allocated_units_1h,
    cast(sold_units_1h as decimal(38, 4)) as sold_units_1h,
    cast(allocated_units_24h as decimal(38, 4)) as allocated_units_24h,
    cast(sold_units_24h as decimal(38, 4)) as sold_units_24h,
    sold_out_at is not null as is_sold_out,
    sold_out_at,
    cast(date_diff('millisecond', starts_at, sold_out_at) as double) / 6e4 as minutes_to_sell_out,
    cast(peak_units as decimal(38, 4)) as peak_units_a_minute
from summed
where allocated_units > 0
