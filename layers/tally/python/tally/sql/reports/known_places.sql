/*
description = "The days, platforms and countries that there are KPIs of: `tally kpis`"

[columns]
kind = "string: day, platform or country"
name = "string: its name; of a day 2026-03-02"
*/
select
    'day' as kind,
    cast(business_date as varchar) as name
from kpis
group by business_date
union all
select
    'platform' as kind,
    platform as name
from kpis_by_platform
group by platform
union all
select
    'country' as kind,
    country as name
from kpis_by_country
group by country
