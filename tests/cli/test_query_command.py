"""`tally query` before the stand-in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.clients import Endpoint
from local import cloud
from tests.cli.fake_tally import FakeTally, run
from tests.local.athena.stand_in import RESULTS, StandIn

Query = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def workgroup(stand_in: StandIn) -> str:
    settings = {"ResultConfiguration": {"OutputLocation": RESULTS}, "EnforceWorkGroupConfiguration": True}
    stand_in.client("athena").create_work_group(Name="tally", Configuration=settings)
    return "tally"


@pytest.fixture
def query(
    stand_in: StandIn,
    workgroup: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Query:
    """Runs the command; its exit code, output and errors."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    Endpoint(
        region=cloud.REGION,
        aws_endpoint=stand_in.aws_url,
        athena_endpoint=stand_in.url,
        url="http://127.0.0.1:1",
        write_key="key",
        witness_url="http://127.0.0.1:1/w",
        outputs={"Workgroup": workgroup, "Database": "lake", "Timezone": "Europe/Rome"},
    ).save()

    def query(*words: str, typed: str | None = None) -> tuple[int, str, str]:
        done = run(None, "query", *words, typed=typed)
        return done.exit_code, done.stdout, done.stderr

    return query


def test_json_has_numbers_and_nulls(query: Query) -> None:
    code, out, _ = query("select event_id, revenue, 2 as n from events order by 1", "--format", "json")
    assert code == 0
    assert json.loads(out) == [
        {"event_id": "a", "revenue": "12.50", "n": 2},
        {"event_id": "b", "revenue": None, "n": 2},
    ]


def test_json_is_safe_to_read(query: Query) -> None:
    sql = (
        "select cast(-9103581783657204525 as bigint) as event_key, count(*) as n, "
        "timestamp '2026-01-01 00:00:00' as at, from_unixtime(0) as moment, date '2026-01-01' as day, "
        """cast(json_parse('{"sku": "a, b=c", "prices": [1.5, null]}') as json) as line, true as ok """
        "from events"
    )
    _, out, _ = query(sql, "--format", "json")
    assert json.loads(out) == [
        {
            "event_key": "-9103581783657204525",
            "n": 2,
            "at": "2026-01-01T00:00:00Z",
            "moment": "1970-01-01T00:00:00Z",
            "day": "2026-01-01",
            "line": {"sku": "a, b=c", "prices": [1.5, None]},
            "ok": True,
        }
    ]
    _, out, _ = query("select cast(products as json) as lines from events order by event_id", "--format=json")
    assert json.loads(out)[0]["lines"] == [{"sku": "s1", "quantity": 2}, {"sku": "s2", "quantity": 1}]


