"""docs/reference/models.md is what the headers say, and `tally models` says it too."""

import json

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


def test_models_are_listed_in_the_order_they_are_built() -> None:
    done = run(None, "models", "--format", "json")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert [row["table"] for row in rows] == [model.name for model in catalog.tables()]
    assert all(row["grain"].startswith("one row per") and row["description"] for row in rows)


def test_one_model_shows_its_columns() -> None:
    done = run(None, "models", "identity_map", "--format", "csv")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["column,type,meaning", "device_id,string,anonymous browser or app installation"]


def test_an_unknown_model_is_explained() -> None:
    done = run(None, "models", "ghosts")
    assert done.exit_code == 1
    assert "There is no model ghosts; there are audit_cell_counts, " in done.stderr
