"""A schedule's text: what it may say, and what to write instead."""

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.schedules.export_schedule import Every, Rhythm, SentThing, SentTo
from tally.domain.settings.schedule_text import parse_schedule, write_schedule

WHOLE = """description = "To the board"
owner = "ada@shop.example"
question = "from-cart"
every = "week"
day = "monday"
hour = 6
format = "xlsx"
language = "fr"

[to]
mail = ["Ana@shop.example", "bo@shop.example"]
folder = "board/weekly"
table = true
"""


def test_all_of_it_is_read_and_written() -> None:
    schedule = parse_schedule(WHOLE)
    assert (schedule.thing, schedule.of) == (SentThing.QUESTION, "from-cart")
    assert schedule.rhythm == Rhythm(Every.WEEK, 6, "monday")
    assert schedule.to == SentTo(("Ana@shop.example", "bo@shop.example"), "board/weekly", True)
    assert write_schedule(schedule) == WHOLE


def test_what_is_left_out_has_a_default_and_an_address_counts_once() -> None:
    text = (
        'dashboard = "morning"\nevery = "month"\nday = 28\n[to]\nmail = ["a@shop.example", "A@SHOP.example"]'
    )
    schedule = parse_schedule(text)
    assert (schedule.format, schedule.language, str(schedule.rhythm)) == (
        "pdf",
        "en",
        "every month on day 28 at 7:00",
    )
    assert schedule.to.mail == ("A@SHOP.example",)
    assert parse_schedule(write_schedule(schedule)) == schedule


@pytest.mark.parametrize(
    ("changed", "to", "told"),
    [
        ('question = "from-cart"', "", "sends one thing"),
        ('question = "from-cart"', 'question = "a"\ndashboard = "b"', "sends one thing"),
        ('question = "from-cart"', 'question = "../x"', "sends one thing"),
        ('"week"', '"fortnight"', "every is one of day, weekday, week, month"),
        ('"week"', "[]", "every is one of"),
        ('"week"', '"day"', 'every = "day" has no day'),
        ('"week"', '"month"', "a day from 1 to 28"),
        ('"monday"', "1", "a week has a day"),
        ("hour = 6", "hour = 24", "hour is a whole hour"),
        ("hour = 6", "hour = true", "hour is a whole hour"),
        ('"xlsx"', '"docx"', "format is one of csv, zip, xlsx, pdf, png, svg"),
        ('"fr"', '"de"', "language is one of en, fr"),
        ('question = "from-cart"\n', 'dashboard = "m"\nmode = 1\n', "there is no key 'mode'"),
        ("Ana@shop.example", "Ana", "'Ana' is no address"),
        ("board/weekly", "../other", "folder is up to four names"),
        ("board/weekly", "a/b/c/d/e", "folder is up to four names"),
        ("table = true", "table = 1", "table is true or false"),
        ("table = true", "push = true", "has no 'push'"),
        (WHOLE[WHOLE.index("[to]") :], "[to]\ntable = false", "names nothing"),
        (WHOLE[WHOLE.index("[to]") :], "", "where to?"),
    ],
)
def test_what_is_none_is_told_with_what_to_write(changed: str, to: str, told: str) -> None:
    assert changed in WHOLE
    with pytest.raises(Misconfigured, match=told.replace("[", r"\[").replace("?", r"\?")):
        parse_schedule(WHOLE.replace(changed, to))


def test_a_list_of_addresses_is_bounded() -> None:
    many = ", ".join(f'"a{number}@shop.example"' for number in range(21))
    with pytest.raises(Misconfigured, match="20 are the most"):
        parse_schedule(WHOLE.replace('"Ana@shop.example", "bo@shop.example"', many))


def test_a_dashboard_needs_a_format_of_several_reports() -> None:
    with pytest.raises(Misconfigured, match="csv holds one"):
        parse_schedule(WHOLE.replace("question", "dashboard").replace("xlsx", "csv"))
