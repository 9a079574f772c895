"""device_users over 2 million pairs of device and user, beside the simplest query that gives a device a user.

2 % of the devices are shared by two users, and 200 more form a chain in which each user meets the next. Both
queries run in DuckDB through the stand-in's translation, with DuckDB's own 64-bit hash in place of xxHash64,
which is native in Athena and Python in the stand-in.
"""

import time

import duckdb
from tally.domain.reports.windows import CLOCK_ERROR
from tally.modelling import catalog
from tally.modelling.literals import bind

from bench.ratio import Ratio
from local.athena import dialect

DEVICES = 1_960_000
SHARED = 40_000
CHAIN = 200
ROUNDS = 5

EVENTS = f"""
create table stg_events as
select
    md5(i::varchar) as event_id, i as event_key, device_id, user_id,
    timestamp '2026-11-20' + to_milliseconds((hash(i, 1) % 86400000)::bigint) as occurred_at,
    occurred_at as received_at,
    (hash(user_id) % 9223372036854775807)::bigint as sent_person_key
from (
    select i, md5((i % {DEVICES})::varchar) as device_id, md5('u' || hash(i) % 400000) as user_id
    from range({DEVICES + SHARED}) as pairs (i)
    union all
    select {DEVICES + SHARED} + i, 'chain ' || i // 2, 'link ' || (i + 1) // 2
    from range({2 * CHAIN}) as steps (i)
)
"""
CLAIMS = "create table identity_claims as select *, null::varchar as reason from stg_events where false"
ONE_HOP = """
select device_id, min(user_id) as user_id from stg_events
where device_id is not null and user_id is not null group by device_id
"""


def run() -> list[Ratio]:
    """The ratio of performance goal 6."""
    with dialect.connect() as database:
        database.execute(EVENTS)
        database.execute(CLAIMS)
        ours = _translate(bind(catalog.model("device_users").query, {"clock_error": CLOCK_ERROR}))
        one_hop = _translate(ONE_HOP)
        times = [(_time_query(database, ours), _time_query(database, one_hop)) for _ in range(ROUNDS)]
        _check(database, ours)
    return [
        Ratio(
            "device_users, 2M pairs, beside min(user)",
            min(mine for mine, _ in times) * 1000,
            min(other for _, other in times) * 1000,
            "ms",
            2.5,
            "less",
        )
    ]


def _translate(query: str) -> str:
    return dialect.translate(query).replace("XXHASH64_OF_TEXT(", "HASH(")


def _time_query(database: duckdb.DuckDBPyConnection, query: str) -> float:
    start = time.perf_counter()
    database.execute(f"create or replace temp table answer as {query}")
    return time.perf_counter() - start


def _check(database: duckdb.DuckDBPyConnection, query: str) -> None:
    """A fast wrong answer is none: every device once, with the user of its first event."""
    wrong = f"""
    with events as (
        select device_id, arg_min(user_id, (occurred_at, event_id, event_key, user_id)) as first_user
        from stg_events group by device_id
    )
    select count(*) from events full join ({query}) as answer using (device_id)
    where answer.user_id is distinct from first_user
    """
    ((differences,),) = database.execute(wrong).fetchall()
    assert differences == 0, f"{differences} devices have another user than that of their first event"
