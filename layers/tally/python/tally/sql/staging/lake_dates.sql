/*
description = """Business dates that the calendar must cover: those of the lake, and those the witness may
mean"""
grain = "one row per business_date"
step = "refresh"
table = false
checks = ["unique: business_date", "not_null: business_date"]

[columns]
business_date = "date: the shop's calendar date"
*/
select business_date
from events
union
-- The witness keeps UTC only: its shop date is the UTC date or a neighbour.
select date_add('day', shift.days, cast(occurred_at as date)) as business_date
from witness_events
cross join (values (-1), (0), (1)) as shift (days)
