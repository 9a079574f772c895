"""Where an answer goes, and what is said beside it: --format, --output, --sources."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tally.adapters.athena.answers import Answer
from tally.domain.exports.document import ExportDocument
from tally.domain.settings.setting import SettingAddress
from tally.domain.words.words import Words

from cli.answer_sources import format_bytes
from cli.output.parquet_rows import write_parquet
from cli.output.query_rows import RowsWanted, print_rows
from tests.cli.answered_reports import REASON, ReportTally
from tests.cli.fake_tally import FakeTally, run
from tests.settings import ONCE, TWICE, writer
from tests.workbooks import read_workbook

ROWS = [
    {"metric": 0, "span_number": 0, "segment": None, "value": 3, "left_out": 0},
    {"metric": 0, "span_number": 0, "segment": "=1+1", "value": 2, "left_out": 0},
]
WORDS = ("insights", "Order Completed", "--by", "coupon", "--date", "2026-03-02")
ANSWER = [{"segment": "=1+1", "value": 2}, {"segment": None, "value": 3}]
BESIDE = (
    f"Disputed: {REASON}.\nEvents up to 4 Mar 08:21, models of 4 Mar 03:15 (Europe/Rome); 2.0 kB scanned\n"
)


@pytest.fixture
def tally() -> ReportTally:
    return ReportTally(ROWS)


def test_people_read_the_verdict_below_the_table(tally: ReportTally) -> None:
    done = run(tally, *WORDS)
    assert done.stdout.splitlines()[-1] == f"Disputed: {REASON}."
    assert done.stderr == BESIDE.splitlines(keepends=True)[1]


def test_on_this_machine_files_count_whole(tally: ReportTally) -> None:
    tally.is_of_this_machine = True
    assert run(tally, *WORDS).stderr.endswith("; at most 2.0 kB scanned\n")


def test_rows_for_programs_stay_rows(tally: ReportTally) -> None:
    done = run(tally, *WORDS, "--format", "json")
    assert (json.loads(done.stdout), done.stderr) == (ANSWER, BESIDE)


def test_an_answer_names_the_versions_of_its_cohorts(tally: ReportTally) -> None:
    writer(tally.settings).put(SettingAddress("cohort", "buyers"), ONCE)
    writer(tally.settings).put(SettingAddress("cohort", "buyers"), TWICE, over=1)
    done = run(tally, *WORDS, "--cohort", "buyers", "--format", "json", "--sources")
    assert json.loads(done.stdout)["sources"]["cohorts"] == {"buyers": 2}
    assert "; cohort buyers, version 2" in done.stderr


def test_json_may_hold_its_sources(tally: ReportTally) -> None:
    found = json.loads(run(tally, *WORDS, "--format", "json", "--sources").stdout)
    assert found["rows"] == ANSWER
    assert found["sources"] == {
        "verdict": "disputed",
        "reason": REASON,
        "notes": [],
        "events_until": "2026-03-04T07:21:00Z",
        "models_of": "2026-03-04T02:15:00Z",
        "timezone": "Europe/Rome",
        "cohorts": {},
        "scanned_bytes": 2_000,
    }


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", "segment,value\n'=1+1,2\n,3\n"), ("a.json", json.dumps(ANSWER))]
)
def test_a_file_is_written_as_its_name_says(tally: ReportTally, tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    done = run(tally, *WORDS, "--output", str(file))
    assert (done.stdout, done.stderr) == ("", f"2 rows written to {file}\n{BESIDE}")
    written = file.read_text()
    assert written == text or json.loads(written) == json.loads(text)


def test_a_spreadsheet_and_pages_have_the_words_of_a_language(tally: ReportTally, tmp_path: Path) -> None:
    for suffix in ("xlsx", "pdf"):
        file = tmp_path / f"a.{suffix}"
        done = run(ReportTally(ROWS), *WORDS, "--output", str(file), "--language", "fr")
        assert (done.stdout, done.stderr) == ("", f"2 rows written to {file}\n{BESIDE}")
    answer, sources = read_workbook((tmp_path / "a.xlsx").read_bytes()).values()
    assert answer[-3:] == [["Segment", "Valeur"], ["=1+1", 2], ["(non renseigné)", 3]]
    assert [Words("fr").say("source.events_until"), "2026-03-04 08:21"] in sources
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_parquet_has_types_and_its_sources(tally: ReportTally, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    assert run(tally, *WORDS, "--format", "parquet", "--output", str(file)).exit_code == 0
    found = pq.read_table(file)
    assert found.schema.names == ["segment", "value"]
    assert found.schema.types == [pa.string(), pa.float64()]
    assert found.to_pylist() == ANSWER
    assert json.loads(found.schema.metadata[b"tally"])["reason"] == REASON


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "parquet"), "no text: name a file with --output"),
        (("--format", "csv", "--sources"), "--sources goes with --format json"),
        (("--output", "a.ods"), "its name ends in .csv, .json, .parquet, .xlsx or .pdf"),
        (("--plot", "a.gif"), "its name ends in .svg, .png or .json"),
    ],
)
def test_what_does_not_go_together_is_told_before_anything_is_asked(
    tally: ReportTally, words: tuple[str, ...], said: str
) -> None:
    done = run(tally, *WORDS, *words)
    assert (done.exit_code, said in done.stderr, tally.statements) == (2, True, []), done.stderr


def test_a_file_that_cannot_be_written_is_told(tally: ReportTally, tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet"):
        done = run(ReportTally(ROWS), *WORDS, "--output", str(tmp_path / "no" / name))
        assert (done.exit_code, "No such file or directory" in done.stderr) == (3, True)


SIZES = {
    0: "0 B",
    999: "999 B",
    1_000: "1.0 kB",
    999_949: "999.9 kB",
    999_950: "1.0 MB",
    12_300_000: "12.3 MB",
}


@pytest.mark.parametrize(("count", "text"), SIZES.items())
def test_bytes_in_words(count: int, text: str) -> None:
    assert format_bytes(count) == text


TYPED: dict[str, tuple[str | None, list[Any], pa.DataType]] = {
    "whole": ("bigint", [1, None], pa.int64()),
    "none": ("double", [None, None], pa.float64()),
    "mixed": ("double", [1, 2.5], pa.float64()),
    "money": ("decimal(20,6)", [Decimal("1.500000"), None], pa.decimal128(20, 6)),
    "day": ("date", [date(2026, 3, 2), None], pa.date32()),
    "moment": ("timestamp", [datetime(2026, 3, 2, 7), None], pa.timestamp("us")),
    "list": ("array", ["[a, b]", None], pa.string()),
    "json": ("json", ['{"a": 1}', None], pa.string()),
    "guessed_whole": (None, [1, None], pa.int64()),
    "guessed_number": (None, [1, 2.5], pa.float64()),
    "guessed_money": (None, [Decimal("1.50"), Decimal("2")], pa.decimal128(38, 2)),
    "guessed_yes": (None, [True, None], pa.bool_()),
    "guessed_text": (None, ["1", 2], pa.string()),
    "guessed_nothing": (None, [None, None], pa.string()),
}


def test_each_column_of_parquet_has_one_type(tmp_path: Path) -> None:
    rows = [{name: values[at] for name, (_, values, _) in TYPED.items()} for at in range(2)]
    types = {name: kind for name, (kind, _, _) in TYPED.items() if kind}
    for some in (rows, []):
        write_parquet(tmp_path / "t.parquet", some, list(TYPED), types)
        found = pq.read_table(tmp_path / "t.parquet")
        named = dict(zip(found.schema.names, found.schema.types, strict=True))
        declared = {name: kind for name, (told, _, kind) in TYPED.items() if some or told}
        assert {name: named[name] for name in declared} == declared


def test_a_query_s_rows_have_athena_s_types(tmp_path: Path) -> None:
    answer = Answer(["n", "m"], [{"n": None, "m": Decimal("1.50")}], {"n": "bigint", "m": "decimal(20,2)"})
    file = tmp_path / "rows.parquet"
    print_rows(answer, RowsWanted(output=file), lambda _: ExportDocument("", "en", (), ()))
    assert pq.read_schema(file).types == [pa.int64(), pa.decimal128(20, 2)]


def test_parquet_is_no_text_for_a_query() -> None:
    tally = FakeTally()
    done = run(tally, "query", "select 1", "--format", "parquet")
    assert (done.exit_code, "name a file with --output" in done.stderr, tally.statements) == (2, True, [])


def test_a_chart_is_drawn_beside_the_answer(tally: ReportTally, tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    done = run(tally, *WORDS, "--plot", str(file))
    assert (done.exit_code, f"Chart written to {file}\n" in done.stderr) == (0, True)
    assert "Order Completed: total" in file.read_text()
    assert f"Disputed: {REASON}." in done.stdout


def test_a_chart_may_be_taken_as_its_specification(tally: ReportTally, tmp_path: Path) -> None:
    file = tmp_path / "chart.json"
    run(tally, *WORDS, "--plot", str(file))
    assert json.loads(file.read_text())["$schema"].endswith("/vega-lite/v6.json")


def test_a_list_of_persons_has_no_chart() -> None:
    tally = ReportTally([{"person": "anna"}])
    done = run(tally, "cohort", "--did", "Order Completed", "--plot", "a.svg")
    assert (done.exit_code, "a list has no chart" in done.stderr) == (2, True)
    assert tally.statements == []
