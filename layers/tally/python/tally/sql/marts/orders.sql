/*
description = """Orders, whoever told them: the site, the server, the shop's records, or all of these. Each field is from
the best copy (order_sales). Test orders are in test_orders. Cancellations and refunds are booked on the order they belong
to, whenever they come; of its Order Completed and Order Cancelled the last one decides, and a record's status before
them. Amounts are in the order's currency; what KPIs add is in the shop's. order_conflicts tells where copies differ"""
grain = "one row per order_key"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: order_key",
    "not_null: order_key, order_id, person_key, ordered_at, business_date, currency, units, is_cancelled, told_by",
    "accepted_values: told_by: record, server, device",
    "expression: (revenue is null) = (revenue_from in ('lines_too_large', 'nothing'))",
    "expression: net_revenue is not null or revenue is null",
    "expression: refunded >= 0 and (refunded <= revenue or refunded = 0)",
    "expression: order_number_of_person >= 1",
    "expression: shop_net_revenue is null or net_revenue is not null",
]

[parameters]
opening_hour = "interval: length of the opening hour"
shop_currency = "string: ISO 4217 code"

[columns]
order_key = "string: order_id; where that is several orders, with @ and the shop, and @ and the person's key behind"
order_id = "string: the shop's order number, else the id of its event"
event_key = "bigint: the Order Completed that tells its time, in stg_events; null where only a record tells the order"
visit_event_key = "bigint: of its first copy of the same day that is a visit, so in a session; null without one"
seen_at = "timestamp: when that copy happened, UTC"
session_id = "bigint: the session it was placed in, in sessions; null where none was seen"
checkout_at = """timestamp: its checkout, UTC: the person's last Checkout Started before it within 24 hours, on whatever
platform, and after the order before; null where none was seen"""
person_key = "bigint: merged person"
user_id = "string: the merged person's; null for who is no known customer"
ordered_at = "timestamp: when it was placed, UTC"
business_date = "date: the same in the shop's time zone"
platform = "string: platform it was placed on"
country = "string: country it was placed from"
region = "string: region it was placed from, by the copy that tells the country"
affiliation = "string: the shop that sold it"
currency = "string: ISO 4217 code; the shop's where nothing tells it; unknown where what is told is no currency's"
revenue = "decimal(20,6): without tax and shipping, before refunds; null where nothing tells it"
revenue_from = """string: what told it: record, revenue, total (less tax and shipping), lines, lines_in_part (a line has no
price); nothing and lines_too_large: such an order counts, its money does not"""
refunded = "decimal(20,6): sum of its refunds, at most revenue"
refunded_too_much = "decimal(20,6): what its refunds are more than revenue"
net_revenue = "decimal(20,6): revenue less refunds; 0 when cancelled, else null with revenue"
shop_rate = "double: units of the shop's currency for one of the order's, on its day; null without a rate"
shop_net_revenue = "decimal(20,6): net_revenue in the shop's currency; null without a rate"
units = "decimal(18,4): units in it"
told_by = "string: the best that tells it: record, server or device"
is_unconfirmed = "boolean: only a device told it, and server or records tell this shop's orders since an earlier day or this"
is_cancelled = "boolean: the record says so; else its last Order Cancelled is not before its last Order Completed"
cancelled_at = """timestamp: its first Order Cancelled since its last Order Completed, UTC; else, where the record says so, its last
one; null where it is not cancelled, or only a record tells it"""
cancelled_date = "date: the same in the shop's time zone"
order_number_of_person = "bigint: 1 for a new buyer's order; counts orders not cancelled, null when cancelled"
is_opening_hour = """boolean: placed within 60 elapsed minutes of the opening of a sale for its country, both ends inside; on a
day that no such hour touches, of the shop's own opening"""
*/
with cancellations as (
    select
        order_changes.order_key,
        order_changes.occurred_at,
        order_changes.business_date,
        -- One before it was a payment that was tried again.
        order_sales.last_completed_at is null
        or order_changes.occurred_at >= order_sales.last_completed_at as ends_it
    from order_changes
    inner join order_sales on order_sales.order_key = order_changes.order_key
    where order_changes.change = 'cancelled'
),
cancelled as (
    select
        order_key,
        bool_or(ends_it) as ends_it,
        coalesce(min(if(ends_it, occurred_at)), max(occurred_at)) as cancelled_at,
        coalesce(min(if(ends_it, business_date)), max(business_date)) as cancelled_date
    from cancellations
    group by order_key
),
refunds as (
    select order_key, sum(refunded) as refunded
    from order_refunds
    group by order_key
),
openings as (
    select calendar.business_date, calendar.opens_at, sales.starts_at, sales.country
    from calendar
    left join records_sales_campaigns as sales
        on sales.starts_at < calendar.ends_at
        and sales.starts_at + :opening_hour >= calendar.starts_at
),
sale_openings as (
    select
        order_sales.order_key,
        order_sales.ordered_at,
        openings.opens_at,
        if(
            openings.country is null or openings.country = order_sales.country,
            openings.starts_at
        ) as sale_opens_at
    from order_sales
    inner join openings on openings.business_date = order_sales.business_date
),
opening_orders as (
    select order_key
    from sale_openings
    group by order_key
    having
        bool_or(ordered_at between sale_opens_at and sale_opens_at + :opening_hour)
        or (
            count(sale_opens_at) = 0
            and bool_or(ordered_at between opens_at and opens_at + :opening_hour)
        )
),
told as (
    select
        order_sales.order_key,
        order_sales.order_id,
        order_sales.event_key,
        order_sales.visit_event_key,
        order_sales.seen_at,
        order_visits.session_id,
        order_visits.checkout_at,
        order_sales.person_key,
        order_sales.user_id,
        order_sales.ordered_at,
        order_sales.business_date,
        order_sales.platform,
        order_sales.country,
        order_sales.region,
        order_sales.affiliation,
        order_sales.currency,
        order_sales.amount_from,
        order_sales.units,
        order_sales.told_by,
        order_sales.amount as revenue,
        coalesce(refunds.refunded, 0) as told_refunds,
        coalesce(order_sales.is_record_cancelled, cancelled.ends_it, false) as is_cancelled,
        cancelled.cancelled_at,
        cancelled.cancelled_date,
        if(order_sales.currency = :shop_currency, 1e0, currency_rates.rate) as shop_rate,
        opening_orders.order_key is not null as is_opening_hour,
        min(case when order_sales.told_by <> 'device' then order_sales.business_date end) over ()
            as confirmed_since
    from order_sales
    left join order_visits on order_visits.order_key = order_sales.order_key
    left join cancelled on cancelled.order_key = order_sales.order_key
    left join refunds on refunds.order_key = order_sales.order_key
    left join currency_rates
        on currency_rates.currency = order_sales.currency
        and currency_rates.business_date = order_sales.business_date
    left join opening_orders on opening_orders.order_key = order_sales.order_key
),
booked as (
    select
        *,
        case when revenue is null then 0 else least(told_refunds, revenue) end as refunded
    from told
),
netted as (
    select *, case when is_cancelled then 0 else revenue - refunded end as net_revenue
    from booked
)
select
    order_key,
    order_id,
    event_key,
    visit_event_key,
    seen_at,
    session_id,
    checkout_at,
    person_key,
    user_id,
    ordered_at,
    business_date,
    platform,
    country,
    region,
    affiliation,
    currency,
    cast(revenue as decimal(20, 6)) as revenue,
    amount_from as revenue_from,
    cast(refunded as decimal(20, 6)) as refunded,
    -- Two refunds may be more than a column holds.
    cast(least(told_refunds - refunded, decimal '99999999999999.999999') as decimal(20, 6))
        as refunded_too_much,
    cast(net_revenue as decimal(20, 6)) as net_revenue,
    shop_rate,
    case
        when currency = :shop_currency then cast(net_revenue as decimal(20, 6))
        else try_cast(round(cast(net_revenue as double) * shop_rate, 6) as decimal(20, 6))
    end as shop_net_revenue,
    units,
    told_by,
    told_by = 'device' and coalesce(business_date >= confirmed_since, false) as is_unconfirmed,
    is_cancelled,
    case when is_cancelled then cancelled_at end as cancelled_at,
    case when is_cancelled then cancelled_date end as cancelled_date,
    case
        when not is_cancelled
        then row_number() over (partition by person_key, is_cancelled order by ordered_at, order_key)
    end as order_number_of_person,
    is_opening_hour
from netted
