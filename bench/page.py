"""The page in Chromium, 50 ms away, beside the same charts in Observable Framework, and an empty page.

It needs `make demo` and Chromium, and installs Framework by npm outside of this tree. The page's release
and its headers are those of the deployment. Files are served as CloudFront does: HTTP/2, brotli, kept for
good. Functions run as on Lambda: each call in a process of its own, and a cold one begins with starting
Python. S3 and Athena are the emulator's. Every byte is 25 ms late on each way, and a connection costs its
handshakes. Not in it: DNS, a line that is full, the gateway's check of a token, and the way from
CloudFront to the Region.

A phone is Chromium with its processor slowed four times, 390 wide. Medians of all rounds; the visits take
turns, so that what else the machine does meets all of them. All figures are in page.json beside this
file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.page_job import describe_job
from bench.ratio import Ratio
from cli.clients import Endpoint
from tests.journeys.sdks.running import BIN, HERE, chromium, install_packages

FIGURES = Path(__file__).with_name("page.json")
VISITS = Path(__file__).with_name("page_visits") / "visit.mjs"
ROUND_TRIP_MS, ROUNDS = 50, 5
WORKGROUP = "tally-reports"

DAYS = "from=2026-03-02&to=2026-03-03"
"""Those of the demo."""

HOME = {"site": "tally", "address": "/", "chart": "main svg", "charts": 1}
DASHBOARD = {
    "site": "tally",
    "address": "/#/dashboards/yesterday?compare=before",
    "chart": ".panels svg.lines",
    "charts": 4,
    "choose": "ios",
}
RIVAL = {"site": "rival", "address": "/", "chart": "main svg[viewBox]", "charts": 6, "choose": "ios"}
FLOOR = {"site": "floor", "address": "/", "chart": "main svg", "charts": 1}
FUNNEL = {
    "site": "tally",
    "address": f"/#/funnel?{DAYS}&steps=Product%20Viewed&steps=Order%20Completed&window=MINUTESm",
    "chart": ".answer figure.chart svg",
    "charts": 1,
    "answer": "/api/v1/reports/",
}
VISITED: Mapping[str, Mapping[str, Any]] = {
    "home": HOME,
    "home, cold": {**HOME, "cold": True},
    "home, again": {**HOME, "again": True},
    "home, phone": {**HOME, "phone": True},
    "home, phone, cold": {**HOME, "phone": True, "cold": True},
    "dashboard": DASHBOARD,
    "dashboard, cold": {**DASHBOARD, "cold": True},
    "rival": RIVAL,
    "floor": FLOOR,
    "floor, phone": {**FLOOR, "phone": True},
    "floor, again": {**FLOOR, "again": True},
    "dashboard, phone": {**DASHBOARD, "phone": True},
    "rival, phone": {**RIVAL, "phone": True},
    "dashboard, again": {**DASHBOARD, "again": True},
    "rival, again": {**RIVAL, "again": True},
    "funnel": FUNNEL,
    "funnel, cold": {**FUNNEL, "cold": True},
}
GOALS = (
    ("first chart", "first", 1_000, ("home", "home, cold", "home, again", "dashboard", "dashboard, cold")),
    ("first chart", "first", 2_000, ("home, phone", "home, phone, cold", "dashboard, phone")),
    ("a filter", "chosen", 100, ("dashboard", "dashboard, phone")),
    ("answer beside the engine", "answer", 300, ("funnel", "funnel, cold")),
    ("its chart beside the engine", "chart", 300, ("funnel", "funnel, cold")),
)
"""What of a visit, its figure, the most milliseconds, and which visits."""
COMPARED = (
    ("bytes", "bytes", "bytes"),
    ("first chart", "first", "ms"),
    ("all charts", "all", "ms"),
    ("processor until then", "cpu", "ms"),
    ("a filter", "chosen", "ms"),
)
HALF = 0.5

Seen = dict[str, Any]


def run(rounds: int = ROUNDS) -> list[Ratio]:
    """Bytes, requests and times of visits: ours against the goals, and against the rival's."""
    browser = chromium()
    if browser is None:
        sys.exit("Chromium is missing: run `apt-get install chromium`")
    endpoint = Endpoint.load()
    install_packages(print)
    visits = [{"name": name, **visit} for name, visit in VISITED.items()]
    with TemporaryDirectory() as folder:
        job = describe_job(endpoint, Path(folder), visits, rounds=rounds, round_trip_ms=ROUND_TRIP_MS)
        command = [str(BIN / "node"), str(VISITS), browser, str(HERE / "node_modules")]
        done = subprocess.run(command, check=True, input=json.dumps(job), stdout=subprocess.PIPE, text=True)
    seen: dict[str, list[Seen]] = json.loads(done.stdout)
    statements = _list_statements(endpoint)
    for name, each in seen.items():
        seen[name] = [_count_engine(one, statements) if "left" in one else one for one in each]
    told = {name: _take_medians(each) for name, each in seen.items()}
    figures = {"rounds": rounds, "load": round(os.getloadavg()[0], 1), "visits": told}
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n")
    return [*_compare_with_goals(told), *_compare_with_rival(told)]


def _list_statements(endpoint: Endpoint) -> list[tuple[float, float]]:
    """When each of the newest statements of reports began and ended, in milliseconds since 1970."""
    athena = endpoint.client("athena")
    names = athena.list_query_executions(WorkGroup=WORKGROUP)["QueryExecutionIds"]
    found = athena.batch_get_query_execution(QueryExecutionIds=names[:50])["QueryExecutions"]
    states = [each["Status"] for each in found]
    return [
        (state["SubmissionDateTime"].timestamp() * 1e3, state["CompletionDateTime"].timestamp() * 1e3)
        for state in states
        if "CompletionDateTime" in state  # what somebody else asks may run still
    ]


def _count_engine(seen: Seen, statements: list[tuple[float, float]]) -> Seen:
    """With the engine's own time, and what the answer and its chart cost beside it."""
    first, last = (seen["began"] + seen[moment] for moment in ("left", "answered"))
    own = [each for each in statements if first <= each[0] <= last]
    engine = max(end for _, end in own) - min(begin for begin, _ in own)
    left = seen["left"]
    return {
        **seen,
        "engine": engine,
        "answer": seen["answered"] - left - engine,
        "chart": seen["first"] - left - engine,
    }


def _take_medians(rounds: list[Seen]) -> dict[str, float]:
    """And the soonest first chart, which other work on the machine held up least."""
    medians = {name: median(each[name] for each in rounds) for name in rounds[0] if name != "began"}
    told = {"soonest": min(each["first"] for each in rounds), **medians}
    return {name: round(value, 1) for name, value in told.items()}


def _compare_with_goals(told: Mapping[str, Seen]) -> list[Ratio]:
    return [
        Ratio(f"{what}, {visit}", told[visit][figure], goal, "ms", 1, "less")
        for what, figure, goal, visits in GOALS
        for visit in visits
    ]


def _compare_with_rival(told: Mapping[str, Seen]) -> list[Ratio]:
    """Of bytes the first visit tells: who comes again gets none of either but that nothing is new."""
    return [
        Ratio(f"beside Framework{ending}: {what}", ours[figure], theirs[figure], unit, HALF, "less")
        for ending in ("", ", phone", ", again")
        for ours, theirs in [(told[f"dashboard{ending}"], told[f"rival{ending}"])]
        for what, figure, unit in COMPARED
        if (figure, ending) != ("bytes", ", again")
    ]
