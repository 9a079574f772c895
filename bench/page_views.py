"""How many page views the witness hears of by the web line, beside each browser SDK, in Chromium.

Each page is left 100 ms after its view: once while all hosts may be reached, and once while the SDK's
may not, as by a blocker, and the shop's own may. It takes some ten minutes and writes page_views.json, from
which docs/guides/web-pages.md has its figures.
"""

import json
from pathlib import Path

from bench.ratio import Ratio
from tests.journeys.sdks.running import install_packages
from tests.journeys.sdks.sdks import SDKS
from tests.journeys.sdks.shop_pages import serve_pages

FIGURES = Path(__file__).with_name("page_views.json")
_VIEWS = 1000
_STAY_MS = 100
_GOAL = 0.97


def run() -> list[Ratio]:
    """Sightings of all views, while the SDK's host is blocked and while it is not."""
    install_packages(print)
    names = [sdk.name for sdk in SDKS if sdk.page]
    figures = {}
    for blocked in (False, True):
        counts = [_count(name, len(names), blocked) for name in names]
        events, sightings = (sum(some) for some in zip(*counts, strict=True))
        views = _VIEWS // len(names) * len(names)
        figures["blocked" if blocked else "open"] = {"views": views, "events": events, "sightings": sightings}
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n")
    return [
        Ratio(
            f"page views the witness saw, SDK's host {name}",
            found["views"],
            found["sightings"],
            "views",
            _GOAL,
        )
        for name, found in figures.items()
    ]


def _count(sdk: str, parts: int, blocked: bool) -> tuple[int, int]:
    """(events, sightings) of this SDK's part of the views, each counted once."""
    with serve_pages() as pages:
        pages.visit(sdk, "views", blocked=blocked, views=_VIEWS // parts, stay_ms=_STAY_MS)
        found = pages.collectors.events(), pages.collectors.sightings()
    events, sightings = (len({row["event_id"] for row in rows}) for rows in found)
    return events, sightings
