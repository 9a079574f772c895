"""Events of a month as person_events has them: some 10 million, the same for the same seed, as Parquet.

A visit is of a person (few have thousands of visits, most have one or two), begins at any time of the month
and has four events on average, six of ten of them steps of the funnel. Events of a person are at least four
seconds apart: so none are so near that grace lets two steps change places, and funnels without grace count
the same.
"""

import sys
from datetime import date
from pathlib import Path

import duckdb

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
STEPS = ("Page Viewed", "Product Viewed", "Product Added", "Checkout Started", "Order Completed")
VISITS, PERSONS = 2_500_000, 1_000_000
_NEAREST_MS = 4_000

_EVENTS = f"""
with visits as (
    select
        v,
        -- As often as one divided by the rank, the first 130 ranks alike.
        floor(130 * (pow({PERSONS} / 130.0, (hash(v, :seed, 1) % 1000000007) / 1000000007.0) - 1))::bigint
            as person,
        (hash(v, :seed, 2) % 2505600000)::bigint as start_ms,
        1 + least(19, floor(-ln((hash(v, :seed, 3) % 1000000 + 1) / 1000001.0) * 3.5))::int as events
    from range(:visits) as visits (v)
),
drawn as (
    select
        person, v, j, hash(v, j, :seed, 4) % 1000 as chance,
        j = 0 and hash(v, 15) % 4 = 0 as is_campaign,
        start_ms + j * 20000 + (hash(v, j, :seed, 5) % 90000)::bigint as near_ms
    from visits, unnest(range(events)) as numbers (j)
),
spaced as (
    select
        *,
        near_ms + {_NEAREST_MS} * row_number() over (partition by person order by near_ms, v, j) as since_ms
    from drawn
)
select
    (hash(person, 6) % 9223372036854775807)::bigint as person_key,
    (hash(v, j, 7) % 9223372036854775807)::bigint as event_key,
    (hash(v, 8) % 9223372036854775807)::bigint as session_id,
    case
        when chance < 350 then 'Page Viewed' when chance < 500 then 'Product Viewed'
        when chance < 560 then 'Product Added' when chance < 585 then 'Checkout Started'
        when chance < 597 then 'Order Completed' when chance < 750 then 'Product List Viewed'
        when chance < 850 then 'Products Searched' else 'Product Clicked'
    end as event_name,
    timestamp '{FIRST}' + to_milliseconds(since_ms) as occurred_at,
    (timestamp '{FIRST}' + to_milliseconds(since_ms))::date as business_date,
    (hash(person, 12) % 9223372036854775807)::bigint as device_key,
    -- A quarter is known, in each eighth visit from then on; one visit in 200 is of a guest on their device.
    case
        when v % 200 = 0 then 'guest ' || person
        when person % 4 = 0 and v % 8 = 0 then 'user ' || person
    end as user_id,
    case
        when v % 200 = 0 then (hash(person, 13) % 9223372036854775807)::bigint
        else (hash(person, 6) % 9223372036854775807)::bigint
    end as sent_person_key,
    'https://shop.example/p/' || (hash(v, j, 14) % 5000) as url,
    if(is_campaign, ['google', 'newsletter', 'meta'][1 + (v % 3)], null) as utm_source,
    if(is_campaign, ['cpc', 'email', 'social'][1 + (v % 3)], null) as utm_medium,
    if(is_campaign, 'sale ' || (v % 20), null) as utm_campaign,
    if(chance between 585 and 596, (500 + hash(v, j, 18) % 20000) / 100, null)::decimal(20, 6) as revenue,
    []::varchar[] as violations,
    ['web', 'ios', 'android'][1 + (hash(person, 9) % 3)::int] as platform,
    ['IT', 'DE', 'FR', 'ES', 'NL'][1 + (hash(person, 10) % 5)::int] as country
from spaced
order by business_date, hash(v, j, 11)
"""


def write_events(path: Path, visits: int = VISITS, seed: int = 1) -> int:
    """How many there are, some four a visit."""
    drawn = _EVENTS.replace(":seed", str(seed)).replace(":visits", str(visits))
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as database:
        database.execute(f"copy ({drawn}) to '{path}' (format parquet)")
        ((rows,),) = database.execute(f"select count(*) from '{path}'").fetchall()
    return int(rows)


if __name__ == "__main__":
    print(f"{write_events(Path(sys.argv[1]), int(sys.argv[2])):,} events", file=sys.stderr)
