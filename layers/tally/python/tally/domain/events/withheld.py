"""Events that somebody took out of the lake: no copy of them may come back in.

Every snapshot of the lake carries their keys, as it carries the landing record, so that taking out and
remembering are one commit.
"""

import json
from collections.abc import Mapping

from tally.domain.errors import Misconfigured

WITHHELD = "tally.withheld-events"
MOST_WITHHELD = 100
"""Some 40 bytes each in every snapshot of three days. More bad events have a cause that is to be mended."""


def withheld_in(summary: Mapping[str, str]) -> dict[int, int]:
    """dedup_key -> payload_fingerprint of the events that a snapshot's summary withholds."""
    return {int(key): fingerprint for key, fingerprint in json.loads(summary.get(WITHHELD, "{}")).items()}


def with_withheld(summary: Mapping[str, str], events: Mapping[int, int]) -> dict[str, str]:
    """The summary with these events added; Misconfigured when they would be too many."""
    together = {**withheld_in(summary), **events}
    if len(together) > MOST_WITHHELD:
        raise Misconfigured(
            f"{MOST_WITHHELD} events at most can be taken out: mend what sends them (docs/guides/runbook.md)"
        )
    return {**summary, WITHHELD: json.dumps(together, sort_keys=True, separators=(",", ":"))}
