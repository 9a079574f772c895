/*
description = "All KPI rows with their verdicts, in a fixed order, for the files of publish_kpis"
*/
select
    business_date,
    platform,
    country,
    kpi,
    value,
    numerator,
    denominator,
    verdict,
    coverage_low,
    coverage_high,
    reason
from kpis
order by business_date, platform, country, kpi
