/*
description = """The session in which an order was placed, and the checkout that led to it. An order that no visit tells,
but a server, lies in the session of its person that began last before it, unless that had ended 30 minutes before, or on
another day. Its checkout is the person's last one before it within 24 hours, on whatever platform, and after the order
before"""
grain = "one row per order_key of order_sales"
step = "refresh"
persons = ["person_key"]
checks = ["unique: order_key", "not_null: order_key, person_key"]

[parameters]
session_gap = "interval: the longest time between a session's last event and an order that a server tells"
cart_window = "interval: the longest time between a checkout and its order"

[columns]
order_key = "string: as in order_sales"
person_key = "bigint: merged person; it tells whose row goes with an erasure"
session_id = "bigint: as in sessions; null where no session was seen"
checkout_at = "timestamp: its last Checkout Started, UTC; null where none was seen"
*/
with seen as (
    select
        order_sales.order_key,
        coalesce(crowded_visits.session_id, calm_sessions.session_id) as session_id
    from order_sales
    left join crowded_visits
        on crowded_visits.event_key = order_sales.visit_event_key
        and crowded_visits.business_date = order_sales.business_date
    left join calm_sessions
        on calm_sessions.device_key = order_sales.visit_device_key
        and calm_sessions.business_date = order_sales.business_date
        and calm_sessions.started_at <= order_sales.seen_at
        and calm_sessions.ended_at >= order_sales.seen_at
    where order_sales.visit_event_key is not null
),
moments as (
    select
        person_key,
        business_date,
        started_at as happened_at,
        ended_at,
        session_id,
        cast(null as varchar) as order_key
    from merged_sessions
    union all
    select
        person_key,
        business_date,
        ordered_at as happened_at,
        cast(null as timestamp) as ended_at,
        cast(null as bigint) as session_id,
        order_key
    from order_sales
    where visit_event_key is null
),
placed as (
    select
        *,
        row_number() over (
            partition by person_key, business_date
            order by happened_at, order_key is not null, session_id desc, order_key
        ) as place
    from moments
),
preceded as (
    select
        order_key,
        happened_at,
        max_by(session_id, case when order_key is null then place end) over before_it as session_id,
        max_by(ended_at, case when order_key is null then place end) over before_it as ended_at
    from placed
    window before_it as (
        partition by person_key, business_date
        order by place
        rows unbounded preceding
    )
),
sessions_of_orders as (
    select order_key, session_id
    from seen
    where session_id is not null
    union all
    select order_key, session_id
    from preceded
    where order_key is not null and happened_at <= ended_at + :session_gap
),
steps as (
    select person_key, occurred_at, cast(null as varchar) as order_key
    from funnel_steps
    where step = 3
    union all
    select person_key, coalesce(seen_at, ordered_at) as occurred_at, order_key
    from order_sales
),
followed as (
    select
        *,
        max(case when order_key is null then occurred_at end) over before_it as last_checkout_at,
        max(case when order_key is not null then occurred_at end) over before_it as last_order_at
    from steps
    window before_it as (
        partition by person_key
        order by occurred_at, order_key is not null, order_key
        rows between unbounded preceding and 1 preceding
    )
),
checkouts as (
    select
        order_key,
        person_key,
        occurred_at,
        last_checkout_at,
        -- Orders of one millisecond are of one checkout.
        min(coalesce(last_order_at, timestamp '1970-01-01 00:00:00')) over (
            partition by person_key, occurred_at, order_key is not null
        ) as order_before_at
    from followed
)
select
    checkouts.order_key,
    checkouts.person_key,
    sessions_of_orders.session_id,
    case
        when
            checkouts.last_checkout_at > checkouts.order_before_at
            and checkouts.last_checkout_at >= checkouts.occurred_at - :cart_window
        then checkouts.last_checkout_at
    end as checkout_at
from checkouts
left join sessions_of_orders on sessions_of_orders.order_key = checkouts.order_key
where checkouts.order_key is not null
