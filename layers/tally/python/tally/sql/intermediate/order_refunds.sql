/*
description = """Refunds with what they take off their order: the net amount told; else the gross one in the order's own
proportion of net to gross; else the lines named, at the order's prices and less its discount; and all that is left of
the order where the refund names nothing at all. What cannot be valued takes nothing off, and says why"""
grain = "one row per refund that counts and belongs to an order in order_sales"
step = "refresh"
checks = [
    "unique: change_id",
    "not_null: change_id, order_key, refunded, refunded_from",
    "accepted_values: refunded_from: net, gross, lines, lines_in_part, all, unknown_lines, no_rate",
    "expression: refunded >= 0",
]

[parameters]
shop_currency = "string: ISO 4217 code"

[columns]
change_id = "string: as in order_changes"
order_key = "string: as in order_sales"
refunded = "decimal(20,6): what it takes off the order's amount, in the order's currency"
refunded_from = """string: what told it: net, gross, lines, lines_in_part (some lines have no price) or all; unknown_lines
and no_rate: it could not be valued"""
*/
with named_lines as (
    select
        order_changes.change_id,
        sum(
            coalesce(
                cast(stg_order_lines.units as double) * order_products.unit_price
                -- What lines cost more than the order is a discount, or tax.
                * case
                    when order_products.lines_amount > cast(order_sales.amount as double)
                    then cast(order_sales.amount as double) / nullif(order_products.lines_amount, 0e0)
                    else 1e0
                end,
                cast(stg_order_lines.amount as double)
            )
        ) as amount,
        count_if(order_products.unit_price is null and stg_order_lines.amount is null) as unknown
    from order_changes
    inner join stg_order_lines
        on stg_order_lines.event_key = order_changes.event_key
        and stg_order_lines.business_date = order_changes.business_date
    inner join order_sales on order_sales.order_key = order_changes.order_key
    left join order_products
        on order_products.order_key = order_changes.order_key
        and order_products.product_id = stg_order_lines.product_id
    where order_changes.change = 'refunded'
    group by order_changes.change_id
),
told as (
    select
        order_changes.change_id,
        order_changes.order_key,
        order_sales.amount as order_amount,
        coalesce(order_changes.currency, order_sales.currency) as currency,
        order_sales.currency as order_currency,
        order_changes.business_date,
        order_sales.business_date as order_date,
        -- Doubles hold six decimals up to a thousand million only.
        case
            when order_changes.net is not null then order_changes.net
            when order_sales.gross is null or order_sales.gross <= order_sales.amount then order_changes.gross
        end as exact_amount,
        case
            when order_changes.net is not null then cast(order_changes.net as double)
            when order_changes.gross is not null and order_sales.gross > order_sales.amount
            then
                cast(order_changes.gross as double) * cast(order_sales.amount as double)
                / nullif(cast(order_sales.gross as double), 0e0)
            when order_changes.gross is not null then cast(order_changes.gross as double)
            else abs(named_lines.amount)
        end as amount,
        case
            when order_changes.net is not null then 'net'
            when order_changes.gross is not null then 'gross'
            when order_changes.lines = 0 then 'all'
            when named_lines.amount is null then 'unknown_lines'
            when named_lines.unknown > 0 then 'lines_in_part'
            else 'lines'
        end as refunded_from
    from order_changes
    inner join order_sales on order_sales.order_key = order_changes.order_key
    left join named_lines on named_lines.change_id = order_changes.change_id
    where order_changes.change = 'refunded' and order_changes.counts
),
-- Into the shop's currency by the refund's day, and out of it by the order's.
turned as (
    select
        told.change_id,
        told.order_key,
        told.order_amount,
        told.refunded_from,
        case when told.currency = told.order_currency then told.exact_amount end as exact_amount,
        case
            when told.currency = told.order_currency then told.amount
            else
                told.amount
                * if(told.currency = :shop_currency, 1e0, refund_rates.rate)
                / nullif(if(told.order_currency = :shop_currency, 1e0, order_rates.rate), 0e0)
        end as amount
    from told
    left join currency_rates as refund_rates
        on refund_rates.currency = told.currency
        and refund_rates.business_date = told.business_date
    left join currency_rates as order_rates
        on order_rates.currency = told.order_currency
        and order_rates.business_date = told.order_date
),
valued as (
    select
        change_id,
        order_key,
        order_amount,
        case
            when refunded_from in ('all', 'unknown_lines') then refunded_from
            when amount is null then 'no_rate'
            -- More than 14 digits before the point are no money.
            when try_cast(round(amount, 6) as decimal(20, 6)) is null then 'unknown_lines'
            else refunded_from
        end as refunded_from,
        coalesce(exact_amount, try_cast(round(amount, 6) as decimal(20, 6)), 0) as refunded
    from turned
),
summed as (
    select
        *,
        sum(if(refunded_from = 'all', 0, refunded)) over (partition by order_key) as refunded_in_part,
        row_number() over (partition by order_key, refunded_from order by change_id) as number
    from valued
)
select
    change_id,
    order_key,
    cast(
        case
            when refunded_from <> 'all' then refunded
            when number = 1 and order_amount > refunded_in_part then order_amount - refunded_in_part
            else 0
        end as decimal(20, 6)
    ) as refunded,
    refunded_from
from summed
