"""What a person at a terminal sees of many rows, and of wide ones."""

import pytest
from tally.adapters.athena.answers import Answer
from tally.domain.exports.document import ExportDocument

from cli.output.query_rows import RowsWanted, print_rows

MANY = Answer(["n"], [{"n": number} for number in range(24_100)])
WIDE = Answer(["id", "text"], [{"id": 1, "text": "word " * 20}, {"id": 2, "text": "short"}])


def make_none(_: Answer) -> ExportDocument:
    """No document is asked for."""
    raise AssertionError


def take_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on standard output is a terminal of 80 columns."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


def count_lines(capsys: pytest.CaptureFixture[str], wanted: RowsWanted) -> tuple[int, str]:
    print_rows(MANY, wanted, make_none)
    shown = capsys.readouterr()
    return len(shown.out.splitlines()), shown.err


def test_a_terminal_shows_a_screenful_and_what_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_screen(monkeypatch)
    more = "24,000 more: --limit 0 for all, --format csv for programs\n"
    assert count_lines(capsys, RowsWanted()) == (102, more)
    assert count_lines(capsys, RowsWanted("table")) == (102, more)
    assert count_lines(capsys, RowsWanted("record")) == (200, more)
    assert count_lines(capsys, RowsWanted(limit=0)) == (24_102, "")
    assert count_lines(capsys, RowsWanted("csv")) == (24_101, "")
    assert count_lines(capsys, RowsWanted("json")) == (24_102, "")


def test_all_rows_go_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert count_lines(capsys, RowsWanted()) == (24_102, "")


def test_rows_wider_than_the_screen_stand_one_under_another(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_screen(monkeypatch)
    print_rows(WIDE, RowsWanted(), make_none)
    assert capsys.readouterr().out.splitlines() == [
        "--- row 1",
        "id    1",
        f"text  {('word ' * 20).strip()}",
        "--- row 2",
        "id    2",
        "text  short",
    ]
    print_rows(WIDE, RowsWanted("table"), make_none)
    assert capsys.readouterr().out.startswith("id  text\n")
    print_rows(Answer(["id", "text"], WIDE.rows[1:]), RowsWanted(), make_none)
    assert capsys.readouterr().out.startswith("id  text\n")


def test_a_wide_table_stays_one_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(WIDE, RowsWanted(), make_none)
    assert capsys.readouterr().out.startswith("id  text\n")
