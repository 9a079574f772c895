"""A cohort by its name: the newest definition, or a sentence."""

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.settings.cohort_text import parse_cohort
from tally.domain.settings.setting import SettingAddress
from tally.use_cases.find_cohort import FindCohort

from tests.settings import ONCE, TWICE, MemorySettings, writer

BUYERS = SettingAddress("cohort", "buyers")


def test_the_newest_definition_counts() -> None:
    store = MemorySettings()
    writer(store).put(BUYERS, ONCE)
    writer(store).put(BUYERS, TWICE, over=1)
    assert FindCohort(store)("buyers") == parse_cohort(TWICE)


def test_one_that_is_not_there_is_told() -> None:
    store = MemorySettings()
    writer(store).put(BUYERS, ONCE)
    writer(store).delete(BUYERS, over=1)
    for name in ("buyers", "others"):
        with pytest.raises(BadQuestion, match=f"no cohort is named {name}"):
            FindCohort(store)(name)
    with pytest.raises(BadQuestion, match="no name of a cohort"):
        FindCohort(store)("it's")
