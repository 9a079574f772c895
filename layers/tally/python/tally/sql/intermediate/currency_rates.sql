/*
description = """What one unit of a currency was worth in the shop's, on the days that orders, refunds and spend need: the rate
of that day, else the last one of the days before, as banks fix none at weekends. Of one day the rate into the shop's
currency goes before the turned one out of it. The shop's own currency has no row"""
grain = "one row per business_date and currency that has a rate"
step = "refresh"
checks = ["unique: business_date, currency", "not_null: rate", "expression: rate > 0"]

[columns]
business_date = "date: the shop's calendar date"
currency = "string: ISO 4217 code"
rate = "double: units of the shop's currency for one of it"
rate_date = "date: the day that the rate is for"

[parameters]
shop_currency = "string: ISO 4217 code"
rate_days = "bigint: how many days before a rate may be from"
*/
with needed as (
    select business_date, currency from order_sales
    union
    select business_date, currency from order_changes
    union
    select day as business_date, currency from records_marketing_spend
),
rates as (
    select day, from_currency as currency, cast(rate as double) as rate, 0 as is_turned
    from records_exchange_rates
    where to_currency = :shop_currency and rate > 0
    union all
    select day, to_currency as currency, 1e0 / nullif(cast(rate as double), 0e0) as rate, 1 as is_turned
    from records_exchange_rates
    where from_currency = :shop_currency and rate > 0
),
found as (
    select
        needed.business_date,
        needed.currency,
        rates.rate,
        rates.day,
        row_number() over (
            partition by needed.business_date, needed.currency
            order by rates.day desc, rates.is_turned
        ) as place
    from needed
    inner join rates on rates.currency = needed.currency
    where
        rates.day <= needed.business_date
        and rates.day >= date_add('day', -:rate_days, needed.business_date)
        and needed.currency <> :shop_currency
)
select business_date, currency, rate, day as rate_date
from found
where place = 1
