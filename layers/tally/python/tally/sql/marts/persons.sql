/*
description = """Everybody who was there or ordered, once: anonymous persons, too. What a profile tells of them is in
people, by the same person_key. Orders that were cancelled count nowhere; bots, and who did nothing but what a server tells, are
not here"""
grain = "one row per person_key"
step = "refresh"
checks = [
    "unique: person_key",
    "not_null: person_key, first_seen_date, last_seen_date, sessions, orders, shop_net_revenue",
    "expression: (first_order_date is null) = (orders = 0)",
]

[columns]
person_key = "bigint: merged person, as in sessions, orders and person_events"
user_id = "string: the shop's id of the customer; null for who never was one"
first_seen_date = "date: business date of the first visit or order"
last_seen_date = "date: business date of the last visit or order"
platforms = "string: where they were seen or ordered, by the alphabet with commas between; null where nothing tells one"
sessions = "bigint: sessions, as many as in sessions"
orders = "bigint: orders that were not cancelled"
first_order_date = "date: business date of the first of them; null without one"
last_order_date = "date: business date of the last of them; null without one"
shop_net_revenue = "decimal(38,6): sum of their orders', in the shop's currency"
*/
with facts as (
    select
        person_key,
        cast(null as varchar) as user_id,
        business_date,
        platform,
        0 as sessions,
        cast(null as date) as order_date,
        cast(null as decimal(20, 6)) as shop_net_revenue
    from visits
    union all
    select
        person_key,
        user_id,
        business_date,
        platform,
        1 as sessions,
        cast(null as date) as order_date,
        cast(null as decimal(20, 6)) as shop_net_revenue
    from sessions
    union all
    select
        person_key,
        user_id,
        business_date,
        platform,
        0 as sessions,
        case when not is_cancelled then business_date end as order_date,
        shop_net_revenue
    from orders
),
owners as (
    select person_key, max(user_id) as user_id
    from identity_map
    group by person_key
),
found as (
    select
        person_key,
        max(user_id) as user_id,
        min(business_date) as first_seen_date,
        max(business_date) as last_seen_date,
        array_join(array_sort(array_agg(distinct nullif(platform, 'unknown'))), ', ') as platforms,
        cast(sum(sessions) as bigint) as sessions,
        count(order_date) as orders,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        cast(coalesce(sum(shop_net_revenue), 0) as decimal(38, 6)) as shop_net_revenue
    from facts
    group by person_key
)
select
    found.person_key,
    coalesce(found.user_id, owners.user_id) as user_id,
    found.first_seen_date,
    found.last_seen_date,
    nullif(found.platforms, '') as platforms,
    found.sessions,
    found.orders,
    found.first_order_date,
    found.last_order_date,
    found.shop_net_revenue
from found
left join owners on owners.person_key = found.person_key
