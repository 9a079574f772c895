"""The others' side of `bench.reports`: chDB and polars over the same file.

`python -m bench.report_peers QUESTION FILE` in `.venv-bench`, where Tally is not: names stand here, too.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from bench.report_chdb import THREADS, ask_chdb
from bench.report_measuring import Counts, print_figures
from bench.report_peer_roll_up import roll_up_by_chdb

STEPS = ("Page Viewed", "Product Viewed", "Product Added", "Checkout Started", "Order Completed")
WINDOW_MS = 7 * 86_400_000


def funnel_by_chdb(path: str) -> Counts:
    """Step -> persons, by windowFunnel."""
    conditions = ", ".join(f"event_name = '{name}'" for name in STEPS)
    reached = ", ".join(f"countIf(depth >= {step})" for step in range(1, len(STEPS) + 1))
    (counts,) = ask_chdb(f"""
        select {reached}
        from (
            select
                person_key,
                windowFunnel({WINDOW_MS})(toUInt64(toUnixTimestamp64Milli(occurred_at)), {conditions})
                    as depth
            from file('{path}', Parquet)
            where event_name in {STEPS} and business_date between '2026-03-01' and '2026-04-08'
            group by person_key
        ) {THREADS}
    """)
    return {str(step): int(count) for step, count in enumerate(counts, 1)}


def retention_by_chdb(path: str) -> Counts:
    """Cohort's day and days since -> persons: the days of each person as arrays."""
    rows = ask_chdb(f"""
        select born, dateDiff('day', born, back) as since, count() as persons
        from (
            select
                person_key,
                groupUniqArrayIf(business_date, event_name = '{STEPS[0]}') as births,
                groupUniqArrayIf(business_date, event_name = '{STEPS[-1]}') as comebacks
            from file('{path}', Parquet)
            where event_name in ('{STEPS[0]}', '{STEPS[-1]}')
            group by person_key
        )
        array join births as born
        array join comebacks as back
        where back > born and since <= 30 and born <= '2026-03-31'
        group by born, since {THREADS}
    """)
    return {f"{born} {since}": int(persons) for born, since, persons in rows}


def retention_rolling_by_chdb(path: str) -> Counts:
    """Likewise by elapsed days, from the first birth of each day: its moments as arrays."""
    rows = ask_chdb(f"""
        select born.1 as cohort, since, count() as persons
        from (
            select
                person_key,
                groupArrayIf((business_date, birth_ms), birth_ms > 0) as births,
                groupArrayArray(comebacks_ms) as comebacks
            from (
                select
                    person_key,
                    business_date,
                    minIf(toUnixTimestamp64Milli(occurred_at), event_name = '{STEPS[0]}') as birth_ms,
                    groupArrayIf(toUnixTimestamp64Milli(occurred_at), event_name = '{STEPS[-1]}')
                        as comebacks_ms
                from file('{path}', Parquet)
                where event_name in ('{STEPS[0]}', '{STEPS[-1]}')
                group by person_key, business_date
            )
            group by person_key
        )
        array join births as born
        array join arrayDistinct(
            arrayMap(
                back -> intDiv(back - born.2, 86400000), arrayFilter(back -> back > born.2, comebacks)
            )
        ) as since
        where since <= 30 and cohort <= '2026-03-31'
        group by cohort, since {THREADS}
    """)
    return {f"{born} {since}": int(persons) for born, since, persons in rows}


def funnel_by_polars(path: str) -> Counts:
    """Step -> persons: sorted once, then the latest entry filled forward from step to step."""
    import polars as pl

    numbers = {name: step for step, name in enumerate(STEPS, 1)}
    rows = (
        pl.scan_parquet(path)
        .filter(pl.col("event_name").is_in(STEPS))
        .select(
            person="person_key",
            at_ms=pl.col("occurred_at").dt.epoch("ms"),
            step=pl.col("event_name").replace_strict(numbers, return_dtype=pl.Int8),
        )
        .collect()
        .sort("person", "at_ms")
        .with_columns(entered=pl.when(step=1).then("at_ms"))
    )
    counts = {"1": rows.filter(pl.col("step") == 1)["person"].n_unique()}
    for step in range(2, len(STEPS) + 1):
        entry = pl.when(step=step - 1).then(pl.struct("person", "entered")).forward_fill()
        is_reached = (
            (pl.col("step") == step)
            & (entry.struct.field("person") == pl.col("person"))
            & (pl.col("at_ms") - entry.struct.field("entered") <= WINDOW_MS)
        )
        rows = rows.with_columns(
            entered=pl.when(is_reached).then(entry.struct.field("entered")).otherwise("entered")
        ).filter((pl.col("step") != step) | pl.col("entered").is_not_null())
        counts[str(step)] = rows.filter(pl.col("step") == step)["person"].n_unique()
    return counts


