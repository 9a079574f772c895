"""Reports over 10 million events of one Parquet file, beside chDB, polars, and what people write.

Both sides have two threads and answer alike, or the bench stops. Each measurement is a process of its own,
one beside the other. CPU time is compared: wall time would tell of what else the machine does.

What is compared is alike where it can be: chDB, polars and the self-join tell no times of a funnel, so ours
is asked without, too. chDB writes the tables of the KPI roll-up with all their columns, but no notes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Literal

from bench.ratio import Ratio
from bench.report_events import VISITS
from bench.report_turns import PEERS, Figures, measure_turns

TURNS = 3
ONCE = (
    "funnel_by_self_join",
    "sessions",
    "sessions_by_chdb",
    "roll_up",
    "roll_up_by_chdb",
    "publish",
    "asked_first",
)
"""Too slow for more, or done once."""
MOST_MB = 2048
COMPARED: tuple[tuple[str, str, str, float, Literal["more", "less"]], ...] = (
    ("funnel of 5 steps, beside chDB", "funnel_counts", "funnel_by_chdb", 1.2, "less"),
    ("funnel of 5 steps, beside polars", "funnel_counts", "funnel_by_polars", 2, "less"),
    ("funnel of 5 steps, beside a self-join", "funnel_counts", "funnel_by_self_join", 6, "more"),
    ("funnel with its times, beside chDB's without", "funnel", "funnel_by_chdb", 1.2, "less"),
    ("retention of 31 days, beside chDB", "retention", "retention_by_chdb", 1, "less"),
    ("retention by elapsed days, beside chDB", "retention_rolling", "retention_rolling_by_chdb", 2, "less"),
    ("retention with revenue, beside without", "retention_value", "retention", 2.5, "less"),
    ("retention on one platform, beside on any", "retention_matched", "retention", 2.5, "less"),
    ("sessions of 31 days, beside chDB", "sessions", "sessions_by_chdb", 1, "less"),
    ("KPI roll-up of 31 days, beside chDB", "roll_up", "roll_up_by_chdb", 1, "less"),
    ("visitors of the roll-up, beside chDB's of events", "kpis", "visitors_by_chdb", 100, "more"),
    ("a funnel asked again, beside the first time", "asked_again", "asked_first", 50, "more"),
)
QUESTIONS = (
    *("funnel_counts", "funnel", "funnel_by_chdb", "funnel_by_polars", "funnel_by_self_join"),
    *("retention", "retention_by_chdb", "retention_rolling", "retention_rolling_by_chdb"),
    *("retention_value", "retention_matched", "sessions", "sessions_by_chdb"),
    *("roll_up", "roll_up_by_chdb", "publish", "kpis", "visitors_by_chdb", "asked_first", "asked_again"),
)
"""In an order in which each finds what it reads of what others write."""
OURS = (
    *("funnel_counts", "funnel", "retention", "retention_rolling", "retention_value", "retention_matched"),
    *("sessions", "roll_up", "kpis"),
)


def run(resumed: Path | None = None, visits: int = VISITS) -> list[Ratio]:
    """The goals of reports, over some four events a visit.

    :param resumed: A folder that keeps the events and what was measured: a run that ends early goes on there.
    """
    if not PEERS.exists():
        sys.exit("chDB and polars are not installed: make bench-reports")
    if resumed:
        resumed.mkdir(parents=True, exist_ok=True)
        return _run_in(resumed, visits)
    with tempfile.TemporaryDirectory() as folder:
        return _run_in(Path(folder), visits)


def _run_in(folder: Path, visits: int) -> list[Ratio]:
    events = folder / "events.parquet"
    if not events.exists():
        # By a process of its own: those that this one starts are told to have had its memory.
        drawn = events.with_name("drawn.parquet")
        subprocess.run([sys.executable, "-m", "bench.report_events", str(drawn), str(visits)], check=True)
        drawn.rename(events)
    turns = (
        (turn, question)
        for turn in range(TURNS)
        for question in QUESTIONS
        if question not in ONCE or turn == 0
    )
    measured = measure_turns(turns, events)
    return [*_compare(measured), _compare_periods(measured), _limit_memory(measured)]


def _compare(measured: dict[str, list[Figures]]) -> list[Ratio]:
    ratios = []
    for name, ours, other, goal, better in COMPARED:
        mine, theirs = measured[ours], measured[other]
        if mine[0]["counts"] != theirs[0]["counts"]:
            sys.exit(f"{ours} and {other} do not count alike: {mine[0]['counts']}, {theirs[0]['counts']}")
        ratios.append(Ratio(name, _cpu_s(mine), _cpu_s(theirs), "CPU s", goal, better))
    return ratios


def _compare_periods(measured: dict[str, list[Figures]]) -> Ratio:
    """What periods of elapsed time cost beside those of the calendar, which are others."""
    ours, other = (_cpu_s(measured[each]) for each in ("retention_rolling", "retention"))
    return Ratio("retention by elapsed days, beside the calendar's", ours, other, "CPU s", 2.5, "less")


def _cpu_s(processes: list[Figures]) -> float:
    return median(each["cpu_s"] for each in processes)


def _limit_memory(measured: dict[str, list[Figures]]) -> Ratio:
    peak_mb = max(each["peak_mb"] for question in OURS for each in measured[question])
    return Ratio("most memory of a report or a model", peak_mb, MOST_MB, "MB", 1, "less")
