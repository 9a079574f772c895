"""The SDKs under test: what runs each, what rows its visit makes, and what it does when requests fail.

`outcomes` lists only faults after which the SDK does not keep its events; the source is each SDK's code.
"""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tests.journeys.sdks.faults import Fault, Outcome, Turn
from tests.journeys.sdks.visit import LOG_IN, SCRIPT

HERE = Path(__file__).parent
_NAMES = [name for name, _ in SCRIPT]
EVERY_SDKS_TURNS = frozenset({Turn.BAD_EVENT, Turn.SETTINGS_TURNED_ROUND, Turn.CLOCK_FAST, Turn.EVERY_CALL})
SEGMENT_CALLS = ("Page Viewed", "Screen Viewed", "$identify", "$identify", "$group", "$alias")


@dataclass(frozen=True, slots=True)
class Sdk:
    """`driver` is a file in drivers/; `page` one in drivers/pages/ and makes the SDK a browser's.

    `log_in` is the name of the event that joins device and user, `first` that of a page view before all.
    `stamps_updates`: its updates of profiles carry an id or a time.
    `calls` are the events of the turn EVERY_CALL.
    `break_over_bytes` says how large the request is that a fault hits, where that is not just the first one.
    """

    name: str
    package: str
    protocol: str
    driver: str
    log_in: str
    stamps_updates: bool = True
    calls: Sequence[str] = SEGMENT_CALLS
    turns: Set[Turn] = EVERY_SDKS_TURNS
    page: str | None = None
    first: str | None = None
    outcomes: Mapping[Fault, Outcome] = field(default_factory=dict)
    break_over_bytes: Mapping[Fault, int] = field(default_factory=dict)

    @property
    def is_python(self) -> bool:
        return self.driver.endswith(".py")

    @property
    def runtime(self) -> str:
        return "Chromium" if self.page else "Python" if self.is_python else "Node.js"

    @property
    def version(self) -> str:
        if self.is_python:
            return version(self.package)
        pinned: dict[str, str] = json.loads((HERE / "package.json").read_text())["dependencies"]
        return pinned[self.package]

    @property
    def events(self) -> list[str]:
        """Names of a visit's events in their order."""
        before, after = _NAMES[:LOG_IN], _NAMES[LOG_IN:]
        return [*([self.first] if self.first else []), *before, self.log_in, *after]


_ONE_TRY = dict.fromkeys(set(Fault) - {Fault.ANSWER_LOST}, Outcome.GIVEN_UP)
_NO_SMALLER = {Fault.TOO_LARGE: Outcome.GIVEN_UP}

SDKS = (
    Sdk(
        "mixpanel-python",
        "mixpanel",
        "mixpanel",
        "mixpanel_python.py",
        "Signed In",
        calls=("$create_alias", "$merge"),
        turns=EVERY_SDKS_TURNS | {Turn.IMPORTED},
        outcomes={**_NO_SMALLER, Fault.THROTTLED: Outcome.GIVEN_UP},
    ),
    Sdk(
        "mixpanel-node",
        "mixpanel",
        "mixpanel",
        "mixpanel_node.mjs",
        "Signed In",
        stamps_updates=False,
        calls=("$create_alias",),
        turns=EVERY_SDKS_TURNS | {Turn.IMPORTED},
        outcomes=_ONE_TRY,
    ),
    Sdk(
        "mixpanel-browser",
        "mixpanel-browser",
        "mixpanel",
        "browser.mjs",
        "$identify",
        stamps_updates=False,
        calls=("$identify", "$identify", "$create_alias", "$identify"),
        turns=EVERY_SDKS_TURNS | {Turn.PAGE_LEFT, Turn.FEATURES_ON},
        page="mixpanel",
        first="$mp_web_page_view",
        outcomes={Fault.DROPPED: Outcome.GIVEN_UP},
        # Two events or more: a batch is halved until it passes, one event alone would be given up.
        break_over_bytes={Fault.TOO_LARGE: 3000},
    ),
    Sdk(
        "segment-python",
        "segment-analytics-python",
        "segment",
        "segment_python.py",
        "$identify",
        outcomes=_NO_SMALLER,
    ),
    Sdk(
        "analytics-node",
        "@segment/analytics-node",
        "segment",
        "analytics_node.mjs",
        "$identify",
        outcomes=_NO_SMALLER,
    ),
    Sdk(
        "analytics-next",
        "@segment/analytics-next",
        "segment",
        "browser.mjs",
        "$identify",
        turns=EVERY_SDKS_TURNS | {Turn.PAGE_LEFT},
        page="analytics",
        first="Page Viewed",
        outcomes=_NO_SMALLER,
    ),
    Sdk(
        "rudder-node",
        "@rudderstack/rudder-sdk-node",
        "segment",
        "rudder_node.mjs",
        "$identify",
        outcomes=_NO_SMALLER,
    ),
    Sdk(
        "rudder-python",
        "rudder-sdk-python",
        "segment",
        "rudder_python.py",
        "$identify",
        outcomes=_NO_SMALLER,
    ),
    Sdk(
        "rudder-browser",
        "@rudderstack/analytics-js",
        "segment",
        "browser.mjs",
        "$identify",
        calls=("Page Viewed", "$identify", "$identify", "$group", "$alias"),
        turns=EVERY_SDKS_TURNS | {Turn.PAGE_LEFT},
        page="rudder",
        first="Page Viewed",
        outcomes=_NO_SMALLER,
    ),
)
