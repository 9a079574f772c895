/*
description = "The shop's business dates with their limits in UTC, so that no model converts time zones"
grain = "one row per business_date"
step = "refresh"
checks = ["unique: business_date", "not_null: business_date, starts_at, opens_at, ends_at"]

[columns]
business_date = "date: the shop's calendar date"
starts_at = "timestamp: its midnight, UTC"
opens_at = "timestamp: when the day's first sale opens, UTC: by the record of the sale, where it is of no country, else by the shop's opening hours of that day"
ends_at = "timestamp: the next midnight, UTC; 23 or 25 hours after the first when the clocks change"

[parameters]
spans = "rows(date, date, bigint, bigint, bigint): days from .. to; starts, opens, ends in minutes after 00:00 UTC"
*/
with days as (
    select
        lake_dates.business_date,
        date_add('minute', spans.starts, cast(lake_dates.business_date as timestamp)) as starts_at,
        date_add('minute', spans.opens, cast(lake_dates.business_date as timestamp)) as opens_at,
        date_add('minute', spans.ends, cast(lake_dates.business_date as timestamp)) as ends_at
    from lake_dates
    inner join :spans as spans (first_date, last_date, starts, opens, ends)
        on lake_dates.business_date between spans.first_date and spans.last_date
)
select
    days.business_date,
    days.starts_at,
    coalesce(min(sales.starts_at), days.opens_at) as opens_at,
    days.ends_at
from days
left join records_sales_campaigns as sales
    on sales.country is null
    and sales.starts_at >= days.starts_at
    and sales.starts_at < days.ends_at
group by days.business_date, days.starts_at, days.opens_at, days.ends_at
