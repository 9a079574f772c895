"""Settings are changed by whole versions, and nobody overwrites what they have not seen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import Misconfigured, SettingChanged
from tally.domain.settings.setting import (
    LONGEST_NAME,
    MOST_SETTINGS,
    MOST_WRITER_BYTES,
    SettingAddress,
    SettingVersion,
)
from tally.domain.settings.standing import StandingSettings
from tally.modelling.literals import literal
from tally.use_cases.change_setting import SettingWritten
from tally.use_cases.refresh_models import setting_rows

from tests.fakes import Journal, Killed
from tests.settings import NOW, ONCE, TWICE, MemorySettings, writer

BUYERS = SettingAddress("cohort", "buyers")
OPENING = SettingAddress.parse("opening_hours")
DESCRIPTIONS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)


def write_text(description: str) -> str:
    return f"description = {description!r}\n{ONCE}" if description.isalnum() else f"# {description!r}\n{ONCE}"


def test_a_text_is_a_version_with_who_and_when() -> None:
    store = MemorySettings()
    written = writer(store).put(BUYERS, TWICE)
    assert written == SettingWritten(SettingVersion(BUYERS, 1, TWICE, "anna", NOW), is_new=True)
    assert store.find_newest(BUYERS) == written.version


def test_the_same_text_again_makes_no_version() -> None:
    store = MemorySettings()
    first = writer(store).put(BUYERS, TWICE)
    again = writer(store, "bert").put(BUYERS, TWICE)
    assert (again.version, again.is_new) == (first.version, False)


def test_a_tracking_plan_is_checked_and_never_deleted() -> None:
    """What was deployed before it may be looser: it must not count again."""
    store, plan = MemorySettings(), SettingAddress.parse("tracking_plan")
    with pytest.raises(Misconfigured, match="mode is 'watch'"):
        writer(store).put(plan, "mode = 'watch'")
    writer(store).put(plan, "mode = 'observe'")
    with pytest.raises(Misconfigured, match=r"never deleted.*rollback"):
        writer(store).delete(plan, over=1)


def test_what_a_writer_has_not_seen_stays() -> None:
    store = MemorySettings()
    writer(store).put(BUYERS, ONCE)
    told = r"stands at version 1, by anna at 2026-11-30 09:15 UTC, and you named none: nothing was .*--over 1"
    with pytest.raises(SettingChanged, match=told):
        writer(store, "bert").put(BUYERS, TWICE)
    writer(store, "bert").put(BUYERS, TWICE, over=1)
    with pytest.raises(SettingChanged, match=r"version 2, by bert .*, not version 1: .*--over 2"):
        writer(store, "carla").put(BUYERS, f"# {TWICE}{TWICE}", over=1)
    with pytest.raises(SettingChanged, match=r"never put\. Put it without --over"):
        writer(store).put(SettingAddress("cohort", "others"), ONCE, over=3)


class Raced(MemorySettings):
    """Somebody else writes just before each write."""

    def __init__(self, other: str) -> None:
        super().__init__()
        self._other = other

    def add(self, version: SettingVersion) -> bool:
        super().add(SettingVersion(version.address, version.number, self._other, "bert", NOW))
        return super().add(version)


def test_of_two_writers_at_once_one_is_told() -> None:
    store = Raced(TWICE)
    with pytest.raises(SettingChanged, match="version 1, by bert"):
        writer(store).put(BUYERS, ONCE)
    assert [version.text for version in store.read_history(BUYERS)] == [TWICE]


def test_a_write_whose_answer_was_lost_is_found_done() -> None:
    assert not writer(Raced(ONCE)).put(BUYERS, ONCE).is_new


def test_killed_before_its_write_the_old_version_stands() -> None:
    store = MemorySettings(Journal(killed_before=1))
    writer(store).put(BUYERS, ONCE)
    for change in (
        lambda: writer(store).put(BUYERS, TWICE, over=1),
        lambda: writer(store).delete(BUYERS, over=1),
    ):
        with pytest.raises(Killed):
            change()
        assert [version.text for version in store.read_history(BUYERS)] == [ONCE]


@given(st.lists(DESCRIPTIONS, max_size=8))
def test_what_is_put_is_read_and_history_has_all(descriptions: list[str]) -> None:
    store, texts = MemorySettings(), list(map(write_text, descriptions))
    for text in texts:
        newest = store.find_newest(BUYERS)
        writer(store).put(BUYERS, text, over=newest.number if newest else 0)
        found = store.find_newest(BUYERS)
        assert found is not None
        assert found.text == text
    kept = [version.text for version in store.read_history(BUYERS)]
    changes = [text for before, text in zip([None, *texts], texts, strict=False) if text != before]
    assert kept == changes
    assert [version.number for version in store.read_history(BUYERS)] == list(range(1, len(kept) + 1))


def test_a_version_is_brought_back_as_a_new_one() -> None:
    store = MemorySettings()
    writer(store).put(BUYERS, ONCE)
    writer(store).put(BUYERS, TWICE, over=1)
    back = writer(store, "bert").roll_back(BUYERS)
    assert (back.version.number, back.version.text, back.version.written_by) == (3, ONCE, "bert")
    assert not writer(store).roll_back(BUYERS, to=1).is_new
    writer(store).delete(BUYERS, over=3)
    with pytest.raises(Misconfigured, match="no version 9 to go back to: there are 1 to 4"):
        writer(store).roll_back(BUYERS, to=9)
    with pytest.raises(Misconfigured, match="with version 4 cohort/buyers was deleted"):
        writer(store).roll_back(BUYERS, to=4)
    assert writer(store).roll_back(BUYERS, to=2).version.number == 5


def test_a_deleted_one_may_be_put_again() -> None:
    store = MemorySettings()
    writer(store).put(BUYERS, ONCE)
    with pytest.raises(SettingChanged, match="stands at version 1"):
        writer(store).delete(BUYERS, over=7)
    writer(store).delete(BUYERS, over=1)
    assert not writer(store).delete(BUYERS, over=2).is_new
    assert writer(store).put(BUYERS, TWICE).version.number == 3
    with pytest.raises(Misconfigured, match="never put: there is nothing to delete"):
        writer(store).delete(SettingAddress("cohort", "others"), over=1)


def test_what_is_no_cohort_never_counts() -> None:
    store = MemorySettings()
    with pytest.raises(Misconfigured, match="cohort/buyers: 'Order Completed' is no condition"):
        writer(store).put(BUYERS, 'conditions = ["Order Completed"]')
    assert not store.read_history(BUYERS)


def test_a_past_day_keeps_its_opening_hour() -> None:
    store, deployed = MemorySettings(), 'opens_at = "07:00"'
    anna = writer(store, opening_hours=deployed)
    with pytest.raises(
        Misconfigured, match="the days before any change opened at 07:00 and would open at 09:00"
    ):
        anna.put(OPENING, 'opens_at = "09:00"')
    later = f'{deployed}\n[opens_at_from]\n2026-12-24 = "09:00"\n'
    anna.put(OPENING, later)
    with pytest.raises(Misconfigured, match="2026-11-01 opened at 07:00 and would open at 08:00"):
        anna.put(OPENING, f'{deployed}\n[opens_at_from]\n2026-11-01 = "08:00"\n', over=1)
    assert anna.delete(OPENING, over=1).is_new


def test_a_day_begins_at_the_shops_midnight() -> None:
    deployed, tomorrow = 'opens_at = "07:00"', f"{NOW.date() + timedelta(days=1)}"
    hours = f'{deployed}\n[opens_at_from]\n{tomorrow} = "09:00"\n'
    late = NOW.replace(hour=23, minute=30)  # 00:30 in Rome
    anna = writer(MemorySettings(), opening_hours=deployed)
    with pytest.raises(Misconfigured, match=f"{tomorrow} opened at 07:00 and would open at 09:00"):
        replace(anna, now=lambda: late).put(OPENING, hours)
    assert anna.put(OPENING, hours).is_new


def test_no_more_settings_stand_than_a_night_can_write_down() -> None:
    store = MemorySettings()
    writer_name, name = "é'" * (MOST_WRITER_BYTES // 4), "n" * (LONGEST_NAME - 3)
    for number in range(MOST_SETTINGS):
        address = SettingAddress("import_map", f"{name}{number:03}")
        store.add(SettingVersion(address, 10**8 - 1, "'" * 500, writer_name, NOW))
    with pytest.raises(Misconfigured, match="500 settings stand, and 500 are the most: delete some"):
        writer(store).put(BUYERS, ONCE)
    statement = literal(setting_rows(StandingSettings.of(store.list_newest())))
    assert len(statement.encode()) < 262_144


@pytest.mark.parametrize("name", ["", "a" * (MOST_WRITER_BYTES + 1), "anna\nbert"])
def test_a_writer_has_a_name_that_can_be_kept(name: str) -> None:
    store = MemorySettings()
    with pytest.raises(Misconfigured, match="who writes a setting has a name"):
        writer(store, name).put(BUYERS, ONCE)
    assert store.list_newest() == []


LIST = 'kind = "funnel"\n[asked]\nsteps = ["A", "B"]\npersons = 1\n'
NAMES = 'kind = "insights"\n[asked]\nevent = "A"\nby = "profile.email"\n'
COUNT = 'kind = "funnel"\n[asked]\nsteps = ["A", "B"]\n'
SENT = 'question = "ab"\nevery = "day"\n[to]\ntable = true\n'


@pytest.mark.parametrize("persons", [LIST, NAMES])
def test_no_schedule_begins_to_send_persons(persons: str) -> None:
    question, schedule = SettingAddress("question", "ab"), SettingAddress("schedule", "daily")
    store = MemorySettings()
    anna = writer(store)
    anna.put(question, persons)
    with pytest.raises(Misconfigured, match="schedule/daily: ab lists or names persons"):
        anna.put(schedule, SENT)
    anna.put(question, COUNT, over=1)
    anna.put(schedule, SENT)
    with pytest.raises(Misconfigured, match="question/ab: schedule/daily sends it"):
        anna.put(question, persons, over=2)
    with pytest.raises(Misconfigured, match="question/ab: schedule/daily sends it"):
        anna.roll_back(question, to=1)
    anna.delete(schedule, over=1)
    assert anna.roll_back(question, to=1).is_new
