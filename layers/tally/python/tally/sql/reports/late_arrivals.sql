/*
description = """How many events of each business date arrived since a moment, of days before that of the moment: what
a night may have had to publish again"""

[columns]
business_date = "date: the shop's calendar date"
events = "bigint: how many arrived"

[parameters]
since = "timestamp: arrivals from here on, UTC"
before = "date: events of earlier business dates"
*/
select
    business_date,
    count(*) as events
from events
where received_at >= :since and business_date < :before
group by business_date
order by business_date
