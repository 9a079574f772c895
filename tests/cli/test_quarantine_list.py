"""quarantine_list: the questions that it asks the lake."""

from datetime import date

import pytest
from tally.domain.errors import Misconfigured, NotPublished, PermanentFailure, TallyError
from tally.modelling.literals import placeholders

from cli import quarantine_list
from cli.ask import Answer
from cli.clients import Endpoint
from cli.quarantine_list import Wanted, events, reasons, refused_again

ENDPOINT = Endpoint(region="r", url="", write_key="", witness_url="")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements, each answered with no rows."""
    statements: list[str] = []

    def ask(endpoint: Endpoint, sql: str) -> Answer:
        statements.append(sql)
        return Answer([], [])

    monkeypatch.setattr(quarantine_list, "ask", ask)
    return statements


def test_a_day_is_looked_for_under_the_day_before_too(asked: list[str]) -> None:
    assert reasons(ENDPOINT, date(2026, 11, 21)) == []
    assert "dt >= '2026-11-20'" in asked[0]
    assert "received_at >= timestamp '2026-11-21 00:00:00.000'" in asked[0]


def test_a_choice_narrows_and_no_choice_takes_all(asked: list[str]) -> None:
    events(ENDPOINT, Wanted("wrong_type"))
    events(ENDPOINT, Wanted("wrong_type", "properties.o'clock", "app", most=5))
    assert "field = '' or true" in asked[0]
    assert "field = 'properties.o''clock' or false" in asked[1]
    assert "source = 'app' or false" in asked[1]
    assert asked[1].endswith("limit 5")
    assert not any(map(placeholders, asked))


def test_refused_again_is_what_came_of_these_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    of_two = [
        {"quarantine_id": f"q-{first}-again", "first_quarantine_id": first, "detail": "is text"}
        for first in ("q-1", "q-2")
    ]
    monkeypatch.setattr(quarantine_list, "ask", lambda endpoint, sql: Answer([], of_two))
    assert refused_again(ENDPOINT, {"q-2", "q-3"}) == of_two[1:]


@pytest.mark.parametrize(
    ("failure", "expected"),
    [(NotPublished("events"), Misconfigured), (PermanentFailure("SYNTAX_ERROR"), PermanentFailure)],
)
def test_a_lake_that_is_not_made_is_told(
    monkeypatch: pytest.MonkeyPatch, failure: TallyError, expected: type[TallyError]
) -> None:
    def ask(endpoint: Endpoint, sql: str) -> Answer:
        raise failure

    monkeypatch.setattr(quarantine_list, "ask", ask)
    with pytest.raises(expected):
        reasons(ENDPOINT, None)
