"""publish_kpis: only of audited builds, the pointer last, the same again when run again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.use_cases.publish_kpis import KpisPublished, PublishKpis

from tests.fakes import Journal, Killed
from tests.unit.fake_builds import FakeBuilds, FakeEngine

ROWS = [
    {"kpi": "orders", "verdict": "disputed"},
    {"kpi": "sessions", "verdict": "audited"},
    {"kpi": "visitors", "verdict": "audited"},
    {"kpi": "new_buyers", "verdict": "unaudited"},
]


@dataclass
class FakeFiles:
    """Files by key."""

    journal: Journal
    files: dict[str, Any] = field(default_factory=dict)

    def put(self, build: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        self.journal.note("write files")
        self.files[f"kpis/{build}/kpis.json"] = list(rows)
        return [f"kpis/{build}/kpis.json"]


@dataclass
class World:
    """One audited build, and what outlives a killed process."""

    builds: FakeBuilds = field(
        default_factory=lambda: FakeBuilds(Journal(), {"b1": {}}, {"b1": {"refresh", "audit", "audit_cells"}})
    )
    files: FakeFiles = field(default_factory=lambda: FakeFiles(Journal()))

    def publish(
        self, build: str | None = None, journal: Journal | None = None, **answers: Any
    ) -> KpisPublished:
        self.builds.journal = self.files.journal = journal or Journal()
        engine = FakeEngine(self.builds.journal, self.builds, answers or {"order by business_date": ROWS})
        return PublishKpis(engine, self.builds, self.files)(build)


def test_the_table_is_built_audited_published_and_written_in_this_order() -> None:
    world, journal = World(), Journal()
    result = world.publish("b1", journal)
    assert [effect for effect in journal.effects if effect[0] != "open"] == [
        ("clear", "daily_verdicts"),
        ("build", "daily_verdicts"),
        ("clear", "kpi_doubts"),
        ("build", "kpi_doubts"),
        ("clear", "kpis"),
        ("build", "kpis"),
        ("finish", "publish"),
        ("publish", "daily_verdicts"),
        ("publish", "kpi_doubts"),
        ("publish", "kpis"),
        ("write files",),
    ]
    assert result == KpisPublished("b1", 4, 2, 1, 1, ("kpis/b1/kpis.json",))
    assert world.files.files == {"kpis/b1/kpis.json": ROWS}


def test_without_a_name_the_newest_audited_build_is_taken() -> None:
    world = World()
    world.builds.marks |= {"b2": {"refresh", "audit_cells"}, "b3": {"refresh"}}
    world.builds.tables["b2"] = {}
    assert world.publish().build == "b2"


def test_a_build_without_audit_is_not_published() -> None:
    world = World()
    world.builds.marks["b3"] = {"refresh"}
    with pytest.raises(Misconfigured, match="build b3 was not audited: run refresh_models and audit_lake"):
        world.publish("b3")
    world.builds.marks.clear()
    with pytest.raises(Misconfigured, match="no build was audited yet"):
        world.publish()
    assert world.builds.views == {}


def test_a_row_without_verdict_stops_it() -> None:
    world = World()
    with pytest.raises(PermanentFailure, match="kpis not_null: verdict"):
        world.publish("b1", found_rows=[{"check_name": "kpis not_null: verdict", "found": 1}])
    assert (world.builds.views, world.files.files) == ({}, {})


def test_killed_before_any_effect_and_run_again_it_comes_to_the_same() -> None:
    whole = World()
    whole.publish("b1")
    for moment in count():
        world = World()
        try:
            world.publish("b1", Journal(killed_before=moment))
        except Killed:
            world.publish("b1")
        else:
            break
        assert (world.builds.tables, world.builds.views) == (whole.builds.tables, whole.builds.views)
        assert world.files.files == whole.files.files
    assert moment > 8
