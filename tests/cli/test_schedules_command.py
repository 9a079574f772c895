"""`tally schedules`: put by one line, listed, and sent now."""

import json
from pathlib import Path

import pytest

from tests.cli.fake_tally import FakeTally, run
from tests.settings import hold

PUT = ("schedules", "put", "mondays", "--question", "from-cart", "--every", "monday", "--written-by", "anna")


@pytest.fixture
def tally() -> FakeTally:
    made = FakeTally()
    hold(made.settings, "question", "from-cart", 'kind = "insights"\n[asked]\nevent = "A"\nlast = "7d"\n')
    return made


def test_one_line_puts_one(tally: FakeTally) -> None:
    done = run(tally, *PUT, "--mail", "ana@shop.example", "--language", "fr", "--title", "To the board")
    assert done.stdout == "schedule/mondays is put: version 1. It counts with the next half hour.\n"
    (kept,) = tally.settings.list_newest("schedule")
    assert kept.text == (
        'description = "To the board"\nquestion = "from-cart"\nevery = "week"\nday = "monday"\nhour = 7\n'
        'format = "pdf"\nlanguage = "fr"\n\n[to]\nmail = ["ana@shop.example"]\n'
    )


def test_they_are_listed_with_their_next_date(tally: FakeTally) -> None:
    assert run(tally, "schedules").stdout == "Nothing is sent by itself.\n"
    run(tally, *PUT, "--mail", "ana@shop.example", "--folder", "board", "--table")
    [row] = json.loads(run(tally, "schedules", "--format", "json").stdout)
    assert (row["name"], row["sends"], row["when"]) == (
        "mondays",
        "question/from-cart",
        "every week on monday at 7:00",
    )
    assert row["to"] == "ana@shop.example, board/, scheduled_answers"
    assert row["next"] >= "2026-03-02"


MARCH = 'kind = "insights"\n[asked]\nevent = "A"\nfrom = "2026-03-02"\nto = "2026-03-08"\n'
SAME_DAYS = (
    "mondays sends the same days each time (from-cart: 2026-03-02 to 2026-03-08).\nDays move on where a "
    "question says them so: save it with --last 7d or --date yesterday, in place of\ndates.\n"
)


def test_days_that_stay_are_told_when_it_is_put_and_listed(tally: FakeTally) -> None:
    assert "same days" not in run(tally, *PUT, "--table").stdout
    hold(tally.settings, "question", "from-cart", MARCH, 2)
    again = run(tally, *PUT, "--table", "--hour", "8", "--over", "1")
    assert again.stdout.endswith(f"with the next half hour.\n{SAME_DAYS}")
    assert run(tally, "schedules").stdout.endswith(SAME_DAYS)
    [row] = json.loads(run(tally, "schedules", "--format", "json").stdout)
    assert row["same_days"] == "from-cart: 2026-03-02 to 2026-03-08"


def test_a_change_of_what_is_sent_tells_whose_days_stay_now(tally: FakeTally, tmp_path: Path) -> None:
    run(tally, *PUT, "--table")
    hold(tally.settings, "dashboard", "mornings", 'title = "T"\n[[panel]]\nquestion = "from-cart"\n')
    asked = ("save", "from-cart", "insights", "A", "--from", "2026-03-02", "--to", "2026-03-08")
    put = run(tally, "schedules", "put", "mornings", "--dashboard", "mornings", "--every", "day", "--table")
    assert "same days" not in put.stdout
    done = run(tally, *asked, "--over", "1", "--written-by", "anna")
    assert "mondays sends the same days each time" in done.stdout
    assert "mornings sends the same days each time" in done.stdout
    board = tmp_path / "mornings.toml"
    board.write_text('title = "U"\n[[panel]]\nquestion = "from-cart"\n')
    changed = run(tally, "settings", "put", str(board), "--as", "dashboard/mornings", "--over", "1")
    assert "mornings sends the same days each time" in changed.stdout
    assert "mondays" not in changed.stdout  # which sends the question itself
    again = run(tally, "settings", "rollback", "question/from-cart", "--to", "1", "--written-by", "anna")
    assert "same days" not in again.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("schedules", "put", "a", "--every", "day", "--table"), "--question or --dashboard"),
        (PUT, "Give --mail, --folder or --table"),
        ((*PUT, "--day", "3", "--mail", "ana"), "no address"),
        (("schedules", "put", "a", "--question", "b", "--every", "month", "--table"), "a day from 1 to 28"),
        (
            ("schedules", "put", "a", "--question", "b", "--every", "day", "--table"),
            "no question is saved as b",
        ),
        ((*PUT, "--mail", "eve@else.example"), "eve@else.example: no verified address of an account"),
    ],
)
def test_what_is_none_is_told(tally: FakeTally, words: tuple[str, ...], told: str) -> None:
    done = run(tally, *words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_one_is_sent_now(tally: FakeTally) -> None:
    tally.functions["send_schedules"] = lambda event: {"sent": f"{event['send']}.pdf"}
    assert run(tally, "schedules", "send", "mondays").stdout == "Sent: mondays.pdf\n"
