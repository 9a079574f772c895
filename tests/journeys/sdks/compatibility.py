"""docs/compatibility.md and README's table of SDKs, written from a run of this folder's tests.

    python -m tests.journeys.sdks.compatibility

Runs the tests on the emulator (1 min) and writes only what they saw; a failed or skipped one writes nothing.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from local.endpoint import ROOT
from tests.journeys.sdks.faults import Fault, Turn
from tests.journeys.sdks.sdks import HERE, SDKS, Sdk

DOCUMENT = ROOT / "docs" / "compatibility.md"
README = ROOT / "README.md"
MEETS = (*Fault, *Turn)
NOT_MET = "-"
MARKED = re.compile(r"(<!-- sdks -->\n).*?(<!-- /sdks -->)", re.DOTALL)

_TOP = """# SDKs that work unchanged

Written by `python -m tests.journeys.sdks.compatibility` from what the tests in
[tests/journeys/sdks](../tests/journeys/sdks/test_visits.py) saw on the deployed emulator: run it again
after a change.

Each SDK makes the same visit: anonymous views and a cart, a log-in, a checkout, an order with products,
changes of the profile. Afterwards `lake.events` holds exactly the events sent, each once, as one person, with
the right times, products and revenue. The SDKs of browsers run in Chromium, on a page of another origin. Then
each visit is made again with one broken request, with a bad event among the good ones, and with a page that
is left before all was sent and opened again later:
"""
_LEGEND = """
**kept**: the SDK sends again, and the lake holds every event once, also those that had arrived before.
**given up**: the SDK sends a request of this kind no second time, and lost is only what was in it. The app is
told: by an exception, a callback, an error event or (mixpanel-browser) the option `error_reporter`. A 413 met
one event alone; of a batch mixpanel-browser sends the halves. **quarantined**: the bad event and no other.
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
    """A row per SDK and a column for each thing that it meets."""
    lines = [_row("SDK", "version", "runs in", "a visit", *MEETS), _row(*["---"] * (4 + len(MEETS)))]
    for sdk in SDKS:
        seen = noted[sdk.name]
        cells = [str(seen.get(met, NOT_MET)).partition(",")[0] for met in MEETS]
        lines.append(
            _row(title(sdk), sdk.version, sdk.runtime, f"{seen['events']} events, once each", *cells)
        )
    return "\n".join(lines) + "\n"


def title(sdk: Sdk) -> str:
    """The SDK as its users know it."""
    return f"{sdk.package} ({sdk.runtime})" if sdk.package == "mixpanel" else sdk.package


def document(noted: Mapping[str, Mapping[str, Any]]) -> str:
    """docs/compatibility.md."""
    return "\n".join([_TOP, table(noted) + _LEGEND, *_how(noted)]) + "\n"


def _how(noted: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "## How to point each at Tally\n"
    yield "HOST is the API's host name, KEY the write key.\n"
    yield _row("SDK", "option", "asks for")
    yield _row("---", "---", "---")
    for sdk in SDKS:
        yield _row(title(sdk), sdk.host_option, ", ".join(noted[sdk.name]["routes"]))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Run the tests and write both files."""
    recorder = Recorder()
    ended = pytest.main([str(HERE), "-q"], plugins=[recorder])
    if ended != pytest.ExitCode.OK or recorder.not_passed:
        print("Nothing written, not passed:", *recorder.not_passed, sep="\n  ", file=sys.stderr)
        return 1
    DOCUMENT.write_text(document(recorder.noted))
    marked = MARKED.sub(rf"\g<1>{table(recorder.noted)}\g<2>", README.read_text())
    README.write_text(marked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
