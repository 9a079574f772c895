/*
description = """Orders that advertising brought: the person's last session with a campaign source within 7 days before the
order, the order's own among them, came by a channel that spend is recorded of. Of days with recorded spend only, so that
revenue is never set against spend that nobody told. Cancelled orders count nowhere"""
grain = "one row per order_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: order_key", "not_null: order_key, person_key, business_date, channel, shop_net_revenue"]

[columns]
order_key = "string: as in orders"
person_key = "bigint: merged person"
business_date = "date: of the order"
platform = "string: of the order"
country = "string: of the order"
region = "string: of the order"
channel = "string: as in spend_days"
shop_net_revenue = "decimal(20,6): less refunds, in the shop's currency"
*/
with channels as (
    select channel
    from spend_days
    group by channel
),
days as (
    select business_date
    from spend_days
    group by business_date
),
moments as (
    select
        person_key,
        started_at as occurred_at,
        session_id,
        lower(utm_source) as channel,
        cast(null as varchar) as order_key
    from sessions
    where utm_source is not null
    union all
    select
        person_key,
        ordered_at as occurred_at,
        cast(null as bigint) as session_id,
        cast(null as varchar) as channel,
        order_key
    from orders
    where not is_cancelled
),
numbered as (
    select
        *,
        -- Sessions of one moment before its orders, the one that counts last.
        count(channel) over (
            partition by person_key
            order by occurred_at, if(order_key is null, 0, 1), session_id desc, order_key
            rows between unbounded preceding and current row
        ) as sessions_so_far
    from moments
),
tagged as (
    select
        order_key,
        occurred_at,
        max(channel) over (partition by person_key, sessions_so_far) as channel,
        min(occurred_at) over (partition by person_key, sessions_so_far) as started_at
    from numbered
)
select
    orders.order_key,
    orders.person_key,
    orders.business_date,
    orders.platform,
    orders.country,
    orders.region,
    tagged.channel,
    cast(coalesce(orders.shop_net_revenue, 0) as decimal(20, 6)) as shop_net_revenue
from tagged
inner join orders on orders.order_key = tagged.order_key
inner join channels on channels.channel = tagged.channel
inner join days on days.business_date = orders.business_date
where tagged.started_at >= tagged.occurred_at - interval '7' day
