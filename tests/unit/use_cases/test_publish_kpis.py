"""publish_kpis: only of audited builds, the pointer last, the same again when run again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.domain.reports.kpis import KPI_TABLES
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.ports.publishing import Publication
from tally.use_cases.publish_kpis import KpisPublished, PublishKpis

from tests.fakes import Journal, Killed
from tests.unit.fake_builds import FakeBuilds, FakeEngine

COLUMNS = dict.fromkeys(each.name for each in catalog.query("published_kpis").columns)


def a_row(table: str, kpi: str, verdict: str) -> dict[str, Any]:
    return {**COLUMNS, "table_name": table, "kpi": kpi, "verdict": verdict}


ROWS = [
    a_row("kpis", "orders", "disputed"),
    a_row("kpis", "sessions", "audited"),
    a_row("kpis_by_platform", "visitors", "audited"),
    a_row("kpis_by_country", "new_buyers", "unaudited"),
]


@dataclass
class FakeFiles:
    """Files by key."""

    journal: Journal
    published: Publication | None = None
    files: dict[str, Any] = field(default_factory=dict)

    def newest(self) -> Publication | None:
        return self.published

    def put(self, publication: Publication) -> Sequence[str]:
        self.journal.note("write files")
        self.published = publication
        self.files[f"kpis/{publication.build}/kpis.json"] = dict(publication.tables)
        return [f"kpis/{publication.build}/kpis.json"]


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
        return PublishKpis(engine, self.builds, self.files, ShopClock())(build)


def test_the_table_is_built_audited_published_and_written_in_this_order() -> None:
    world, journal = World(), Journal()
    result = world.publish("b1", journal)
    made = [
        *("daily_verdicts", "kpi_doubts", "kpi_cells", "kpi_verdicts", "judged_kpis", "kpi_campaign"),
        *sorted([*KPI_TABLES, "kpis_by_region"]),
    ]
    assert [effect for effect in journal.effects if effect[0] != "open"] == [
        *((what, name) for name in made for what in ("clear", "build")),
        ("finish", "publish"),
        *(("publish", name) for name in made),
        ("write files",),
    ]
    assert result == KpisPublished("b1", 4, 2, 1, 1, 0, 1)
    files = world.files.files["kpis/b1/kpis.json"]
    assert {table: [row["kpi"] for row in rows] for table, rows in files.items()} == {
        "kpis": ["orders", "sessions"],
        "kpis_by_platform": ["visitors"],
        "kpis_by_country": ["new_buyers"],
        "kpis_by_platform_and_country": [],
        "kpis_by_profile": [],
    }
    assert not {"platform", "country", "table_name"} & set(files["kpis"][0])


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


BEFORE, AFTER = "b20261121t031500", "b20261122t031500"


def of_the_twentieth(value: float) -> dict[str, Any]:
    return {**a_row("kpis", "orders", "audited"), "business_date": date(2026, 11, 20), "value": value}


def two_nights(
    first: float, second: float, late: Sequence[Mapping[str, Any]] = (), before: str = BEFORE
) -> World:
    world = World()
    for build, value, arrived in ((before, first, []), (AFTER, second, late)):
        world.builds.tables[build] = {}
        world.builds.marks[build] = {"refresh", "audit", "audit_cells"}
        answers = {"order by business_date, platform": [of_the_twentieth(value)], "received_at >=": arrived}
        world.publish(build, **answers)
    return world


def restated(world: World) -> list[tuple[float | None, float | None, str]]:
    assert world.files.published is not None
    return [(each.before, each.after, each.because) for each in world.files.published.restated]


def test_a_closed_day_that_changed_is_told_with_its_cause() -> None:
    late = [{"business_date": date(2026, 11, 20), "events": 9}]
    assert restated(two_nights(3.0, 4.0, late)) == [(3.0, 4.0, "9 events of that day arrived late")]
    assert restated(two_nights(3.0, 3.0, late)) == []


def test_published_again_a_build_restates_what_it_did_before() -> None:
    world = two_nights(3.0, 4.0)
    told = restated(world)
    world.publish(AFTER, **{"order by business_date, platform": [of_the_twentieth(4.0)]})
    assert (restated(world), len(told)) == (told, 1)


def test_a_day_that_was_open_may_change() -> None:
    """The night of the 21st at 00:30 in Rome: late events of the 20th were still awaited."""
    assert restated(two_nights(3.0, 4.0, before="b20261120t233000")) == []


def test_a_build_of_another_name_tells_no_time() -> None:
    assert restated(two_nights(3.0, 4.0, before="b0")) == []


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
