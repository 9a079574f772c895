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
with known as (
    select min(business_date) as since
    from kpi_person_days
    where orders > 0
)
select
    kpi_fractions.platform,
    kpi_fractions.country,
    kpi_fractions.region,
    kpi_fractions.profile,
    kpi_fractions.kpi,
    kpi_fractions.value,
    kpi_catalog.unit,
    kpi_catalog.currency,
    kpi_fractions.numerator,
    kpi_fractions.denominator,
    kpi_fractions.left_out,
    nullif(
        array_join(
            array[
                case
                    when kpi_fractions.is_told then cast(null as varchar)
                    when
                        kpi_fractions.platform = 'all'
                        and kpi_fractions.country = 'all'
                        and kpi_fractions.region = 'all'
                        and kpi_fractions.profile = 'all'
                    then kpi_catalog.missing
                    else kpi_catalog.missing || ' for this place'
                end,
                if(
                    kpi_fractions.left_out > 0e0,
                    cast(cast(kpi_fractions.left_out as bigint) as varchar) || ' too young to count'
                ),
                if(kpi_catalog.looks_back, 'orders are known since ' || cast(known.since as varchar))
            ],
            '; '
        ),
        ''
    ) as note
from kpi_fractions
inner join kpi_catalog on kpi_catalog.kpi = kpi_fractions.kpi
cross join known
where
    (:platform is null or kpi_fractions.platform = :platform)
    and (:country is null or kpi_fractions.country = :country)
    and (:region is null or kpi_fractions.region = :region)
    and (:profile is null or kpi_fractions.profile = :profile)
order by
    kpi_catalog.place,
    kpi_fractions.platform,
    kpi_fractions.country,
    kpi_fractions.region,
    kpi_fractions.profile
