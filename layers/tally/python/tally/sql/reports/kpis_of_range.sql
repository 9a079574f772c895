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

[parameters]
platform = "string: a platform, or all for the total; null for each and the total"
country = "string: a country, or all for the total; null for each and the total"
region = "string: a region, or all for the total; null for each and the total"
profile = "string: a customer profile, or all for the total; null for each and the total"
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
    noted_kpis.note
from noted_kpis
inner join kpi_catalog on kpi_catalog.kpi = noted_kpis.kpi
where
    (:platform is null or noted_kpis.platform = :platform)
    and (:country is null or noted_kpis.country = :country)
    and (:region is null or noted_kpis.region = :region)
    and (:profile is null or noted_kpis.profile = :profile)
order by
    kpi_catalog.place,
    noted_kpis.platform,
    noted_kpis.country,
    noted_kpis.region,
    noted_kpis.profile
