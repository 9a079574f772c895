"""docs/reference/models.md is what the headers say, and `tally models` says it too."""

import json

import pytest
from tally.modelling import catalog

from cli.output import model_docs, record_docs
from tests.cli.fake_tally import run


def test_the_document_is_current() -> None:
    assert model_docs.PATH.read_text() == model_docs.text(), "run: python -m cli.output.model_docs"


def test_the_tables_of_records_are_current() -> None:
    page = record_docs.PATH.read_text()
    assert page == record_docs.text(page), "run: python -m cli.output.record_docs"


def test_the_document_has_every_model_and_every_column() -> None:
    text = model_docs.text()
    for model in catalog.models():
        assert f"### {model.name}\n" in text
        for column in model.columns:
            assert f"| {column.name} | {column.type} | " in text


def test_what_people_read_is_listed_and_inner_steps_on_demand() -> None:
    rows = json.loads(run(None, "models", "--format", "json").stdout)
    shown = [row["table"] for row in rows]
    assert {"orders", "kpis", "records_orders", "audit_cells", "events", "landing", "quarantine"} <= set(
        shown
    )
    assert not {"stg_events", "kpi_daily"} & set(shown)
    assert all(row["grain"].startswith("one row per") and row["description"] for row in rows)
    everything = json.loads(run(None, "models", "--all", "--format", "json").stdout)
    assert {row["table"] for row in everything} - set(shown) == {
        model.name for model in catalog.tables() if model.is_inner
    }
    inner = len(everything) - len(rows)
    assert run(None, "models").stdout.splitlines()[-1].startswith(f"Not shown: {inner} inner steps")


@pytest.mark.parametrize(
    "table", ["events", "landing", "quarantine", "witness_events", "lake.kpis", "kpi_daily"]
)
def test_a_table_says_what_it_is_and_what_its_columns_are(table: str) -> None:
    lines = run(None, "models", table).stdout.splitlines()
    assert lines[0].startswith(f"{table.removeprefix('lake.')}: ")
    assert ("database lakeinner" in "".join(lines)) == (table == "kpi_daily")


def test_one_model_shows_its_columns() -> None:
    done = run(None, "models", "identity_map", "--format", "csv")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["column,type,meaning", "device_id,string,anonymous browser or app installation"]


@pytest.mark.parametrize(
    ("name", "near"), [("order", "orders"), ("kpi", "kpis"), ("quarantined", "quarantine")]
)
def test_an_unknown_table_is_explained_and_a_near_one_named(name: str, near: str) -> None:
    done = run(None, "models", name)
    assert done.exit_code == 2
    assert f"There is no table {name}: did you mean {near}" in done.stderr
    assert "`tally models` lists" in run(None, "models", "xyz").stderr
