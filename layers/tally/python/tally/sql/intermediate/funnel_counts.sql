/*
description = """The shop's main funnel, day by day, of each platform and of all of them: how far the viewers of a day come
within 24 hours. The rule stands in funnel_daily"""
grain = "one row per business_date and platform of the entry"
step = "refresh"
checks = [
    "unique: business_date, platform",
    "not_null: business_date, platform",
    "expression: viewed >= added and added >= checkouts and checkouts >= ordered and ordered >= 0",
]

[parameters]
window_ms = "bigint: milliseconds from the entry in which all steps lie"

[columns]
business_date = "date: day of the view, in the shop's time zone"
platform = "string: platform of the view, or all"
viewed = "bigint: persons who viewed a product"
added = "bigint: of these, who then added one"
checkouts = "bigint: of these, who then started a checkout"
ordered = "bigint: of these, who then ordered, be it on the next day: not the day's buyers"
*/
with told as (
    select person_key, business_date, platform, step, occurred_at
    from funnel_steps
    union all
    -- An order is one step, however often it is told: when its visit told it.
    select person_key, business_date, platform, 4 as step, coalesce(seen_at, ordered_at) as occurred_at
    from orders
    where not is_cancelled
),
-- Numbers that sort by time and then by step: milliseconds since 1970 x 8 + step.
steps as (
    select
        person_key,
        business_date,
        platform,
        step,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', occurred_at) * 8 + step as moment
    from told
),
entries as (
    select person_key, business_date as entry_date, coalesce(platform, 'all') as platform
    from funnel_steps
    where step = 1
    group by grouping sets ((person_key, business_date, platform), (person_key, business_date))
),
walks as (
    select entries.person_key, entries.entry_date, entries.platform, steps.step, steps.moment
    from entries
    inner join steps
        on steps.person_key = entries.person_key
        and steps.business_date >= entries.entry_date
        and steps.business_date <= date_add('day', 1, entries.entry_date)
    where
        steps.step > 1
        or (
            steps.business_date = entries.entry_date
            and entries.platform in ('all', steps.platform)
        )
),
-- Each row carries the latest view before it (viewed_at), then the latest view from which step 2, then 3 was
-- reached in time. Later views are never worse, so one number per step is enough.
-- The window is in the units of moment; + 7, the steps of its last millisecond are in it.
viewed as (
    select
        *,
        max(case when step = 1 then moment end) over before_it as viewed_at
    from walks
    window before_it as (
        partition by person_key, entry_date, platform
        order by moment
        rows between unbounded preceding and 1 preceding
    )
),
added as (
    select
        *,
        max(
            case when step = 2 and moment - viewed_at <= :window_ms * 8 + 7 then viewed_at end
        ) over before_it
            as added_from
    from viewed
    where (step = 1 and viewed_at is null) or (step > 1 and viewed_at is not null)
    window before_it as (
        partition by person_key, entry_date, platform
        order by moment
        rows between unbounded preceding and 1 preceding
    )
),
checkouts as (
    select
        *,
        max(
            case when step = 3 and moment - added_from <= :window_ms * 8 + 7 then added_from end
        ) over before_it
            as checkout_from
    from added
    where step <= 2 or added_from is not null
    window before_it as (
        partition by person_key, entry_date, platform
        order by moment
        rows between unbounded preceding and 1 preceding
    )
),
reached as (
    select
        person_key,
        entry_date,
        platform,
        max(
            case
                when step = 4 and moment - checkout_from <= :window_ms * 8 + 7 then 4
                when step = 3 and moment - added_from <= :window_ms * 8 + 7 then 3
                when step = 2 and moment - viewed_at <= :window_ms * 8 + 7 then 2
                else 1
            end
        ) as level
    from checkouts
    group by person_key, entry_date, platform
)
select
    entry_date as business_date,
    platform,
    count(*) as viewed,
    count_if(level >= 2) as added,
    count_if(level >= 3) as checkouts,
    count_if(level >= 4) as ordered
from reached
group by entry_date, platform
