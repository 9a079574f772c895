"""What a setting may be called, and what may stand in it."""

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.settings.cohort_text import parse_cohort, write_cohort
from tally.domain.settings.difference import write_difference
from tally.domain.settings.opening_text import parse_opening, write_opening
from tally.domain.settings.setting import MOST_BYTES, SettingAddress, check_text
from tally.domain.shop.opening_hours import parse_opening_hours

from tests.settings import NOW, ONCE, TWICE


@pytest.mark.parametrize("address", ["cohort/buyers", "cohort/1", "cohort/a_b-c", "opening_hours"])
def test_addresses_are_read_as_they_are_written(address: str) -> None:
    assert str(SettingAddress.parse(address)) == address
    assert SettingAddress.parse(address).file == f"{address}.toml"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("cohort/it's", "use a-z, 0-9"),
        ("cohort/a/b", "use a-z, 0-9"),
        ("cohort/../../keys", "use a-z, 0-9"),
        ("cohort/Käufer", "use a-z, 0-9"),
        ("cohort/buyers\n", "use a-z, 0-9"),
        ('cohort/"x"', "use a-z, 0-9"),
        (f"cohort/{'a' * 65}", "at most 64"),
        ("cohort/", "use a-z, 0-9"),
        ("cohort", "many of kind cohort: write which"),
        ("cohorts/x", "did you mean cohort"),
        ("", "there are cohort"),
        ("opening_hours/mine", "a shop has one opening_hours"),
    ],
)
def test_other_names_are_told(address: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        SettingAddress.parse(address)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("conditions = 5", "cohort/x: conditions is no list of texts"),
        ("", "cohort/x: conditions is no list of texts"),
        ("conditions = []", "cohort/x: A cohort has a condition"),
        (
            "condition = ['did A']",
            "cohort/x: there is no key 'condition' here: use description, owner, conditions",
        ),
        ("conditions = [", "cohort/x: this is no TOML"),
        ("a" * (MOST_BYTES + 1), "cohort/x: the text has 200,001 bytes"),
        ("\udcff", "cohort/x: this is no text that can be stored"),
    ],
)
def test_a_text_that_is_no_cohort_is_told(text: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        check_text(SettingAddress("cohort", "x"), text, NOW)


@pytest.mark.parametrize("name", ["it's", 'a "b"', "back\\\\slash", "x\x7fy", "день", "a" * 120])
def test_a_cohort_is_read_as_it_was_written(name: str) -> None:
    texts = [f"did {name}; within 7d", "did not B"]
    assert parse_cohort(write_cohort(texts)) == Cohort(tuple(map(parse_any_condition, texts)))


@pytest.mark.parametrize("hours", ["07:00", "07:30 2026-06-01=10:00 2026-07-01=07:00"])
def test_opening_hours_are_read_as_they_were_written(hours: str) -> None:
    assert parse_opening(write_opening(parse_opening_hours(hours))) == parse_opening_hours(hours)


@pytest.mark.parametrize(
    "text",
    [
        "opens_at = 7",
        'opens_at = "late"',
        'opens_at = "07:00+02:00"',
        'opens_at = "07:00 2026-06-01=10:00"',
        'opens_at_from = "07:00"',
        '[opens_at_from]\n2026-06-01 = "10:00"',
        'opens_at = "07:00"\n[opens_at_from]\n2026-06-01 = 10:00:00',
    ],
)
def test_what_are_no_opening_hours_is_told(text: str) -> None:
    with pytest.raises(Misconfigured, match=r'opening_hours: .*write opens_at = "07:00"'):
        check_text(SettingAddress.parse("opening_hours"), text, NOW)


def test_a_difference_is_read_line_by_line() -> None:
    assert write_difference(ONCE, ONCE, "1", "2") == ""
    lines = write_difference(ONCE, TWICE, "1", "2").splitlines()
    assert lines[:2] == ["--- 1", "+++ 2"]
    assert lines[-2:] == [f"-{ONCE.strip()}", f"+{TWICE.strip()}"]
    assert "only the ends of lines differ" in write_difference(ONCE, ONCE.strip(), "1", "2")
    assert write_difference(None, ONCE, "1", "2").endswith(f"+{ONCE.strip()}")
