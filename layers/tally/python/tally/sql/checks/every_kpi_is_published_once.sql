/*
description = "The published tables together have every row of kpi_daily, and no other"
step = "publish"
*/
select kpi_daily.kpi
from kpi_daily
full outer join placed_kpis
    on placed_kpis.business_date = kpi_daily.business_date
    and placed_kpis.platform = kpi_daily.platform
    and placed_kpis.country = kpi_daily.country
    and placed_kpis.region = kpi_daily.region
    and placed_kpis.profile = kpi_daily.profile
    and placed_kpis.kpi = kpi_daily.kpi
where placed_kpis.kpi is null or kpi_daily.kpi is null
