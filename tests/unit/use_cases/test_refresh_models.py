"""refresh_models: build, check, publish, tidy up; again after a kill; never publish what a check refused."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import pytest
from tally.domain.errors import PermanentFailure
from tally.domain.settings.setting import SettingAddress
from tally.domain.settings.standing import MOST_TEXT_BYTES, StandingSettings
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.models import reads
from tally.use_cases.refresh_models import ModelsRefreshed, RefreshModels, model_values

from tests.fakes import Journal, Killed
from tests.settings import ONCE, TWICE, MemorySettings, writer
from tests.unit.fake_builds import FakeBuilds, FakeEngine

MODELS = [model.name for model in catalog.tables("refresh")]
DATES = [{"business_date": date(2026, 3, 29)}, {"business_date": date(2026, 3, 28)}]
ANSWERS = {"as found_rows": [], "from events": DATES}
"""Checks read the dates too: they find nothing."""
FOUND = {"as found_rows": [{"check_name": "orders unique: order_id", "found": 2}]}


@dataclass
class World:
    """What outlives a killed process, and the use case over it."""

    builds: FakeBuilds = field(default_factory=lambda: FakeBuilds(Journal()))

    def refresh(
        self, build: str, journal: Journal | None = None, at_once: int = 1, **answers: list
    ) -> ModelsRefreshed:
        self.builds.journal = journal or Journal()
        engine = FakeEngine(self.builds.journal, self.builds, answers or ANSWERS)
        return RefreshModels(engine, self.builds, ShopClock(), at_once=at_once)(build)

    @property
    def state(self) -> tuple[object, ...]:
        return self.builds.tables, self.builds.marks, self.builds.views


@pytest.mark.parametrize("at_once", [1, 4])
def test_each_model_is_cleared_then_built_and_all_are_published_after_the_last(at_once: int) -> None:
    journal = Journal()
    result = World().refresh("b1", journal, at_once)
    effects = [effect for effect in journal.effects if effect[0] != "open"]
    assert sorted(effects[: 2 * len(MODELS)]) == sorted(
        (what, name) for name in MODELS for what in ("clear", "build")
    )
    assert effects[2 * len(MODELS) :] == [
        ("finish", "refresh"),
        *(("publish", name) for name in MODELS),
        ("drop older", 2),
    ]
    for name in MODELS:
        cleared, made = effects.index(("clear", name)), effects.index(("build", name))
        read = reads(catalog.model(name).sql) & set(MODELS)
        assert max([effects.index(("build", each)) for each in read], default=-1) < cleared < made
    assert result == ModelsRefreshed("b1", len(MODELS), len(catalog.checks("refresh")), ())


def test_the_calendar_has_the_shop_s_days_in_order() -> None:
    world = World()
    world.refresh("b1")
    statement = world.builds.tables["b1"]["calendar"]
    assert (
        "(values (date '2026-03-28', date '2026-03-28', (-60), 360, 1380), "
        "(date '2026-03-29', date '2026-03-29', (-60), 300, 1320))" in statement
    )


def test_violations_of_the_tracking_plan_go_35_days_back() -> None:
    world = World()
    world.refresh("b1")
    statement = world.builds.tables["b1"]["plan_violations"]
    assert "received_at >= timestamp '2026-02-22 00:00:00" in statement
    assert "dt >= '2026-02-21'" in statement


def test_a_day_far_ahead_of_the_build_begins_no_window() -> None:
    dates = [date(2026, 3, 28), date(2026, 3, 29), date(2031, 1, 1)]
    values = model_values(dates, ShopClock(), moment=datetime(2026, 3, 30, 1, tzinfo=UTC))
    assert values["since"] == datetime(2026, 2, 22)
    assert values["today"] == date(2026, 3, 30)


def test_where_all_days_lie_ahead_the_build_s_begins_it() -> None:
    values = model_values([date(2031, 2, 5)], ShopClock(), moment=datetime(2026, 3, 30, 1, tzinfo=UTC))
    assert values["since"] == datetime(2026, 2, 23)


def test_an_empty_lake_has_a_calendar_without_days() -> None:
    world = World()
    world.refresh("b1", nothing=[])
    assert "where false) as spans" in world.builds.tables["b1"]["calendar"]


class FailingEngine(FakeEngine):
    """Cannot build orders."""

    def run(self, sql: str, database: str) -> None:
        if sql.startswith("create table orders "):
            raise PermanentFailure("Athena query q-1 failed: Cannot cast DECIMAL(38, 2) '1e17'")
        super().run(sql, database)


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_model_that_cannot_be_built_is_named_with_its_query(at_once: int) -> None:
    world = World()
    engine = FailingEngine(world.builds.journal, world.builds, ANSWERS)
    told = (
        r"build b1 is not published, its model orders cannot be built: Athena query q-1 failed: Cannot cast"
    )
    with pytest.raises(PermanentFailure, match=told):
        RefreshModels(engine, world.builds, ShopClock(), at_once=at_once)("b1")
    assert world.builds.views == {}
    assert "kpi_daily" not in world.builds.tables["b1"], "it reads orders"


def test_an_audit_that_finds_rows_stops_before_any_view_moves() -> None:
    world = World()
    world.refresh("b1")
    with pytest.raises(PermanentFailure, match=r"build b2 .*orders unique: order_id \(2 rows\).*lake_b2"):
        world.refresh("b2", **FOUND)
    assert set(world.builds.views.values()) == {"b1"}
    assert "refresh" not in world.builds.finished("b2")


def test_a_rerun_after_a_mended_fault_builds_anew() -> None:
    world = World()
    with pytest.raises(PermanentFailure):
        world.refresh("b2", **FOUND)
    world.refresh("b2")
    assert set(world.builds.views.values()) == {"b2"}


def test_a_finished_build_is_only_published_again() -> None:
    world, journal = World(), Journal()
    world.refresh("b1")
    world.refresh("b1", journal)
    assert {effect[0] for effect in journal.effects} == {"open", "publish", "drop older"}


def test_two_builds_are_kept() -> None:
    world = World()
    for build in ("b1", "b2", "b3"):
        result = world.refresh(build)
    assert result.dropped == ("b1",)
    assert sorted(world.builds.tables) == ["b2", "b3"]


def test_killed_before_any_effect_and_run_again_it_comes_to_the_same() -> None:
    whole = World()
    whole.refresh("b1")
    for moment in count():
        world = World()
        try:
            world.refresh("b1", Journal(killed_before=moment))
        except Killed:
            assert world.builds.views == dict.fromkeys(MODELS[: len(world.builds.views)], "b1")
        else:
            break
        world.refresh("b1")
        assert world.state == whole.state
    assert moment > 3 * len(MODELS)


def test_a_build_reads_the_settings_that_stand_when_it_begins() -> None:
    world = World()
    store = MemorySettings()
    writer(store).put(SettingAddress("cohort", "buyers"), ONCE)
    writer(store).put(SettingAddress("cohort", "buyers"), TWICE, over=1)
    writer(store).put(SettingAddress("cohort", "gone"), ONCE)
    writer(store).delete(SettingAddress("cohort", "gone"), over=1)
    writer(store).put(SettingAddress.parse("opening_hours"), 'opens_at = "10:00"')
    owners = '[net_revenue]\nowner = "the board"\ntolerance = 0.005'
    writer(store).put(SettingAddress.parse("kpis"), owners)
    writer(store).put(SettingAddress.parse("customer_profiles"), "[vip]\nleast_orders = 9\n[other]")
    writer(store).put(SettingAddress.parse("tracking_plan"), "[events.'Till Opened']\nvisit = true")
    engine = FakeEngine(world.builds.journal, world.builds, ANSWERS)
    RefreshModels(engine, world.builds, ShopClock(), read_settings=store.list_newest)("b1")
    built = world.builds.tables["b1"]
    kept = f"('cohort', 'buyers', 2, 'anna', timestamp '2026-11-30 09:15:00.000', '{TWICE}')"
    assert kept in built["settings"]
    assert "'gone'" not in built["settings"]
    assert "'the board', decimal '0.005'" in built["kpi_catalog"]
    assert (
        "(1, 'vip', 9, null, null, null), (2, 'other', null, null, null, null)" in built["customer_profiles"]
    )
    assert "(date '2026-03-28', date '2026-03-28', (-60), 540, 1380)" in built["calendar"]
    assert "('Till Opened', true)" in built["visit_kinds"]


def test_texts_that_are_too_long_for_a_statement_are_left_out() -> None:
    store = MemorySettings()
    for name, size in (("a", 50_000), ("b", 40_000), ("c", 30_000)):
        writer(store).put(SettingAddress("cohort", name), f"# {'x' * size}\n{ONCE}")
    standing = StandingSettings.of(store.list_newest())
    texts = standing.list_texts()
    assert [text is None for text in texts] == [True, False, False]
    assert sum(len(text) for text in texts if text) < MOST_TEXT_BYTES
