"""The numbered steps of the lake's tables."""

import pytest
from tally.domain.events import table_steps
from tally.domain.events.columns import TABLES
from tally.domain.records.record_tables import record_tables

STEP = '[[step]]\nnumber = {}\nversion = "0.2.0"\ntable = "{}"\nwhy = "w"\nset = {{ "a" = "b" }}\n'


def test_the_steps_of_this_version_are_sound() -> None:
    tables = {*TABLES, *(f"{name}_versions" for name in record_tables())}
    for step in table_steps.table_steps():
        assert step.table in tables
        assert step.why


def test_a_table_takes_its_own_steps_that_it_has_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    text = STEP.format(1, "events") + STEP.format(2, "profile_updates") + STEP.format(3, "events")
    monkeypatch.setattr(table_steps, "table_steps", lambda: table_steps.parse_steps(text))

    def ahead(**properties: str) -> list[int]:
        return [step.number for step in table_steps.steps_ahead("events", properties)]

    assert ahead() == [1, 3]
    assert ahead(**{table_steps.APPLIED: "1"}) == [3]
    assert ahead(**{table_steps.APPLIED: "3"}) == []
    assert ahead(**{table_steps.APPLIED: "9"}) == []


@pytest.mark.parametrize("numbers", [(2,), (1, 1), (1, 3)])
def test_steps_are_numbered_without_a_gap(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="numbered 1, 2, 3"):
        table_steps.parse_steps("".join(STEP.format(number, "events") for number in numbers))


def test_a_step_that_changes_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="step 1 changes nothing"):
        table_steps.parse_steps(STEP.format(1, "events").replace('set = { "a" = "b" }', ""))
