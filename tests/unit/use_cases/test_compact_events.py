"""compact_events: closed days only, one a call, and snapshots forgotten at the end."""

from datetime import UTC, date, datetime, timedelta

from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.compact_events import SNAPSHOT_AGE, SNAPSHOTS_KEPT, Compacted, CompactEvents

from tests.fakes import Event, FakeLake, Journal, Rows

# 23:30 UTC is already Saturday the 21st in Rome: Friday is closed.
LATE_FRIDAY = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (19, 20, 21))


def lake_of(journal: Journal, *days: date, files: int = 2) -> FakeLake:
    held = {day: [Rows([Event(f"{day}{n}", "", day)]) for n in range(files)] for day in days}
    return FakeLake(journal, held)


def test_closed_days_one_by_one_oldest_first_then_snapshots() -> None:
    journal = Journal()
    compact = CompactEvents(lake_of(journal, SATURDAY, FRIDAY, THURSDAY), ShopClock(), lambda: LATE_FRIDAY)
    assert compact() == Compacted(days=1, rows=2, remaining=True)
    assert compact() == Compacted(days=1, rows=2, remaining=False)
    expired = ("expire", LATE_FRIDAY - SNAPSHOT_AGE, SNAPSHOTS_KEPT)
    assert journal.effects == [("rewrite", THURSDAY), ("rewrite", FRIDAY), expired]
    assert compact() == Compacted()


def test_today_in_the_shops_zone_is_left_alone() -> None:
    compact = CompactEvents(lake_of(Journal(), FRIDAY), ShopClock(), lambda: LATE_FRIDAY - timedelta(hours=1))
    assert compact() == Compacted()


def test_a_day_in_one_file_is_compact() -> None:
    journal = Journal()
    compact = CompactEvents(lake_of(journal, THURSDAY, files=1), ShopClock(), lambda: LATE_FRIDAY)
    assert compact() == Compacted()
    assert [effect[0] for effect in journal.effects] == ["expire"]
