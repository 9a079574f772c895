"""tell_status: every part, in the order in which an event passes them."""

from datetime import UTC, datetime

from tally.domain.running.health import PlanMark
from tally.use_cases.tell_status import TellStatus

from tests.running import NOW, FakeRunning

PLAN = PlanMark("tracking_plan.toml", "observe", 28, "1")


def test_a_tally_that_is_well() -> None:
    running = FakeRunning()
    found = TellStatus(running)(PLAN, NOW)
    assert [finding.part for finding in found] == [
        "queue tally-events",
        "dead letters",
        "last landing",
        "commit",
        "set aside",
        "last night",
        "quarantine",
        "tracking plan",
        "alarms",
    ]
    assert all(finding.is_ok for finding in found)
    assert running.since == [datetime(2026, 11, 21, 9, tzinfo=UTC)]


def test_what_is_not_well_says_what_to_do() -> None:
    running = FakeRunning(ringing=["tally-no-commit"], committed_until=None, set_aside=2)
    running.landed_at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    found = {each.part: each.advice for each in TellStatus(running)(PLAN, NOW) if not each.is_ok}
    assert found == {
        "commit": "tally run commit_events says why",
        "set aside": "tally landing lists them",
        "alarms": "docs/guides/runbook.md has an entry for each",
    }
