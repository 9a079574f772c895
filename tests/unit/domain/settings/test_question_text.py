"""Saved questions as texts: read as they were written, whatever stands in them."""

import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import Misconfigured
from tally.domain.settings.question_text import SavedQuestion, parse_saved_question, write_saved_question

NOW = datetime(2026, 11, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=4), st.integers(-9, 9_999), st.booleans())


@given(st.dictionaries(TEXTS.filter(bool), VALUES, max_size=4))
def test_what_is_written_is_read(asked: dict[str, object]) -> None:
    assert tomllib.loads(write_saved_question("funnel", asked)) == {"kind": "funnel", "asked": asked}


def test_new_days_take_the_place_of_all_that_were_saved() -> None:
    saved = SavedQuestion("funnel", {"steps": ["A", "B"], "last": "7d", "to": "yesterday"})
    assert saved.changed({"date": "today"}) == {"steps": ["A", "B"], "date": "today"}
    assert saved.changed({"window": "1h"}) == {**saved.asked, "window": "1h"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a saved question has kind = "),
        ('kind = "funnel"', "a saved question has kind = "),
        ('kind = "funel"\n[asked]', "'funel' is no report"),
        ('kind = "funnel"\n[asked]', "A funnel needs steps"),
        ('kind = "funnel"\n[asked]\nsteps = ["A", "B"]\nfrom = 2026-03-02', "from is a text"),
        ('kind = "funnel"\nsince = 1\n[asked]', "there is no key 'since' here"),
    ],
)
def test_what_cannot_be_asked_is_told(text: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        parse_saved_question(text, NOW)


def test_which_cohorts_there_are_is_told_when_it_is_asked() -> None:
    text = write_saved_question("funnel", {"steps": ["A", "B"], "cohort": ["buyers"]})
    assert parse_saved_question(text, NOW).asked["cohort"] == ["buyers"]
