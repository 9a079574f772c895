/*
description = "The KPIs of several days as one figure, each person once: `tally kpis --total`"

[columns]
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator; null when that is 0, or when what it needs is not told"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
left_out = "double: persons that it leaves out because they are too young"
note = "string: what is to be told beside the number, such as a record that is missing, or since when orders are known; else null"
days = "bigint: days of it that are published; null where none is"
are_complete = "boolean: nothing of any of these days is open any more"
verdict = "string: of the worst of these days"
worst_days = "bigint: days with that verdict"
worst_date = "date: the first of them"
worst_reason = "string: why, of that day"

[parameters]
days_of_range = "relation(kpi_days_pooled): how good the days of the range are"
platform = "string: a platform, or all for the total; null for each and the total"
country = "string: a country, or all for the total; null for each and the total"
region = "string: a region, or all for the total; null for each and the total"
profile = "string: a customer profile, or all for the total; null for each and the total"
kpi = "string: one KPI; null for all"
*/
select
    noted_kpis.platform,
    noted_kpis.country,
    noted_kpis.region,
    noted_kpis.profile,
    noted_kpis.kpi,
    noted_kpis.value,
    kpi_catalog.unit,
    kpi_catalog.currency,
    noted_kpis.numerator,
    noted_kpis.denominator,
    noted_kpis.left_out,
    noted_kpis.note,
    days_of_range.days,
    days_of_range.are_complete,
    days_of_range.verdict,
    days_of_range.worst_days,
    days_of_range.worst_date,
    days_of_range.worst_reason
from noted_kpis
inner join kpi_catalog on kpi_catalog.kpi = noted_kpis.kpi
left join :days_of_range as days_of_range
    on days_of_range.platform = noted_kpis.platform
    and days_of_range.country = noted_kpis.country
    and days_of_range.region = noted_kpis.region
    and days_of_range.profile = noted_kpis.profile
    and days_of_range.kpi = noted_kpis.kpi
where
    (:platform is null or noted_kpis.platform = :platform)
    and (:country is null or noted_kpis.country = :country)
    and (:region is null or noted_kpis.region = :region)
    and (:profile is null or noted_kpis.profile = :profile)
    and (:kpi is null or noted_kpis.kpi = :kpi)
order by
    kpi_catalog.place,
    noted_kpis.platform,
    noted_kpis.country,
    noted_kpis.region,
    noted_kpis.profile
