/*
description = "How far the viewers of each day come on the way to an order, in all and by platform"

[columns]
business_date = "date: day of the view, in the shop's time zone"
platform = "string: platform of the view, or all"
viewed = "bigint: persons who viewed a product"
added = "bigint: of these, who then added one"
checkouts = "bigint: of these, who then started a checkout"
ordered = "bigint: of these, who then ordered"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
*/
with placed as (
    select
        business_date,
        'all' as platform,
        viewed,
        added,
        checkouts,
        ordered
    from funnel_daily
    union all
    select
        business_date,
        platform,
        viewed,
        added,
        checkouts,
        ordered
    from funnel_by_platform
)
select
    business_date,
    platform,
    viewed,
    added,
    checkouts,
    ordered
from placed
where business_date between :first and :last
order by business_date, platform
