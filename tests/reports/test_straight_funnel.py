"""Straight funnels: their parts find what the general ones do, step by step, among persons in a great hurry.

Within seconds grace and windows meet: first steps behind their second one, last steps before the one before.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import duckdb
import pytest
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Reentry
from tally.modelling.questions.funnel import find_reached_of_any
from tally.modelling.questions.parts import ReportPart, put_together
from tally.modelling.questions.straight_funnel import find_counts, find_reached, is_straight

from local.athena import dialect
from tests.sql.tables import column_types

PERSONS, EVENTS_EACH = 800, 10
DAY = date(2026, 3, 2)

HURRIED = """
create or replace table person_events as
select
    i // {each} as person_key, i as event_key, null::varchar as user_id, 'd' as device_id,
    chr(65 + (hash(i, {seed}, 1) % {steps})::int) as event_name,
    date_trunc('millisecond', timestamp '2026-03-01 23:59:58'
        + to_milliseconds({tick_ms} * (hash(i, {seed}, 2) % {ticks})::bigint)) as occurred_at,
    occurred_at::date as business_date, 1::bigint as session_id
from range({persons} * {each}) as events (i)
"""


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with dialect.connect() as opened:
        yield opened


@pytest.mark.parametrize("reentry", Reentry)
@pytest.mark.parametrize("seed", range(6))
def test_parts_find_what_the_general_ones_find(
    engine: duckdb.DuckDBPyConnection, seed: int, reentry: Reentry
) -> None:
    steps = 2 + seed % 4
    draw_persons(engine, seed, steps)
    window = timedelta(milliseconds=Random(seed).choice((2_000, 2_500, 3_000, 5_000)))
    asked = Funnel(
        tuple(parse_event(chr(65 + step)) for step in range(steps)), DAY, DAY, window, reentry=reentry
    )
    assert is_straight(asked)
    right = rows_of(engine, find_reached_of_any(asked))
    assert rows_of(engine, find_reached(asked)) == right
    assert counts_of(engine, find_counts(asked)) == Counter(step for step, *_ in right)


def draw_persons(engine: duckdb.DuckDBPyConnection, seed: int, steps: int) -> None:
    tick_ms = (250, 1_000)[seed % 2]
    ticks = 10_000 // tick_ms
    engine.execute(
        HURRIED.format(
            each=EVENTS_EACH, persons=PERSONS, seed=seed, steps=steps, tick_ms=tick_ms, ticks=ticks
        )
    )


def counts_of(engine: duckdb.DuckDBPyConnection, parts: list[ReportPart]) -> dict[int, int]:
    """Step -> units."""
    found = dialect.translate(put_together(*parts), {"person_events": column_types("person_events")})
    return dict(engine.execute(f"select step, reached from ({found})").fetchall())


def rows_of(engine: duckdb.DuckDBPyConnection, parts: list[ReportPart]) -> list[list[int]]:
    """A row for each unit. Of a first step only that it was counts: no time is told of it."""
    found = dialect.translate(put_together(*parts), {"person_events": column_types("person_events")})
    later = ", ".join(f"if(step > 1, {name}, 0)" for name in ("at_ms", "before_ms", "first_ms"))
    rows = engine.execute(f"select units, step, {later} from ({found})").fetchall()
    each = [row for units, *row in rows for _ in range(units)]
    assert len(each) > PERSONS
    return sorted(each)
