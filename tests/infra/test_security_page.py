"""docs/reference/security.md tells how long things are kept: as the stacks keep them."""

import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs/reference/security.md").read_text()
KEPT = {row.split("|")[2]: row for row in PAGE.splitlines() if row.startswith("| ")}


@pytest.mark.parametrize(
    ("place", "constant"),
    [
        ("`claims/`", "lake_stack.CLAIM_DAYS"),
        ("`landing/`", "lake_stack.LANDING_DAYS"),
        ("`quarantine/`", "lake_stack.QUARANTINE_DAYS"),
        ("`unreadable/`", "lake_stack.UNREADABLE_DAYS"),
        ("witness bucket", "lake_stack.WITNESS_DAYS"),
        ("results bucket", "lake_stack.ATHENA_RESULT_DAYS"),
        ("`answers/`", "lake_stack.ANSWER_DAYS"),
        ("`page/`", "lake_stack.PAGE_DAYS"),
        ("`sent/`", "lake_stack.SENT_DAYS"),
        ("logs bucket", "lake_stack.ACCESS_LOG_DAYS"),
        ("SQS", "constructs.parcel_queue.LONGEST"),
    ],
)
def test_how_long_things_are_kept(place: str, constant: str) -> None:
    module, name = constant.rsplit(".", 1)
    kept = getattr(import_module(f"infra.{module}"), name)
    days = kept if isinstance(kept, int) else kept.to_days()
    (row,) = [row for column, row in KEPT.items() if place in column]
    assert f"{days:.0f} days" in row


def test_the_throttle() -> None:
    from infra.constructs import front_door

    (row,) = [row for row in PAGE.splitlines() if row.startswith("| requests |")]
    assert f"{front_door.REQUESTS_PER_SECOND:,} a second" in row
    assert f"{front_door.SLOW_ROUTE_PER_SECOND} to `/import`" in row


def test_the_limits_of_questions() -> None:
    from tally.domain.answering.limits import Limits

    from infra import lake_stack
    from infra.constructs import answering

    limits = Limits()
    (row,) = [row for row in PAGE.splitlines() if row.startswith("| questions over HTTP |")]
    for told in (
        f"{answering.REQUESTS_PER_SECOND} a second",
        f"{limits.running_each} at once for one person and {limits.running_in_all} for all",
        f"{lake_stack.REPORT_GIB} GiB each, {answering.GIBIBYTES_EACH_DAY} GiB for one person on a day",
        f"{limits.rows:,} rows",
    ):
        assert told in row


def test_files_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", PAGE)
    assert named
    assert [path for path in named if not Path(path).exists()] == []
