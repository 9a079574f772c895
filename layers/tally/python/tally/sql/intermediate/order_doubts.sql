/*
description = """What is known to be wrong or missing in the numbers of a day's orders, as sentences for the verdicts of
the KPIs: copies that contradict each other, amounts without a rate, refunds that could not be valued, negative orders of
no known order"""
grain = "one row per business_date, platform, fact and doubt"
step = "refresh"
checks = [
    "unique: business_date, platform, fact, doubt",
    "not_null: business_date, platform, fact, doubt, severity, orders, sentence",
    "accepted_values: fact: order amounts, order buyers, order states",
]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of the orders, or all"
fact = "string: order amounts, order buyers or order states: what of the orders is doubtful (domain/reports/kpis.toml)"
doubt = "string: what kind, with the currency where it is of one"
severity = "int: 2 two witnesses contradict each other: disputed; 1 something could not be counted: unaudited"
orders = "bigint: how many orders, or refunds"
sentence = "string: what is wrong, for people"
*/
with doubts as (
    select
        business_date,
        platform,
        case field
            when 'person' then 'order buyers'
            when 'status' then 'order states'
            else 'order amounts'
        end as fact,
        field as doubt,
        2 as severity,
        order_key,
        cast(null as decimal(20, 6)) as left_out,
        '' as currency,
        case field
            when 'revenue' then 'order is told with different amounts'
            when 'currency' then 'order is told in different currencies'
            when 'person' then 'order is told of different persons'
            else 'order is cancelled by its record or its events, and not by the other'
        end as of_one,
        case field
            when 'revenue' then 'orders are told with different amounts'
            when 'currency' then 'orders are told in different currencies'
            when 'person' then 'orders are told of different persons'
            else 'orders are cancelled by their record or their events, and not by the other'
        end as of_many
    from order_conflicts
    where field in ('revenue', 'currency', 'person', 'status')
    union all
    select
        business_date,
        platform,
        'order amounts' as fact,
        'no rate for ' || currency as doubt,
        1 as severity,
        order_key,
        net_revenue as left_out,
        currency,
        if(
            currency = 'unknown',
            'order is in no known currency',
            'order in ' || currency || ' has no rate'
        ) as of_one,
        if(
            currency = 'unknown',
            'orders are in no known currency',
            'orders in ' || currency || ' have no rate'
        ) as of_many
    from orders
    where shop_net_revenue is null and net_revenue > 0
    union all
    select
        business_date,
        platform,
        'order amounts' as fact,
        'no amount' as doubt,
        1 as severity,
        order_key,
        cast(null as decimal(20, 6)) as left_out,
        '' as currency,
        'order has no amount, or not of all its lines' as of_one,
        'orders have no amount, or not of all their lines' as of_many
    from orders
    where revenue_from in ('nothing', 'lines_in_part', 'lines_too_large') and not is_cancelled
    union all
    select
        business_date,
        platform,
        'order amounts' as fact,
        'refunded too much' as doubt,
        1 as severity,
        order_key,
        cast(null as decimal(20, 6)) as left_out,
        '' as currency,
        'order is refunded by more than it was worth' as of_one,
        'orders are refunded by more than they were worth' as of_many
    from orders
    where refunded_too_much > 0 and not is_cancelled
    union all
    select
        orders.business_date,
        orders.platform,
        'order amounts' as fact,
        'refund ' || order_refunds.refunded_from as doubt,
        1 as severity,
        order_refunds.change_id as order_key,
        cast(null as decimal(20, 6)) as left_out,
        '' as currency,
        if(
            order_refunds.refunded_from = 'no_rate',
            'refund is in a currency without a rate',
            'refund names lines without a price'
        ) as of_one,
        if(
            order_refunds.refunded_from = 'no_rate',
            'refunds are in a currency without a rate',
            'refunds name lines without a price'
        ) as of_many
    from order_refunds
    inner join orders on orders.order_key = order_refunds.order_key
    where
        order_refunds.refunded_from in ('lines_in_part', 'unknown_lines', 'no_rate')
        and not orders.is_cancelled
    union all
    select
        business_date,
        platform,
        'order amounts' as fact,
        'negative order' as doubt,
        1 as severity,
        change_id as order_key,
        cast(null as decimal(20, 6)) as left_out,
        '' as currency,
        'negative order belongs to no known order' as of_one,
        'negative orders belong to no known order' as of_many
    from orphaned_changes
    where refund_id like 'negative order%'
),
counted as (
    select
        business_date,
        coalesce(platform, 'all') as platform,
        fact,
        doubt,
        max(severity) as severity,
        count(distinct order_key) as orders,
        sum(left_out) as left_out,
        max(currency) as currency,
        max(of_one) as of_one,
        max(of_many) as of_many
    from doubts
    group by grouping sets ((business_date, platform, fact, doubt), (business_date, fact, doubt))
)
select
    business_date,
    platform,
    fact,
    doubt,
    severity,
    orders,
    cast(orders as varchar) || ' ' || if(orders = 1, of_one, of_many)
    || coalesce(
        ': ' || regexp_replace(cast(left_out as varchar), '0{1,4}$', '')
        || if(currency = 'unknown', '', ' ' || currency) || ' left out',
        ''
    ) as sentence
from counted
