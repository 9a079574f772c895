/*
description = """The fractions of kpi_fractions, each with what is to be told beside it: one text for days and for ranges.
Its check holds for kpi_fractions and kpi_measures, too, whose rows are in it: each would reckon all of it once more"""
grain = "one row per period_date, platform, country, region, profile (each also as all), and kpi"
step = "refresh"
table = false
checks = ["unique: period_date, platform, country, region, profile, kpi"]

[columns]
period_date = "date: the period's last day"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all; its country is all, too"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator; null when that is 0, or when what it needs is not told"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
left_out = "double: persons that it leaves out because they are too young"
note = "string: what is to be told beside the number, such as a record that is missing, or since when orders are known; else null"
*/
with known as (
    select min(business_date) as since
    from kpi_person_days
    where orders > 0
)
select
    kpi_fractions.period_date,
    kpi_fractions.platform,
    kpi_fractions.country,
    kpi_fractions.region,
    kpi_fractions.profile,
    kpi_fractions.kpi,
    kpi_fractions.value,
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
