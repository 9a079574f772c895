/*
description = """Who started a checkout, and whether an order of theirs that was not cancelled followed within 24 hours
of one of that day's checkouts, on whatever platform"""
grain = "one row per business_date, platform, country of the checkouts, and person_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: business_date, platform, country, person_key", "not_null: person_key, is_ordered"]

[parameters]
cart_window = "interval: an order within it of a checkout ends it well"

[columns]
business_date = "date: day of the checkouts, in the shop's time zone"
platform = "string: platform of the checkouts"
country = "string: country of the checkouts"
person_key = "bigint: merged person"
is_ordered = "boolean: an order followed within 24 hours"
*/
select
    merged_events.business_date,
    merged_events.platform,
    merged_events.country,
    merged_events.person_key,
    count(orders.order_key) > 0 as is_ordered
from merged_events
left join orders
    on orders.person_key = merged_events.person_key
    and not orders.is_cancelled
    -- By the clock of the checkout, where it told the order, too.
    and coalesce(orders.seen_at, orders.ordered_at) >= merged_events.occurred_at
    and coalesce(orders.seen_at, orders.ordered_at) <= merged_events.occurred_at + :cart_window
where merged_events.event_name = 'Checkout Started' and merged_events.sender <> 'bot'
group by 1, 2, 3, 4
