/*
description = "The days, platforms, countries, regions and customer profiles that there are KPIs of: `tally kpis`"

[columns]
kind = "string: day, platform, country, region or profile"
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
union all
select
    'region' as kind,
    region as name
from kpis_by_region
group by region
union all
select
    'profile' as kind,
    profile as name
from kpis_by_profile
group by profile