@pytest.mark.parametrize(
    ("value", "name", "in_json", "in_csv"),
    [
        ("bigint '7'", "n", 7, "7"),
        ("bigint '7'", "event_key", "7", "7"),
        ("bigint '7'", "payload_fingerprint", "7", "7"),
        ("bigint '9007199254740992'", "n", 9007199254740992, "9007199254740992"),
        ("bigint '9007199254740993'", "n", "9007199254740993", "9007199254740993"),
        ("cast(50.9 as decimal(38, 6))", "revenue", "50.90", "50.90"),
        ("cast(2 as decimal(38, 4))", "units", "2", "2"),
        ("cast(1 as double) / 3", "value", 1 / 3, "0.3333333333"),
        ("timestamp '2026-01-01 00:00:00.000'", "at", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("timestamp '2026-01-01 00:00:00.250'", "at", "2026-01-01T00:00:00.250000Z", None),
        ("date '2026-01-01'", "day", "2026-01-01", "2026-01-01"),
        ('json_parse(\'{"a": [1, "b, c"]}\')', "j", {"a": [1, "b, c"]}, None),
        ("array[1, 2]", "l", "[1, 2]", '"[1, 2]"'),
        ("map(array['a'], array[1])", "m", "{a=1}", "{a=1}"),
        ("cast(null as varchar)", "t", None, '""'),
        ("true", "ok", True, "true"),
    ],
)
def test_each_type_is_written_as_the_reference_says(
    query: Query, value: str, name: str, in_json: object, in_csv: str | None
) -> None:
    """The table of docs/reference/commands.md, line by line."""
    sql = f"select {value} as {name}"
    (row,) = json.loads(query(sql, "--format", "json")[1])
    assert (row[name], type(row[name])) == (in_json, type(in_json))
    if in_csv is not None:
        assert query(sql, "--format", "csv")[1] == f"{name}\n{in_csv}\n"


def test_a_file_for_json_holds_one_document(query: Query, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    query("select 1 as n", "--output", str(file))
    assert json.loads(file.read_text()) == [{"n": 1}]


def test_a_statement_that_is_no_utf8_is_told(query: Query, tmp_path: Path) -> None:
    file = tmp_path / "question.sql"
    file.write_bytes("select 'é'".encode("latin-1"))
    code, _, err = query("--file", str(file))
    assert (code, "is no UTF-8 text: save it as such" in err) == (3, True)


def test_rows_may_go_to_a_file(query: Query, tmp_path: Path) -> None:
    sql = "select x, timestamp '2026-01-01 00:00:00' as at from unnest(sequence(1, 3)) as t(x) order by x"
    for name, words in (("a.csv", []), ("b.txt", ["--format", "csv"]), ("c.CSV", ["--limit", "0"])):
        file = tmp_path / name
        assert query(sql, "--output", str(file), *words) == (0, "", f"3 rows written to {file}\n")
        assert file.read_text().splitlines()[:2] == ["x,at", "1,2026-01-01T00:00:00Z"]
    assert json.loads((query(sql, "--format", "json"))[1])[0]["x"] == 1
    one = tmp_path / "one.csv"
    assert query("select 1 as x", "--output", str(one))[2] == f"1 row written to {one}\n"
    code, out, err = query(sql, "--output", str(tmp_path / "no" / "a.csv"))
    assert (code, out) == (3, "")
    assert "No such file or directory" in err


def test_fewer_rows_are_shown_on_demand(query: Query) -> None:
    sql = "select x from unnest(sequence(1, 1500)) as t(x) order by x"
    code, out, err = query(sql, "--limit", "2", "--format", "csv")
    assert (code, out) == (0, "x\n1\n2\n")
    assert err == "1,498 more: --limit 0 for all, --format csv for programs\n"
    assert query(sql, "--limit", "1500")[2] == (
        "No events are committed yet, no models are published yet (Europe/Rome)\n"
    )
    assert query(sql, "--limit", "-1")[0] == 2


def test_a_row_may_stand_one_column_under_another(query: Query) -> None:
    _, out, _ = query("select 1 as one, 'a' as second union all select 2, null order by 1", "--format=record")
    assert out == "--- row 1\none     1\nsecond  a\n--- row 2\none     2\nsecond\n"
    assert query("select 1 as one from events where false", "--format=record")[1] == "no rows\n"


def test_csv_has_names_first(query: Query) -> None:
    assert query("select 1 as one, 'x' as two", "--format", "csv")[1] == "one,two\n1,x\n"


def test_a_table_is_for_people(query: Query) -> None:
    assert query("select 1 as one")[1].split() == ["one", "---", "1"]


def test_columns_of_one_name_are_told_apart(query: Query) -> None:
    assert query("select 1 as x, 2 as x, 3 as x", "--format", "csv")[1] == "x,x_2,x_3\n1,2,3\n"


def test_results_of_several_pages_are_complete(query: Query) -> None:
    _, out, _ = query("select x from unnest(sequence(1, 2500)) as t(x) order by x", "--format", "csv")
    assert out.split() == ["x", *map(str, range(1, 2501))]


def test_the_statement_may_come_from_a_file(query: Query, tmp_path: Path) -> None:
    file = tmp_path / "question.sql"
    file.write_text("select 1 as one\n;")
    assert query("--file", str(file), "--format", "csv")[1] == "one\n1\n"
    code, _, err = query("--file", str(tmp_path / "none.sql"))
    assert (code, "No such file" in err) == (3, True)


def test_show_lists_and_definitions_say_nothing(query: Query) -> None:
    made = query("create or replace view asked as select 1 as one", "--write")
    assert made == (0, "", "This makes the view asked.\n")
    assert query("show tables 'ask*'", "--format", "csv")[1] == "tab_name\nasked\n"
    assert query("drop view asked", "--write", "--yes") == (0, "", "This drops the view asked.\n")


def test_a_mistake_is_shown_in_its_line(query: Query) -> None:
    code, out, err = query("select 1\nfrom nope")
    assert (code, out) == (3, "")
    assert err == (
        "tally: TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.lake.nope' does not exist\n"
        "  from nope\n"
        "       ^\n"
        "`tally models` lists the tables\n"
    )
    assert "mismatched input '<EOF>'\n  select 1 from\n               ^" in query("select 1 from")[2]


def test_other_databases_can_be_asked(query: Query) -> None:
    query("create database if not exists elsewhere", "--write")
    query("create or replace view elsewhere.v as select 5 as five", "--write")
    assert query("select * from v", "--database", "elsewhere", "--format", "csv")[1] == "five\n5\n"


def test_a_statement_may_begin_with_a_comment(query: Query) -> None:
    assert query("-- one\nselect 1 as one", "--format", "csv")[1] == "one\n1\n"


@pytest.mark.parametrize("words", [[], ["select 1", "--file", "x.sql"]])
def test_one_statement_is_asked(words: list[str]) -> None:
    tally = FakeTally()
    done = run(tally, "query", *words)
    assert (done.exit_code, tally.statements) == (2, [])


@pytest.mark.parametrize(
    "sql", ["drop table landing", "-- select\nDELETE from events", "insert into events select 1", "vacuum t"]
)
@pytest.mark.parametrize("more", [[], ["--yes"]])
def test_without_write_nothing_is_changed(sql: str, more: list[str]) -> None:
    tally = FakeTally()
    done = run(tally, "query", sql, *more)
    assert (done.exit_code, tally.statements, tally.opened) == (2, [], [])
    assert "add --write if it is meant. Nothing was run" in done.stderr


def test_dropping_a_table_asks_with_its_rows(query: Query) -> None:
    query("create table gone as select x from unnest(sequence(1, 1500)) as t(x)", "--write")
    asked = (
        "This drops the table gone, which has 1,500 rows.\n"
        "Of an Iceberg table (events, profile_updates, records) Athena deletes the files, too.\n"
        "Nothing brings them back.\n"
    )
    alone = "tally: Nobody is here to be asked: add --yes if it is meant. Nothing was run\n"
    assert query("drop table gone", "--write") == (2, "", asked + alone)
    code, _, err = query("drop table gone", "--write", typed="yes")
    assert (code, "nothing was run" in err) == (2, True)
    assert query("select count(*) as n from gone", "--format", "csv")[1] == "n\n1500\n"
    assert query("drop table gone", "--write", typed="gone")[0] == 0
    code, _, err = query("drop table gone", "--write")
    assert (code, "TABLE_NOT_FOUND" in err, "Nobody" in err) == (3, True, False)


def test_a_view_whose_rows_cannot_be_counted_may_go_all_the_same(query: Query) -> None:
    query("create table below as select 1 as x", "--write")
    query("create view above as select 1 / (x - 1) as x from below where x / (x - 1) > 0", "--write")
    code, _, err = query("drop view above", "--write", typed="above")
    assert (code, "whose rows cannot be counted (DIVISION_BY_ZERO" in err) == (0, True)
    query("drop table below", "--write", "--yes")


def test_a_database_goes_by_its_name_too(query: Query) -> None:
    query("create database doomed", "--write")
    code, _, err = query("drop database doomed", "--write", typed="yes")
    assert (code, err.startswith("This drops the database doomed.\n")) == (0, True)


def test_an_inner_table_that_is_not_in_the_lake_is_named_where_it_is(query: Query) -> None:
    code, _, err = query("select * from kpi_daily")
    assert (code, "lakeinner.kpi_daily has it" in err) == (3, True)
    assert "lakeinner" not in query("select * from ghosts")[2]
