/*
description = "The published table has every row of kpi_daily, and no other"
step = "publish"
*/
select kpi_daily.kpi
from kpi_daily
full outer join kpis
    on kpis.business_date = kpi_daily.business_date
    and kpis.platform = kpi_daily.platform
    and kpis.country = kpi_daily.country
    and kpis.kpi = kpi_daily.kpi
where kpis.verdict is null or kpi_daily.kpi is null
