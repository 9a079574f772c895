"""What a setting names stays while it names it."""

import pytest
from tally.domain.errors import SettingNamed
from tally.domain.settings.named_settings import NAMING, refuse_named
from tally.domain.settings.setting import SettingAddress

from tests.settings import NOW, ONCE, MemorySettings, hold

QUESTION = 'kind = "insights"\n[asked]\nevent = "A"\nlast = "7d"\ncohort = ["fans"]\n'
BOARD = 'title = "T"\n[[panel]]\nquestion = "buys"\n'
SENT = 'every = "day"\n[to]\ntable = true\n'


@pytest.fixture
def store() -> MemorySettings:
    made = MemorySettings()
    hold(made, "cohort", "fans", ONCE)
    hold(made, "question", "buys", QUESTION)
    hold(made, "dashboard", "mornings", BOARD)
    hold(made, "dashboard", "yesterday", BOARD)
    hold(made, "schedule", "daily", f'question = "buys"\n{SENT}')
    hold(made, "schedule", "weekly", f'dashboard = "mornings"\n{SENT}')
    hold(made, "schedule", "standing", f'dashboard = "yesterday"\n{SENT}')
    hold(made, "schedule", "newer", "what a newer Tally writes")
    hold(made, "schedule", "ended", None)
    return made


@pytest.mark.parametrize(
    ("named", "by"),
    [
        ("cohort/fans", "question/buys"),
        ("question/buys", "dashboard/mornings, dashboard/yesterday, schedule/daily"),
        ("dashboard/mornings", "schedule/weekly"),
        ("dashboard/yesterday", None),  # the schedule sends the one that every shop has
        ("schedule/daily", None),
        ("cohort/buys", None),
        ("sql/buys", None),
    ],
)
def test_it_says_what_names_it(store: MemorySettings, named: str, by: str | None) -> None:
    versions = [each for each in store.list_newest() if each.address.kind in NAMING]
    if by is None:
        refuse_named(SettingAddress.parse(named), versions, NOW)
        return
    with pytest.raises(SettingNamed, match=f"^{named} is named by {by}: change or delete that first$"):
        refuse_named(SettingAddress.parse(named), versions, NOW)
