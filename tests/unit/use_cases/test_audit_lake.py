"""audit_lake: what it asks, judges, writes and publishes, in which order, and again after a crash."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.audit_lake import Audited, AuditLake

from tests.fakes import Journal, Killed

NOW = datetime(2026, 3, 3, 3, 15, tzinfo=UTC)


def counted(event_name: str, hour: int, *, lake: int, witness: int, **differences: int) -> dict[str, Any]:
    """A row of audit_cell_counts as Athena gives it: times without a zone."""
    names = ("missing_in_lake", "missing_in_witness", "duplicates_in_lake", "duplicates_in_witness")
    none = dict.fromkeys((*names, "quarantined", "moved", "amount_differs"), 0)
    return {
        "event_name": event_name,
        "hour_at": datetime(2026, 3, 2, hour),
        "platform": "ios",
        "lake_events": lake,
        "witness_events": witness,
        "lake_amount": None,
        "witness_amount": None,
        "missing_amount": None,
        **none,
        **differences,
    }


COUNTED = [
    counted("Order Completed", 6, lake=64, witness=71, missing_in_lake=7),
    counted("Page Viewed", 6, lake=100, witness=100),
    counted("Page Viewed", 23, lake=5, witness=0, missing_in_witness=5),
]


@dataclass
class FakeEngine:
    """Answers the query of counted cells; checks find nothing."""

    journal: Journal
    statements: list[str] = field(default_factory=list)

    def run(self, sql: str, database: str) -> None:
        self.journal.note("build", sql.split()[2], database)
        self.statements.append(sql)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        return COUNTED if sql.rstrip().endswith("order by hour_at, event_name, platform") else []


@dataclass
class FakeBuilds:
    """Builds in memory, kept across crashes."""

    journal: Journal
    marks: set[str] = field(default_factory=lambda: {"refresh"})
    builds: tuple[str, ...] = ("b1",)

    def open(self, build: str) -> str:
        return f"lake_{build}"

    def clear(self, build: str, table: str) -> str:
        self.journal.note("clear", table)
        return f"s3://lake/marts/{build}/{table}/try/"

    def finish(self, build: str, step: str) -> None:
        self.journal.note("finish", step)
        self.marks.add(step)

    def finished(self, build: str) -> Set[str]:
        return self.marks

    def newest(self, step: str) -> str | None:
        return self.builds[-1] if self.builds else None

    def publish(self, build: str, tables: Sequence[str]) -> None:
        self.journal.note("publish", tuple(tables))

    def drop_older(self, keep: int) -> Sequence[str]:
        return ()


@dataclass
class FakeCells:
    """The last table written."""

    journal: Journal
    table: list[dict[str, Any]] = field(default_factory=list)

    def put(self, database: str, location: str, cells: Sequence[Mapping[str, Any]]) -> None:
        self.journal.note("write cells", database, location)
        self.table = [dict(cell) for cell in cells]


def audit(journal: Journal, builds: FakeBuilds | None = None, cells: FakeCells | None = None) -> AuditLake:
    return AuditLake(
        FakeEngine(journal),
        builds or FakeBuilds(journal),
        cells or FakeCells(journal),
        ShopClock(),
        lambda: NOW,
    )


def test_ids_are_compared_then_judged_then_published() -> None:
    journal = Journal()
    result = audit(journal)("b1")
    assert journal.effects == [
        ("clear", "audit_ids"),
        ("build", "audit_ids", "lake_b1"),
        ("clear", "audit_cell_counts"),
        ("build", "audit_cell_counts", "lake_b1"),
        ("finish", "audit"),
        ("clear", "audit_cells"),
        ("write cells", "lake_b1", "s3://lake/marts/b1/audit_cells/try/"),
        ("finish", "audit_cells"),
        ("publish", ("audit_ids", "audit_cells")),
    ]
    assert result == Audited("b1", audited=1, disputed=1, unaudited=1, missing_in_lake=7)


def test_cells_carry_the_shop_s_time_and_the_verdict() -> None:
    cells = FakeCells(Journal())
    audit(cells.journal, cells=cells)("b1")
    disputed, _, unseen = cells.table
    assert (disputed["business_date"].isoformat(), disputed["local_hour"]) == ("2026-03-02", 7)
    assert (unseen["business_date"].isoformat(), unseen["local_hour"]) == ("2026-03-03", 0)
    assert (disputed["verdict"], disputed["matched"]) == ("disputed", 64)
    assert disputed["reason"].startswith("7 of 71 orders the witness saw are not in the lake")
    assert (unseen["verdict"], unseen["reason"]) == ("unaudited", "no witness in this hour")


def test_only_closed_hours_are_compared() -> None:
    """At 03:15 the hour from 00:00 ended more than two hours ago, the one from 01:00 did not."""
    journal = Journal()
    case = audit(journal)
    case("b1")
    assert all("timestamp '2026-03-03 01:00:00.000'" in sql for sql in case.engine.statements)


def test_the_hours_may_be_chosen_but_open_ones_stay_out() -> None:
    case = audit(Journal())
    case("b1", datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC))
    sql = case.engine.statements[0]
    assert "hour_at >= timestamp '2026-03-02 06:00:00.000'" in sql
    assert "hour_at < timestamp '2026-03-03 01:00:00.000'" in sql
    assert "between date '2026-02-28' and date '2026-03-05'" in sql


def test_without_a_name_the_newest_build_is_audited() -> None:
    assert audit(Journal())().build == "b1"


def test_without_any_build_the_operator_is_told() -> None:
    journal = Journal()
    with pytest.raises(Misconfigured, match="run refresh_models first"):
        audit(journal, FakeBuilds(journal, builds=()))()


@pytest.mark.parametrize("effect", range(9))
def test_killed_before_any_effect_and_run_again(effect: int) -> None:
    whole = FakeCells(Journal())
    expected = audit(whole.journal, cells=whole)("b1")
    journal = Journal(killed_before=effect)
    builds, cells = FakeBuilds(journal), FakeCells(journal)
    with pytest.raises(Killed):
        audit(journal, builds, cells)("b1")
    builds.journal = cells.journal = rerun = Journal()
    assert audit(rerun, builds, cells)("b1") == expected
    assert cells.table == whole.table
    assert rerun.effects[-1] == ("publish", ("audit_ids", "audit_cells"))


def test_a_published_build_is_not_written_again() -> None:
    journal = Journal()
    builds = FakeBuilds(journal)
    audit(journal, builds)("b1")
    builds.journal = again = Journal()
    audit(again, builds, FakeCells(again))("b1")
    assert again.effects == [("publish", ("audit_ids", "audit_cells"))]
