/*
description = """What advertising cost, in the shop's currency: by the rate of its day. Spend without a rate is left out,
and counted"""
grain = "one row per business_date, channel, campaign and country"
step = "refresh"
checks = ["unique: business_date, channel, campaign, country", "not_null: business_date, spend, unrated"]

[parameters]
shop_currency = "string: ISO 4217 code"

[columns]
business_date = "date: the day in the advertiser's account"
channel = "string: as utm_source of the events, in small letters; null where the record has none"
campaign = "string: as utm_campaign of the events, in small letters; null where the record has none"
country = "string: ISO 3166 code; - where the record has none"
spend = "decimal(38,6): what it cost, in the shop's currency"
unrated = "bigint: its records in a currency without a rate"
*/
select
    spent.day as business_date,
    lower(spent.channel) as channel,
    lower(spent.campaign) as campaign,
    coalesce(spent.country, '-') as country,
    cast(
        coalesce(
            sum(
                try_cast(
                    round(
                        cast(spent.spend as double)
                        * if(
                            coalesce(spent.currency, :shop_currency) = :shop_currency,
                            1e0,
                            currency_rates.rate
                        ),
                        6
                    ) as decimal(20, 6)
                )
            ),
            0
        ) as decimal(38, 6)
    ) as spend,
    count_if(
        coalesce(spent.currency, :shop_currency) <> :shop_currency and currency_rates.rate is null
    ) as unrated
from records_marketing_spend as spent
left join currency_rates
    on currency_rates.currency = spent.currency
    and currency_rates.business_date = spent.day
group by 1, 2, 3, 4
