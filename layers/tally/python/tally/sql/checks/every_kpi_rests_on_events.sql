/*
description = "Each KPI of the catalog names events that it rests on: without, it would be unaudited for ever"
step = "publish"
*/
select kpi_catalog.kpi
from kpi_catalog
left join kpi_events on kpi_events.kpi = kpi_catalog.kpi
where kpi_events.kpi is null
