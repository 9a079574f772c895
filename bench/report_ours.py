"""Our side of `bench.reports`, and the self-join that people write, in DuckDB.

`python -m bench.report_ours QUESTION FILE` prints what `bench.report_measuring` measures.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.statements import bind_question

from bench.report_asked import ask_again, ask_first
from bench.report_events import FIRST, LAST, STEPS
from bench.report_measuring import Ask, Counts, print_figures
from bench.report_models import make_sessions, name_rows, publish, read_kpis, roll_up, translate
from local.athena import dialect

_WINDOW = timedelta(days=7)
_MEMORY = "1700MB"

_NUMBERED = " ".join(f"when event_name = '{name}' then {step}" for step, name in enumerate(STEPS, 1))
_ENTERED = f"""
with taken as (
    select person_key, epoch_ms(occurred_at) as at_ms, case {_NUMBERED} end as step
    from person_events where event_name in {STEPS}
),
step_1 as (select person_key, at_ms as entered_ms, at_ms from taken where step = 1)
"""
_JOINED = """,
step_{step} as (
    select before.person_key, before.entered_ms, min(taken.at_ms) as at_ms
    from step_{before} as before
    inner join taken
        on taken.person_key = before.person_key and taken.step = {step}
        and taken.at_ms > before.at_ms and taken.at_ms <= before.entered_ms + {window_ms}
    group by before.person_key, before.entered_ms
)
"""


def funnel(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """Step -> persons, of the statement that `tally funnel` asks."""
    return _count_funnel(database, times=True)


def funnel_counts(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """Likewise, of `tally funnel --no-times`."""
    return _count_funnel(database, times=False)


def funnel_by_self_join(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """Likewise, as people write it: each step joined to all entries that came so far."""
    joins = (
        _JOINED.format(step=step, before=step - 1, window_ms=_WINDOW // timedelta(milliseconds=1))
        for step in range(2, len(STEPS) + 1)
    )
    counts = " union all ".join(
        f"select {step}, count(distinct person_key) from step_{step}" for step in range(1, len(STEPS) + 1)
    )
    statement = f"{_ENTERED}{''.join(joins)}{counts}"
    return lambda: {str(step): reached for step, reached in database.execute(statement).fetchall()}


def retention(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """Cohort's day and days since -> persons, of the statement that `tally retention` asks."""
    return _count_retention(database)


def retention_rolling(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """Likewise by elapsed time."""
    return _count_retention(database, mode=PeriodMode.ROLLING)


def retention_value(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """As retention, and revenue is added up."""
    return _count_retention(database, value="revenue")


def retention_matched(database: duckdb.DuckDBPyConnection, _: Path) -> Ask:
    """As retention, on the platform of the birth: here each person has one."""
    return _count_retention(database, match="platform")


def _count_retention(
    database: duckdb.DuckDBPyConnection,
    mode: PeriodMode = PeriodMode.CALENDAR,
    value: str | None = None,
    match: str | None = None,
) -> Ask:
    asked = Retention(
        parse_event(STEPS[0]),
        parse_event(STEPS[-1]),
        FIRST,
        LAST,
        datetime(2026, 5, 1, tzinfo=UTC),
        ShopClock("UTC"),
        CalendarUnit.DAY,
        mode,
        Criteria.ON,
        periods=30,
        value=value,
        match=match,
        average=False,
    )
    statement = translate(bind_question(asked))

    def count() -> Counts:
        done = asked.complete(name_rows(database.execute(statement)))
        back = (row for row in done if row["persons"] and (row["period"] or mode is PeriodMode.ROLLING))
        return {f"{row['cohort']} {row['period']}": row["persons"] for row in back}

    return count


def _count_funnel(database: duckdb.DuckDBPyConnection, *, times: bool) -> Ask:
    asked = Funnel(tuple(map(parse_event, STEPS)), FIRST, LAST, _WINDOW, times=times)
    statement = translate(bind_question(asked))
    return lambda: {str(row["step"]): row["reached"] for row in name_rows(database.execute(statement))}


QUESTIONS: dict[str, Callable[[duckdb.DuckDBPyConnection, Path], Ask]] = {
    "funnel": funnel,
    "funnel_counts": funnel_counts,
    "funnel_by_self_join": funnel_by_self_join,
    "retention": retention,
    "retention_rolling": retention_rolling,
    "retention_value": retention_value,
    "retention_matched": retention_matched,
    "sessions": make_sessions,
    "roll_up": roll_up,
    "publish": publish,
    "kpis": read_kpis,
    "asked_first": ask_first,
    "asked_again": ask_again,
}
"""Given the database, and the folder of the events, where what is written lies, too."""


def connect(events: Path) -> duckdb.DuckDBPyConnection:
    """A database that reads the file as person_events."""
    database = dialect.connect()
    database.execute("select xxhash64_of_text('a')")  # what Python functions need is loaded once a process
    database.execute(f"set threads = 2; set memory_limit = '{_MEMORY}'")
    database.execute(f"set temp_directory = '{events.parent / 'spilled'}'")  # not the checkout
    database.execute(f"create view person_events as select * from read_parquet('{events}')")
    return database


def main(question: str, path: str) -> None:
    """Measured is the question alone, not the connection, nor how it becomes a statement."""
    events = Path(path)
    with connect(events) as database:
        print_figures(QUESTIONS[question](database, events.parent))


if __name__ == "__main__":
    main(*sys.argv[1:])
