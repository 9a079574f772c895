"""The catalog: order, circles, steps, and one query over many checks."""

import subprocess
import sys

import pytest
from tally.domain.errors import PermanentFailure
from tally.domain.reports.kpis import KPI_TABLES
from tally.modelling import catalog
from tally.modelling.models import STEPS, Check, Model


def a_model(name: str, *reads: str, step: str = "refresh") -> Model:
    query = " ".join(["select 1 from", " join ".join(reads)]) if reads else "select 1"
    return Model(name, "marts", step, "x", "one row per x", (), (), (), query)


def names(models: tuple[Model, ...]) -> list[str]:
    return [model.name for model in models]


def test_models_come_after_what_they_read_and_ties_go_by_name() -> None:
    found = [a_model("c"), a_model("a", "b", "events"), a_model("b", "c"), a_model("d")]
    assert names(catalog.in_order(found)) == ["c", "d", "b", "a"]
    assert names(catalog.in_order(reversed(found))) == ["c", "d", "b", "a"]


def test_earlier_steps_come_first() -> None:
    found = [a_model("a", step="publish"), a_model("b", step="audit"), a_model("c")]
    assert names(catalog.in_order(found)) == ["c", "b", "a"]


def test_a_circle_is_named() -> None:
    found = [a_model("a", "b"), a_model("b", "c"), a_model("c", "a")]
    with pytest.raises(PermanentFailure, match=r"circle: [abc] -> [abc] -> [abc] -> [abc]"):
        catalog.in_order(found)


def test_a_step_cannot_read_a_later_one() -> None:
    with pytest.raises(PermanentFailure, match=r"orders.sql reads verdicts, which a later step builds"):
        catalog.in_order([a_model("orders", "verdicts"), a_model("verdicts", step="audit")])


def test_the_shipped_models_are_found() -> None:
    shipped = names(catalog.models("refresh"))
    assert {"stg_events", "identity_map", "sessions", "orders", "funnel_daily", "kpi_daily"} <= set(shipped)
    assert sorted(names(catalog.tables("publish"))) == sorted(
        [
            *("daily_verdicts", "kpi_doubts", "kpi_cells", "kpi_verdicts", "judged_kpis", "kpi_campaign"),
            *("kpis_by_region", *KPI_TABLES),
        ]
    )
    assert catalog.model("kpis").step == "publish"
    assert "business_date" in catalog.model("lake_dates").sql


@pytest.mark.parametrize("ask", [catalog.model, catalog.query])
def test_an_unknown_name_is_said(ask: object) -> None:
    with pytest.raises(PermanentFailure, match=r"there is no ghosts.sql"):
        ask("ghosts")  # type: ignore[operator]  # both take a name


def test_checks_of_a_step_are_those_of_its_models_and_its_files() -> None:
    found = [check.name for check in catalog.checks("publish")]
    assert "kpi_verdicts not_null: verdict, reason" in found
    assert "every_kpi_is_published_once" in found
    assert "sessions_hold_every_visit" not in found


def test_one_statement_counts_what_every_audit_finds() -> None:
    checks = [Check("it's", "refresh", "", "select 1"), Check("b", "refresh", "", "select 2")]
    assert catalog.check_statement(checks) == (
        "select check_name, found from (\n"
        "select 'it''s' as check_name, count(*) as found\nfrom (\nselect 1\n) as found_rows\n"
        "union all\n"
        "select 'b' as check_name, count(*) as found\nfrom (\nselect 2\n) as found_rows\n"
        ") as checks where found > 0"
    )


def test_many_checks_are_portions_that_hold_each_once() -> None:
    checks = [
        Check(f"c{number}", "refresh", "", f"select {number}") for number in range(catalog.MOST_CHECKS + 1)
    ]
    first, second = catalog.check_statements(checks)
    assert (first.count(" as check_name"), second.count(" as check_name")) == (catalog.MOST_CHECKS, 1)
    assert "'c0' as check_name" in first
    assert list(catalog.check_statements([])) == []


def test_what_a_query_reads_is_found_through_what_that_reads() -> None:
    found = catalog.in_order(
        [a_model("a", "b", "events"), a_model("b", "c"), a_model("c"), a_model("d", "a")]
    )
    assert names(catalog.read_by("select 1 from a join orders", found)) == ["c", "b", "a"]
    assert names(catalog.read_by("select 1 from events", found)) == []
    assert names(catalog.read_by("select 1 from a", found[:1])) == []


def test_every_statement_brings_what_it_reads_that_has_no_table() -> None:
    bare = {model.name for model in catalog.models()} - {model.name for model in catalog.tables()}
    assert bare
    for model in catalog.models():
        names_in_it = [name for name in bare if f"{name} as (\n" in model.sql]
        assert set(names_in_it) >= model.reads & bare
        assert all(model.sql.count(f"{name} as (\n") == 1 for name in bare & model.reads)


def test_checks_bring_it_once_for_all_of_them() -> None:
    checks = [check for step in STEPS for check in catalog.checks(step)]
    bare = next(model.name for model in catalog.models() if not model.is_table)
    statement = catalog.check_statement(checks)
    assert statement.startswith("with ")
    assert statement.count(f"{bare} as (\n") == 1


def test_a_question_may_bring_the_models_it_reads() -> None:
    """Those that they read themselves come first; tables of the lake stay names."""
    query = catalog.inlined("select device_id from identity_map")
    found = [query.index(f"{name} as (\n") for name in ("stg_events", "identity_claims", "identity_map")]
    assert found == sorted(found)
    assert "sessions as (" not in query
    assert query.endswith("\nselect device_id from identity_map")
    assert catalog.inlined("select event_id from events") == "select event_id from events"


def test_a_statement_is_asked_where_its_tables_are() -> None:
    assert catalog.find_database("select * from judged_kpis", "lake") == "lakeinner"
    assert catalog.find_database("select * from kpis", "lake") == "lake"
    assert catalog.find_database("select * from kpis join judged_kpis on true", "lake") == "lake"


def test_what_is_written_into_a_statement_comes_after_what_it_reads_itself() -> None:
    for each in (*catalog.models(), *catalog.queries()):
        for place, model in enumerate(each.inlined):
            later = {other.name for other in each.inlined[place:]}
            assert not model.reads & later, f"{each.name}: {model.name}"


def test_other_parts_can_be_put_before_each() -> None:
    """Two statements become one by their `with`: nothing stands before it, not even a comment."""
    for each in (*catalog.models(), *catalog.queries()):
        assert each.query.startswith(("with ", "select")), each.name


def test_what_people_read_has_a_table() -> None:
    """So only the inner models that a query names are looked at for what is written into it."""
    assert [each.name for each in catalog.models() if not each.is_inner and not each.is_table] == []


READS_ONE = """
import sys
from tally.modelling import catalog
read = set()
def note(event, values):
    if event == "open" and str(values[0]).endswith(".sql"):
        read.add(str(values[0]))
sys.addaudithook(note)
catalog.query(sys.argv[1])
print(len(read))
"""
A_FEW = 5
"""The query, and the inner models that it reads: whether they have a table stands in their files."""


@pytest.mark.parametrize("name", ["events_verdict", "funnel_entries", "kpis_by_place"])
def test_who_asks_for_one_query_waits_for_no_other(name: str) -> None:
    """All of them together are 100 ms of a processor at each cold start of answer_report."""
    command = [sys.executable, "-c", READS_ONE, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 1 <= int(done.stdout) <= A_FEW
