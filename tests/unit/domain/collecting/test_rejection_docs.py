"""Every quarantine reason is explained, and nothing else is."""

import re
from pathlib import Path

from tally.domain.collecting.limits import (
    MAX_BODY_BYTES,
    MAX_EVENT_BYTES,
    MAX_EVENTS,
    MAX_ID_LENGTH,
    MAX_RECEIVED_BYTES,
)
from tally.domain.collecting.rejection import Reason
from tally.domain.events.columns import EVENT_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.events.event_time import FUTURE_ALLOWANCE_MS, MILLISECONDS_FROM

DOCS = Path(__file__).parents[4] / "docs"
QUARANTINE = (DOCS / "reference" / "quarantine.md").read_text()
REASONS = QUARANTINE.partition("\n## Reasons\n")[2].partition("\n## ")[0]
MIB = 1024 * 1024


def test_reasons_are_those_of_the_code() -> None:
    assert re.findall(r"^### (\w+)$", REASONS, re.MULTILINE) == [reason.value for reason in Reason]


def test_each_reason_has_a_meaning() -> None:
    sections = re.split(r"^### \w+\n", REASONS, flags=re.MULTILINE)[1:]
    assert all(len(section.strip()) > 80 for section in sections)


def test_every_column_of_its_own_is_explained() -> None:
    own = [column.name for column in QUARANTINE_COLUMNS[len(EVENT_COLUMNS) :]]
    table = "".join(line for line in QUARANTINE.splitlines() if line.startswith("| `"))
    assert [name for name in own if f"`{name}`" not in table] == []


def test_limits_are_those_of_the_code() -> None:
    assert f"larger than {MAX_EVENT_BYTES // MIB} MiB" in QUARANTINE
    assert f"{MAX_BODY_BYTES // MIB} MiB unzipped or {MAX_EVENTS:,} events" in QUARANTINE
    assert f"more than {MAX_EVENTS:,} operations" in QUARANTINE
    assert f"longer than {MAX_ID_LENGTH} characters" in QUARANTINE
    assert f"over {MAX_RECEIVED_BYTES // MIB} MiB as sent" in QUARANTINE
    time = (DOCS / "reference" / "time.md").read_text()
    assert f"more than {FUTURE_ALLOWANCE_MS // 60_000} minutes after `received_at`" in time
    assert f"{MILLISECONDS_FROM:,} on it is milliseconds" in time
