"""`tally save`, `tally ask`, `tally query --save`: what is asked is what was saved, with some of it anew."""

from pathlib import Path

import pytest
from sqlglot import parse_one
from tally.adapters.athena.answers import Answer
from tally.domain.reports.written.kinds import KINDS

from cli.commands.ask import ask
from cli.output.report_tables import REPORT_TABLES
from cli.setting_changes import OPTIONS_OF_ASK
from tests.cli.fake_tally import FakeTally, run

FUNNEL = (
    "funnel",
    "Product Viewed[platform=ios|android]",
    "Order Completed",
    "--window",
    "7d",
    "--hold",
    "brand",
)
DAYS = ("--from", "2026-03-02", "--to", "2026-03-03")
SAVED: dict[str, tuple[str, ...]] = {
    "insights": ("insights", "it's \\[1\\]", "--measure", "persons", "--interval", "day", *DAYS),
    "funnel": (*FUNNEL, *DAYS),
    "retention": ("retention", "--birth", "A", "--return", "B", *DAYS, "--as-of", "2026-05-01T00:00:00Z"),
    "cohort": ("cohort", "--did", "A; at least 2", "--sizes", *DAYS),
    "flows": ("flows", "--anchor", "A[b=c]", "--before", "2", "--expand", "B[c]", "--merge-repeats", *DAYS),
    "sessions": ("sessions", "--first", "a=b", "--limit", "3", *DAYS),
    "kpis": ("kpis", "--total", "--by", "platform", "--as-of", "2026-05-01", *DAYS),
}
SQL = "select ':x', count(*) from orders where country = :country -- :y"
TYPED = """/*
[parameters]
since = "date: the first day"
least = "decimal: of this worth"
most = "bigint: rows"
*/
select * from orders where business_date >= :since and net_revenue >= :least limit :most"""


@pytest.fixture
def tally() -> FakeTally:
    return FakeTally()


