/*
description = "The shop's business dates with their limits in UTC, so that no model converts time zones"
grain = "one row per business_date"
step = "refresh"
checks = ["unique: business_date", "not_null: business_date, starts_at, opens_at, ends_at"]

[columns]
business_date = "date: the shop's calendar date"
starts_at = "timestamp: its midnight, UTC"
opens_at = "timestamp: when the day's sale opens, UTC"
ends_at = "timestamp: the next midnight, UTC; 23 or 25 hours after the first when the clocks change"

[parameters]
days = "rows(date, bigint, bigint, bigint): business_date, and starts, opens, ends as minutes after 00:00 UTC"
*/
select
    business_date,
    date_add('minute', starts, cast(business_date as timestamp)) as starts_at,
    date_add('minute', opens, cast(business_date as timestamp)) as opens_at,
    date_add('minute', ends, cast(business_date as timestamp)) as ends_at
from :days as days (business_date, starts, opens, ends)
