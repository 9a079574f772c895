/*
description = """Steps of the shop's main funnel as numbers that sort by time and then by step. Its entry is a visit; the
later steps may be told by a server, none by a bot. The last step is an order: once, however often it is told, when its
visit told it, and not when it was cancelled or a test"""
grain = "one row per Product Viewed, Product Added or Checkout Started event, and per order"
step = "refresh"
checks = ["not_null: person_key, business_date, platform, moment"]

[columns]
person_key = "bigint: merged person"
business_date = "date: the shop's calendar date"
platform = "string: platform of the step"
step = "int: 1 viewed, 2 added, 3 checkout started, 4 ordered"
moment = "bigint: milliseconds since 1970 x 8 + step: steps of one millisecond count in their order"
*/
with steps as (
    select
        person_key,
        business_date,
        platform,
        case event_name when 'Product Viewed' then 1 when 'Product Added' then 2 else 3 end as step,
        occurred_at
    from merged_events
    where
        event_name in ('Product Viewed', 'Product Added', 'Checkout Started')
        and (is_visit or (event_name <> 'Product Viewed' and sender <> 'bot'))
    union all
    select person_key, business_date, platform, 4 as step, coalesce(seen_at, ordered_at) as occurred_at
    from orders
    where not is_cancelled
)
select
    person_key,
    business_date,
    platform,
    step,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', occurred_at) * 8 + step as moment
from steps
