/*
description = """The money of orders on the days on which it was booked: an order's revenue on its own day, a refund and
a cancellation on theirs. What an order gives and takes adds up to its shop_net_revenue: refunds take at most its
revenue, a cancellation what is left of it then. A cancellation that only a record tells has no time: it is booked on
the order's day"""
grain = "one row per booking: an order placed, each of its refunds, its cancellation"
step = "refresh"
persons = ["person_key"]
checks = ["unique: order_key, booking_id", "not_null: order_key, booking_id, business_date, person_key, amount"]

[columns]
order_key = "string: as in orders"
booking_id = "string: placed, cancelled, or the refund's change_id"
business_date = "date: day of the booking, in the shop's time zone"
person_key = "bigint: merged person of the order"
platform = "string: of the order"
country = "string: of the order"
region = "string: of the order"
is_cancelled = "boolean: as in orders"
amount = "decimal(20,6): in the shop's currency; below 0 for what is taken back"
*/
with takings as (
    select
        order_refunds.order_key,
        order_refunds.change_id as booking_id,
        order_changes.occurred_at,
        order_changes.business_date,
        cast(order_refunds.refunded as double) as asked
    from order_refunds
    inner join order_changes on order_changes.change_id = order_refunds.change_id
    union all
    select
        orders.order_key,
        'cancelled' as booking_id,
        coalesce(orders.cancelled_at, orders.ordered_at) as occurred_at,
        coalesce(orders.cancelled_date, orders.business_date) as business_date,
        cast(orders.revenue as double) as asked
    from orders
    where orders.is_cancelled
),
asked as (
    select
        takings.order_key,
        takings.booking_id,
        takings.business_date,
        orders.person_key,
        orders.platform,
        orders.country,
        orders.region,
        orders.is_cancelled,
        cast(orders.revenue as double) as revenue,
        orders.shop_rate,
        sum(takings.asked) over (
            partition by takings.order_key
            order by takings.occurred_at, takings.booking_id
            rows unbounded preceding
        ) as asked_so_far,
        takings.asked
    from takings
    inner join orders on orders.order_key = takings.order_key
    where orders.revenue is not null and orders.shop_rate is not null
),
booked as (
    select
        order_key,
        booking_id,
        business_date,
        person_key,
        platform,
        country,
        region,
        is_cancelled,
        -- The differences of running sums lose no millionth.
        round(least(greatest(asked_so_far - asked, 0e0), revenue) * shop_rate, 6)
        - round(least(asked_so_far, revenue) * shop_rate, 6) as amount
    from asked
    union all
    select
        order_key,
        'placed' as booking_id,
        business_date,
        person_key,
        platform,
        country,
        region,
        is_cancelled,
        round(cast(revenue as double) * shop_rate, 6) as amount
    from orders
    where revenue is not null and shop_rate is not null
)
select
    order_key,
    booking_id,
    business_date,
    person_key,
    platform,
    country,
    region,
    is_cancelled,
    cast(coalesce(try_cast(round(amount, 6) as decimal(20, 6)), 0) as decimal(20, 6)) as amount
from booked
