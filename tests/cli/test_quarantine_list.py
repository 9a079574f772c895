"""quarantine_list: the questions that it asks the lake."""

from datetime import date

import pytest
from tally.domain.errors import Misconfigured, NotPublished, PermanentFailure, TallyError
from tally.modelling.literals import placeholders

from cli.quarantine_list import QuarantineQuestion, ask_events, ask_reasons, ask_refused_again
from tests.cli.fake_tally import FakeTally


def test_a_day_is_looked_for_under_the_day_before_too() -> None:
    tally = FakeTally()
    assert ask_reasons(tally, date(2026, 11, 21)) == []
    assert "dt >= '2026-11-20'" in tally.statements[0]
    assert "received_at >= timestamp '2026-11-21 00:00:00.000'" in tally.statements[0]


def test_a_choice_narrows_and_no_choice_takes_all() -> None:
    tally = FakeTally()
    ask_events(tally, QuarantineQuestion("wrong_type"))
    ask_events(tally, QuarantineQuestion("wrong_type", "properties.o'clock", "app", most=5))
    asked = tally.statements
    assert "field = '' or true" in asked[0]
    assert "field = 'properties.o''clock' or false" in asked[1]
    assert "source = 'app' or false" in asked[1]
    assert asked[1].endswith("limit 5")
    assert not any(map(placeholders, asked))


def test_refused_again_is_what_came_of_these_rows() -> None:
    of_two = [
        {"quarantine_id": f"q-{first}-again", "first_quarantine_id": first, "detail": "is text"}
        for first in ("q-1", "q-2")
    ]
    assert ask_refused_again(FakeTally(quarantined_again=of_two), {"q-2", "q-3"}) == of_two[1:]


@pytest.mark.parametrize(
    ("failure", "expected"),
    [(NotPublished("events"), Misconfigured), (PermanentFailure("SYNTAX_ERROR"), PermanentFailure)],
)
def test_a_lake_that_is_not_made_is_told(failure: TallyError, expected: type[TallyError]) -> None:
    tally = FakeTally()
    tally.refusal = failure
    with pytest.raises(expected):
        ask_reasons(tally, None)
