/*
description = """How far the viewers of a day and platform come on the way to an order. Of the merged persons who viewed a product on a day and platform, how many added one, started a
checkout and ordered, in this order, on whatever platform, within 24 hours of a view of that day. Other events may come
between. Every view counts as an entry and the best one decides (windowFunnel; Mixpanel's optimized re-entry).
It holds no total, which is in funnel_daily: a person who viewed on two platforms counts in both"""
grain = "one row per business_date and platform"
step = "refresh"
checks = ["unique: business_date, platform", "not_null: business_date, platform"]

[columns]
business_date = "date: day of the view, in the shop's time zone"
platform = "string: platform of the view"
viewed = "bigint: persons who viewed a product"
added = "bigint: of these, who then added one"
checkouts = "bigint: of these, who then started a checkout"
ordered = "bigint: of these, who then ordered, be it on the next day: not the day's buyers, who are in kpis"
*/
select
    business_date,
    platform,
    viewed,
    added,
    checkouts,
    ordered
from funnel_counts
where platform <> 'all'
