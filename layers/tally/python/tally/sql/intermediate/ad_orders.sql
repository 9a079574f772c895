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
tagged as (
    select
        orders.order_key,
        orders.person_key,
        orders.business_date,
        orders.platform,
        orders.country,
        orders.shop_net_revenue,
        lower(sessions.utm_source) as channel,
        row_number() over (
            partition by orders.order_key
            order by sessions.started_at desc, sessions.session_id
        ) as place
    from orders
    inner join sessions
        on sessions.person_key = orders.person_key
        and sessions.started_at <= orders.ordered_at
        and sessions.started_at >= orders.ordered_at - interval '7' day
    where not orders.is_cancelled and sessions.utm_source is not null
)
select
    tagged.order_key,
    tagged.person_key,
    tagged.business_date,
    tagged.platform,
    tagged.country,
    tagged.channel,
    cast(coalesce(tagged.shop_net_revenue, 0) as decimal(20, 6)) as shop_net_revenue
from tagged
inner join channels on channels.channel = tagged.channel
inner join days on days.business_date = tagged.business_date
where tagged.place = 1
