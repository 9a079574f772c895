"""CSV: what a spreadsheet would run is shown instead; numbers stay numbers."""

import csv
import io

import pytest
from tally.domain.reports.csv_text import guard_text, write_csv

RUN = (
    "=1+1",
    "+39 02 1234",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "-",
    "--1",
    "-1e",
)
SHOWN = ("", "a=1", "SPRING", "-5", "-0.25", "-1.5e-07", "-inf", "5", "1,204.50", "2026-03-02", " =1", "'=1")


@pytest.mark.parametrize("text", RUN)
def test_what_begins_as_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guard_text(text) == f"'{text}"


@pytest.mark.parametrize("text", SHOWN)
def test_all_else_stays_as_it_is(text: str) -> None:
    assert guard_text(text) == text


def test_every_cell_is_guarded_the_names_too() -> None:
    written = write_csv(["=name", "value"], [["a", "=1"], ["x,y", "-5"]])
    assert written == "'=name,value\na,'=1\n\"x,y\",-5\n"


def test_no_other_separator_begins_a_cell() -> None:
    assert write_csv(["a"], [["x;=1"], ["x\t=1"]]) == 'a\n"x;=1"\n"x\t=1"\n'


def test_a_row_of_one_empty_cell_is_a_row() -> None:
    assert list(csv.reader(io.StringIO(write_csv(["a"], [[""], ["b"]])))) == [["a"], [""], ["b"]]