def done(tally: FakeTally, *words: str) -> str:
    result = run(tally, *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_each_kind_of_report_can_be_saved_and_has_a_table() -> None:
    assert list(SAVED) == list(KINDS) == list(REPORT_TABLES)


@pytest.mark.parametrize("kind", SAVED)
def test_a_saved_question_is_the_question(tally: FakeTally, kind: str) -> None:
    told = done(tally, "save", "mine", *SAVED[kind])
    assert told == "question/mine is put: version 1. It counts when it is asked next.\n"
    assert done(tally, "ask", "mine", "--sql") == done(tally, *SAVED[kind], "--sql")


def test_every_kind_of_report_can_be_asked_by_name() -> None:
    assert REPORT_TABLES.keys() == KINDS.keys()


def test_no_parameter_can_be_called_as_an_option_of_ask() -> None:
    options = {word.removeprefix("--") for each in ask.params for word in each.opts if word.startswith("--")}
    assert options | {"help"} == set(OPTIONS_OF_ASK)


def test_some_of_it_is_said_anew(tally: FakeTally) -> None:
    done(tally, "save", "mine", *SAVED["funnel"])
    anew = done(tally, "ask", "mine", "--window", "1h", "--sql", "--date", "2026-03-05")
    funnel = ["1h" if word == "7d" else word for word in FUNNEL]
    assert anew == done(tally, *funnel, "--date", "2026-03-05", "--sql")
    steps = done(tally, "ask", "mine", "A", "B", "--sql")
    assert steps == done(tally, "funnel", "A", "B", *FUNNEL[3:], *DAYS, "--sql")


def test_the_step_of_a_breakdown_needs_no_quotes(tally: FakeTally) -> None:
    done(tally, "save", "steps", "funnel", "A", "B", "--by", "coupon:step", "1", "--written-by", "anna")
    assert done(tally, "ask", "steps", "--sql") == done(
        tally, "funnel", "A", "B", "--by", "coupon:step 1", "--sql"
    )


def test_it_is_a_file_that_people_can_read(tally: FakeTally) -> None:
    done(tally, "save", "mine", *FUNNEL, "--persons", "1")
    assert done(tally, "settings", "get", "question/mine") == (
        'kind = "funnel"\n\n[asked]\n'
        'steps = ["Product Viewed[platform=ios|android]", "Order Completed"]\n'
        'window = "7d"\nhold = ["brand"]\npersons = 1\n'
    )


def test_saved_sql_takes_its_parameters_as_literals(tally: FakeTally) -> None:
    done(tally, "query", "--save", "orders-of", SQL)
    assert tally.statements == []
    bound = done(tally, "ask", "orders-of", "--country", "it's; drop table x --", "--sql")
    assert bound.strip() == SQL.replace(":country", "'it''s; drop table x --'")
    saved, asked = (parse_one(text, "trino") for text in (SQL.replace(":country", "'IT'"), bound))
    assert [type(node) for node in asked.walk()] == [type(node) for node in saved.walk()]
    done(tally, "ask", "orders-of", "--country", "IT")
    assert tally.statements == [SQL.replace(":country", "'IT'")]


def test_parameters_have_the_types_that_are_told(tally: FakeTally) -> None:
    done(tally, "query", "--save", "top", TYPED)
    bound = done(tally, "ask", "top", "--since", "2026-03-02", "--least", "10.50", "--most", "5", "--sql")
    wanted = "business_date >= date '2026-03-02' and net_revenue >= decimal '10.50' limit 5"
    assert bound.splitlines()[-1] == f"select * from orders where {wanted}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ask", "nobody"), "nothing is saved as nobody"),
        (("ask", "it's"), "use a-z, 0-9"),
        (("ask", "mine", "--windo", "1h"), "No such option '--windo'. Did you mean '--window'?"),
        (("ask", "mine", "--window", "soon"), "'soon'"),
        (("ask", "mine", "--cohort", "nobody"), "no cohort is named nobody"),
        (
            ("ask", "top", "--since", "2026-03-02"),
            "the statement needs least, most: give it as --least VALUE",
        ),
        (
            ("ask", "top", "--since", "x", "--least", "1", "--most", "5"),
            "'x' is no since: it is a date such as",
        ),
        (("ask", "top", "--since", "2026-03-02", "--least", "1e99", "--most", "5"), "'1e99' is no least"),
        (("ask", "top", "--since", "2026-03-02", "--least", "1", "--most", "5.5"), "'5.5' is no most"),
        (("ask", "one", "--plot", "x.svg"), "--plot and --sources are of reports"),
        (("ask", "top", "--country", "IT"), "No such option '--country'"),
        (("save", "Mine", *FUNNEL), "use a-z, 0-9"),
        (("save", "new", "funnel", "A"), "steps"),
        (("save", "mine", "funnel", "A", "B"), "question/mine stands at version 1"),
        (
            ("query", "--save", "x", "drop table landing"),
            "this drops the table landing: what is saved only reads",
        ),
        (("query", "--save", "x", "select 1; select 2"), "several statements"),
        (("query", "--save", "x", "select :format"), "sql/x: --format is an option of `tally ask`"),
        (("query", "--save", "x", '/* [parameters]\na = "number: b" */ select :a'), "'number' is no type"),
    ],
)
def test_what_cannot_be_saved_or_asked_is_told(tally: FakeTally, words: tuple[str, ...], told: str) -> None:
    done(tally, "save", "mine", *FUNNEL)
    done(tally, "query", "--save", "top", TYPED)
    done(tally, "query", "--save", "one", "select 1")
    refused = run(tally, *words)
    assert refused.exit_code in (2, 3)
    assert told in " ".join(refused.stderr.split())
    assert len(tally.settings.list_newest()) == 3


@pytest.mark.parametrize("ending", ["xlsx", "PDF"])
def test_rows_of_saved_sql_are_documents_too(
    tally: FakeTally, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    monkeypatch.setattr(tally, "ask", lambda *_: Answer(["a"], [{"a": 1}], {"a": "bigint"}))
    done(tally, "query", "--save", "one", "select 1 as a")
    for words in (("ask", "one"), ("query", "select 1 as a")):
        file = tmp_path / f"{words[0]}.{ending}"
        done(tally, *words, "--output", str(file), "--language", "fr")
        assert file.read_bytes()[:2] in (b"PK", b"%P")
    assert run(tally, "query", "select 1 as a", "--format", "pdf").exit_code == 2
