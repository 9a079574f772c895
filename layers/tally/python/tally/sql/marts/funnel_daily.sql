/*
description = """How far the viewers of a day come on the way to an order: the shop's main funnel. Of the merged persons who viewed a product on a day, how many added one, started a
checkout and ordered, in this order, on whatever platform, within 24 hours of a view of that day. Other events may come
between. Every view counts as an entry and the best one decides (windowFunnel; Mixpanel's optimized re-entry).
It says how far the viewers of a day come, also after midnight: buyers and orders of a day are in kpis. By platform:
funnel_by_platform"""
grain = "one row per business_date"
step = "refresh"
checks = ["unique: business_date", "not_null: business_date"]

[columns]
business_date = "date: day of the view, in the shop's time zone"
viewed = "bigint: persons who viewed a product"
added = "bigint: of these, who then added one"
checkouts = "bigint: of these, who then started a checkout"
ordered = "bigint: of these, who then ordered, be it on the next day: not the day's buyers, who are in kpis"
*/
select
    business_date,
    viewed,
    added,
    checkouts,
    ordered
from funnel_counts
where platform = 'all'
