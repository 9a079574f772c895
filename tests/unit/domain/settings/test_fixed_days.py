"""Saved questions that are of the same days whenever they are asked, and what sends them."""

from collections.abc import Mapping
from typing import Any

import pytest
from tally.domain.settings.fixed_days import find_texts, list_fixed
from tally.domain.settings.question_text import write_saved_question
from tally.domain.settings.setting import SettingAddress

from tests.settings import NOW, MemorySettings, hold

DAYS = {"from": "2026-03-02", "to": "2026-03-08"}
QUESTION = SettingAddress("question", "from-cart")


def find_fixed(address: SettingAddress = QUESTION, **texts: str) -> list[str]:
    store = MemorySettings()
    for told, text in texts.items():
        kind, _, name = told.partition("__")
        hold(store, kind, name.replace("_", "-"), text)
    return [str(each) for each in list_fixed(address, find_texts(store.list_newest()), NOW)]


def ask(kind: str, **asked: object) -> str:
    return write_saved_question(kind, {name.replace("_", "-"): value for name, value in asked.items()})


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({}, None),
        ({"last": "7d"}, None),
        ({"date": "yesterday"}, None),
        ({"to": "yesterday", "last": "4w"}, None),
        ({"from": "2026-03-02"}, None),
        ({"from": "2026-03-02", "to": "yesterday"}, None),
        (DAYS, "2026-03-02 to 2026-03-08"),
        ({"date": "2026-03-02"}, "2026-03-02"),
        ({"to": "2026-03-08", "last": "7d"}, "2026-03-02 to 2026-03-08"),
        ({"to": "2026-03-08"}, "2026-02-07 to 2026-03-08"),
        ({"from": "2027-03-02", "to": "2027-03-08"}, "2027-03-02 to 2027-03-08"),
    ],
)
def test_days_stay_where_all_are_dates(days: Mapping[str, Any], told: str | None) -> None:
    found = find_fixed(question__from_cart=write_saved_question("insights", {"event": "A", **days}))
    assert found == ([f"from-cart: {told}"] if told else [])


def test_a_cohort_of_persons_that_come_and_go_changes_no_days() -> None:
    asked = ask("funnel", steps=["A", "B"], cohort=["buyers"]) + "".join(
        f'{name} = "{day}"\n' for name, day in DAYS.items()
    )
    assert find_fixed(question__from_cart=asked) == ["from-cart: 2026-03-02 to 2026-03-08"]


def test_a_cohort_is_of_the_days_at_whose_end_it_is_looked_at() -> None:
    sizes = ask("cohort", did=["A"], on=["2026-03-02", "2026-03-08"])
    assert find_fixed(question__from_cart=sizes) == ["from-cart: 2026-03-02 to 2026-03-08"]
    assert find_fixed(question__from_cart=ask("cohort", did=["A"], sizes=True, last="7d")) == []


PANELS = 'title = "T"\n' + "".join(
    f"[[panel]]\n{panel}\n"
    for panel in (
        'question = "from-cart"',
        'question = "moves"',
        'published = "kpis"',
        'question = "from-cart"',
    )
)
SCHEDULE = 'every = "day"\n[to]\ntable = true\n'
ASKED = {
    "question__from_cart": write_saved_question("insights", {"event": "A", **DAYS}),
    "question__moves": write_saved_question("insights", {"event": "A", "last": "7d"}),
    "dashboard__mornings": PANELS,
}


@pytest.mark.parametrize(
    ("sends", "is_fixed"),
    [
        ('question = "from-cart"', True),
        ('question = "moves"', False),
        ('dashboard = "mornings"', True),
        ('dashboard = "yesterday"', False),
        ('question = "deleted"', False),
        ("what a newer Tally writes", False),
    ],
)
def test_a_schedule_sends_days_of_its_question_or_of_panels(sends: str, is_fixed: bool) -> None:
    schedule = SettingAddress("schedule", "mondays")
    found = find_fixed(schedule, schedule__mondays=f"{sends}\n{SCHEDULE}", **ASKED)
    assert found == (["from-cart: 2026-03-02 to 2026-03-08"] if is_fixed else [])
