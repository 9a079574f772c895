/*
description = """Steps of the shop's main funnel before the order. Its entry is a visit; the later steps may be told by a
server, none by a bot"""
grain = "one row per Product Viewed, Product Added or Checkout Started event"
step = "refresh"
checks = ["not_null: person_key, business_date, platform, step, occurred_at"]

[columns]
person_key = "bigint: merged person"
business_date = "date: the shop's calendar date"
platform = "string: platform of the step"
step = "int: 1 viewed, 2 added, 3 checkout started"
occurred_at = "timestamp: when it happened, UTC"
*/
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
