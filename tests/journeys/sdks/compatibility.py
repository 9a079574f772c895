"""docs/compatibility.md, written from a run of this folder's tests.

    python -m tests.journeys.sdks.compatibility

Runs the tests on the emulator (2 min) and writes only what they saw; a failed or skipped one writes nothing.
What stands between the marks of the tests is kept as it is.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from cli.home import ROOT
from tests.journeys.sdks.faults import Fault, Turn
from tests.journeys.sdks.profiles import COUNTED, ITS_PROFILE
from tests.journeys.sdks.sdks import HERE, SDKS, Sdk

Cell = Callable[[Sdk, Mapping[str, Any]], str]
"""What a row says of an SDK, from what its tests noted."""

DOCUMENT = ROOT / "docs" / "compatibility.md"
NOT_MET = "-"
KEPT = re.compile(r"<!-- tests -->\n.*?<!-- /tests -->\n", re.DOTALL)

_TOP = """# SDKs that work unchanged

For whoever wants to know what an SDK was seen to do, and how Tally itself is tested. Written by
`python -m tests.journeys.sdks.compatibility` from what the tests in
[tests/journeys/sdks](../tests/journeys/sdks/test_visits.py) saw on the deployed emulator: run it again
after a change. How to point each SDK at Tally: [sdks.md](guides/sdks.md).

Each SDK makes the same visit: anonymous views and a cart, a log-in, a checkout, an order with products,
changes of the profile. Afterwards `lake.events` holds exactly the events sent, each once, as one person, with
the right times, products and revenue, and `lake.people` the profile. The SDKs of browsers run in Chromium, on
a page of another origin. Then each makes the visit again and again, and meets something:
"""
_LEGEND = f"""
**kept**: every event is in the lake once, also those that had arrived before the SDK sent them again.
**given up**: the SDK sends a request of this kind no second time, and lost is only what was in it. The app is
told: by an exception, a callback, an error event, (mixpanel-browser) the option `error_reporter` or
(@rudderstack/analytics-js) a line in the page's console.
**quarantined**: the bad event and no other.

* **{Fault.SERVER_ERROR}** to **{Fault.ANSWER_LOST}**: one request of events meets it, and one of profiles.
  A 413 meets one event alone; of a batch mixpanel-browser sends the halves.
* **{COUNTED}**: how often an `increment` counts whose answer got lost. What the SDK sends again without
  an id or a time cannot be told from a new one; `set`, `set_once` and `union` come to the same.
* **{Turn.PAGE_LEFT}**: as soon as its requests began, and opened again later. What the SDK had not begun to
  send by then it may lose itself.
* **{Turn.SETTINGS_TURNED_ROUND}**: batches where it sends one by one by default, and the other way round;
  other encodings and paths.
* **{Turn.IMPORTED}**: the visit by the SDK's import calls, strict ones in Python, with a bad event among them
  that the app is told of.
* **{Turn.CLOCK_FAST}**: Segment's protocol says what the client's clock shows, and it is put right.
  Mixpanel's does not: a time more than an hour ahead becomes that of arrival, a smaller error stays
  ([time.md](reference/time.md)).
* **{Turn.EVERY_CALL}**: what a visit does not use: `page`, `screen`, `group`, `alias`, `merge` and all
  operations on profiles of people and groups, deletion included.
* **{Turn.FEATURES_ON}**: switched on, they get answers that mean none; the page carries on, and
  nothing is stored.

## gzip that says it is JSON

One thing no emulator can show: whether AWS passes a gzip body untouched that says it is JSON. Of these
SDKs only rudder-sdk-python sends that by default, and segment-analytics-python where it is asked to. Switch
it off (`gzip=False`) until the [check](guides/deploy.md#a-check-after-the-first-deployment) has passed on
your account. The tests run both, with gzip and without.
"""


class Recorder:
    """A pytest plugin: what each test noted for each SDK, and whether all of them passed."""

    def __init__(self) -> None:
        self.noted: dict[str, dict[str, Any]] = defaultdict(dict)
        self.not_passed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.not_passed.append(report.nodeid)
        noted = dict(report.user_properties)
        if report.when == "call" and "sdk" in noted:
            self.noted[str(noted["sdk"])].update(noted)


def table(noted: Mapping[str, Mapping[str, Any]]) -> str:
    """A column per SDK and a row for each thing that it meets."""
    lines = [_row("", *map(title, SDKS)), _row("---", *["---"] * len(SDKS))]
    lines += [_row(label, *(cell(sdk, noted[sdk.name]) for sdk in SDKS)) for label, cell in ROWS.items()]
    return "\n".join(lines) + "\n"


def _noted(label: str) -> Cell:
    return lambda _sdk, noted: str(noted.get(label, NOT_MET)).partition(", ")[0]


ROWS: Mapping[str, Cell] = {
    "version": lambda sdk, _noted: sdk.version,
    "runs in": lambda sdk, _noted: sdk.runtime,
    "a visit": lambda _sdk, noted: f"{noted['events']} events, once each",
    **{label: _noted(label) for label in (ITS_PROFILE, *Fault, COUNTED, *Turn)},
}


def title(sdk: Sdk) -> str:
    """The SDK as its users know it."""
    return f"{sdk.package} ({sdk.runtime})" if sdk.package == "mixpanel" else sdk.package


def document(noted: Mapping[str, Mapping[str, Any]]) -> str:
    """docs/compatibility.md, with what is kept of the one that stands."""
    kept = KEPT.findall(DOCUMENT.read_text())
    return "\n".join([_TOP, table(noted) + _LEGEND, *_routes(noted), "", *kept])


def _routes(noted: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "## What each asks for in a visit\n"
    yield _row("SDK", "requests")
    yield _row("---", "---")
    for sdk in SDKS:
        yield _row(title(sdk), ", ".join(noted[sdk.name]["routes"]))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Run the tests and write the page."""
    recorder = Recorder()
    ended = pytest.main([str(HERE), "-q"], plugins=[recorder])
    if ended != pytest.ExitCode.OK or recorder.not_passed:
        print("Nothing written, not passed:", *recorder.not_passed, sep="\n  ", file=sys.stderr)
        return 1
    DOCUMENT.write_text(document(recorder.noted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
