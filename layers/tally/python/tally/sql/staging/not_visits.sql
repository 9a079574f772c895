/*
description = """Events that are no visit by their name alone, whoever sent them: nobody need have been there for
them. What else is none, and where the tracking plan says otherwise, is told in visit_kinds"""
grain = "one row per event_name"
step = "refresh"
table = false
checks = ["unique: event_name", "not_null: event_name, why"]

[columns]
event_name = "string: canonical name"
why = "string: what the event is instead"
*/
select event_name, why
from (
    values
    ('$identify', 'an SDK tells who somebody is'),
    ('$create_alias', 'an SDK tells who somebody is'),
    ('$merge', 'a server tells who somebody is'),
    ('$alias', 'an SDK tells who somebody is'),
    ('$group', 'an SDK tells which group somebody belongs to'),
    ('Order Cancelled', 'the shop does it to an order'),
    ('Order Refunded', 'the shop does it to an order'),
    ('Order Updated', 'the shop does it to an order')
) as listed (event_name, why)
