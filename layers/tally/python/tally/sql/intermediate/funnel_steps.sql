/*
description = """Events of the shop's main funnel as numbers that sort by time and then by step. Its entry is a visit;
the later steps may be told by a server, none by a bot. Test orders are no step"""
grain = "one row per Product Viewed, Product Added, Checkout Started or Order Completed event"
step = "refresh"
checks = ["not_null: person_key, business_date, platform, moment"]

[columns]
person_key = "bigint: merged person"
business_date = "date: the shop's calendar date"
platform = "string: platform of the event"
step = "int: 1 viewed, 2 added, 3 checkout started, 4 ordered"
moment = "bigint: milliseconds since 1970 x 8 + step: steps of one millisecond count in their order"
*/
with steps as (
    select
        person_events.person_key,
        person_events.business_date,
        person_events.platform,
        case person_events.event_name
            when 'Product Viewed' then 1
            when 'Product Added' then 2
            when 'Checkout Started' then 3
            else 4
        end as step,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', person_events.occurred_at)
            as epoch_ms
    from person_events
    left join stg_order_events
        on stg_order_events.event_key = person_events.event_key
        and stg_order_events.business_date = person_events.business_date
    left join test_orders on test_orders.order_id = stg_order_events.order_id
    where
        person_events.event_name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
        and (
            person_events.is_visit
            or (person_events.event_name <> 'Product Viewed' and person_events.sender <> 'bot')
        )
        and test_orders.order_id is null
)
select person_key, business_date, platform, step, epoch_ms * 8 + step as moment
from steps
