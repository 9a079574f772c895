/*
description = "The published tables together have every row of kpi_daily, and no other"
step = "publish"
*/
with published as (
    select
        business_date,
        'all' as platform,
        'all' as country,
        'all' as region,
        'all' as profile,
        kpi
    from kpis
    union all
    select
        business_date,
        platform,
        'all' as country,
        'all' as region,
        'all' as profile,
        kpi
    from kpis_by_platform
    union all
    select
        business_date,
        'all' as platform,
        country,
        'all' as region,
        'all' as profile,
        kpi
    from kpis_by_country
    union all
    select
        business_date,
        platform,
        country,
        'all' as region,
        'all' as profile,
        kpi
    from kpis_by_platform_and_country
    union all
    select
        business_date,
        'all' as platform,
        'all' as country,
        'all' as region,
        profile,
        kpi
    from kpis_by_profile
    union all
    select
        business_date,
        'all' as platform,
        'all' as country,
        region,
        'all' as profile,
        kpi
    from kpis_by_region
)
select kpi_daily.kpi
from kpi_daily
full outer join published
    on published.business_date = kpi_daily.business_date
    and published.platform = kpi_daily.platform
    and published.country = kpi_daily.country
    and published.region = kpi_daily.region
    and published.profile = kpi_daily.profile
    and published.kpi = kpi_daily.kpi
where published.kpi is null or kpi_daily.kpi is null
