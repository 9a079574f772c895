"""docs/reference/security.md tells how long things are kept: as the stacks keep them."""

import re
from pathlib import Path

import pytest

from infra import lake_stack
from infra.constructs import front_door, parcel_queue

PAGE = (Path(__file__).parents[2] / "docs/reference/security.md").read_text()
KEPT = {row.split("|")[2]: row for row in PAGE.splitlines() if row.startswith("| ")}


@pytest.mark.parametrize(
    ("place", "days"),
    [
        ("`claims/`", lake_stack.CLAIM_DAYS),
        ("`landing/`", lake_stack.LANDING_DAYS),
        ("`quarantine/`", lake_stack.QUARANTINE_DAYS),
        ("witness bucket", lake_stack.WITNESS_DAYS),
        ("results bucket", lake_stack.ATHENA_RESULT_DAYS),
        ("logs bucket", lake_stack.ACCESS_LOG_DAYS),
        ("SQS", parcel_queue.LONGEST.to_days()),
    ],
)
def test_how_long_things_are_kept(place: str, days: float) -> None:
    (row,) = [row for column, row in KEPT.items() if place in column]
    assert f"{days:.0f} days" in row


def test_the_throttle() -> None:
    (row,) = [row for row in PAGE.splitlines() if row.startswith("| requests |")]
    assert f"{front_door.REQUESTS_PER_SECOND:,} a second" in row
    assert f"{front_door.SLOW_ROUTE_PER_SECOND} to `/import`" in row


def test_files_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", PAGE)
    assert named
    assert [path for path in named if not Path(path).exists()] == []