def sessions_by_chdb(path: str) -> Counts:
    """Day -> sessions and their events: the same table of sessions, written to Parquet, by the same rules.

    Of several forms the one that chDB takes least time for.
    """
    in_order = "partition by device_key order by occurred_at, event_key"
    written = Path(path).with_name("sessions_by_chdb.parquet")
    written.unlink(missing_ok=True)
    ask_chdb(f"""
        insert into function file('{written}', Parquet)
        select
            xxHash64(concat(toString(device_key), '-', toString(argMin(event_key, place)))) as session_id,
            device_key, min(user_key) as user_key, min(user_id) as user_id,
            argMin(event_key, place) as first_event_key, argMax(event_key, place) as last_event_key,
            min(business_date) as business_date, min(occurred_at) as started_at, max(occurred_at) as ended_at,
            count() as events, countIf(event_name = 'Product Viewed') as product_views,
            argMin(platform, place) as platform, argMin(country, place) as country,
            argMin('unknown', place) as region,
            argMin(url, place) as entry_url, argMin(utm_source, place) as utm_source,
            argMin(utm_medium, place) as utm_medium, argMin(utm_campaign, place) as utm_campaign
        from (
            select
                *,
                is_start or coalesce(user_key <> known_key and known_place >= start_place, false) as is_new,
                max(if(is_new, place, 0)) over until_now as first_place
            from (
                select
                    *,
                    max(if(is_start, place, 0)) over until_now as start_place,
                    max(if(user_key is null, 0, place)) over before as known_place,
                    anyLast(user_key) over before as known_key
                from (
                    select
                        *,
                        if(user_id is null, null, sent_person_key) as user_key,
                        row_number() over in_time as place,
                        place = 1
                        or occurred_at > lagInFrame(occurred_at) over in_time + interval 30 minute
                        or business_date <> lagInFrame(business_date) over in_time as is_start
                    from file('{path}', Parquet)
                    window in_time as (
                        {in_order} rows between unbounded preceding and unbounded following
                    )
                )
                window
                    until_now as ({in_order} rows between unbounded preceding and current row),
                    before as ({in_order} rows between unbounded preceding and 1 preceding)
            )
            window until_now as ({in_order} rows between unbounded preceding and current row)
        )
        group by device_key, first_place
        {THREADS}
    """)
    rows = ask_chdb(
        f"select business_date, count(), sum(events) from file('{written}', Parquet) group by business_date"
    )
    return {day: int(number) for day, number, _ in rows} | {f"{day} events": int(n) for day, _, n in rows}


def visitors_by_chdb(path: str) -> Counts:
    """Day, platform and country (each also as all) -> visitors."""
    rows = ask_chdb(f"""
        select
            business_date,
            if(grouping(platform) = 1, 'all', platform),
            if(grouping(country) = 1, 'all', country),
            uniqExact(person_key)
        from file('{path}', Parquet)
        group by grouping sets (
            (business_date, platform, country),
            (business_date, platform),
            (business_date, country),
            (business_date)
        ) {THREADS}
    """)
    return {f"{day} {platform} {country}": int(visitors) for day, platform, country, visitors in rows}


QUESTIONS: dict[str, Callable[[str], Counts]] = {
    "funnel_by_chdb": funnel_by_chdb,
    "retention_by_chdb": retention_by_chdb,
    "retention_rolling_by_chdb": retention_rolling_by_chdb,
    "funnel_by_polars": funnel_by_polars,
    "sessions_by_chdb": sessions_by_chdb,
    "roll_up_by_chdb": roll_up_by_chdb,
    "visitors_by_chdb": visitors_by_chdb,
}


if __name__ == "__main__":
    question, file = sys.argv[1:]
    print_figures(lambda: QUESTIONS[question](file))
