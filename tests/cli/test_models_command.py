"""docs/reference/models.md is what the headers say, and `tally models` says it too."""

import json

import pytest
from tally.modelling import catalog

from cli import main
from cli.output import model_docs


def test_the_document_is_current() -> None:
    assert model_docs.PATH.read_text() == model_docs.text(), "run: python -m cli.output.model_docs"


def test_the_document_has_every_model_and_every_column() -> None:
    text = model_docs.text()
    for model in catalog.models():
        assert f"### {model.name}\n" in text
        for column in model.columns:
            assert f"| {column.name} | {column.type} | " in text


def test_models_are_listed_in_the_order_they_are_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["models", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["table"] for row in rows] == [model.name for model in catalog.tables()]
    assert all(row["grain"].startswith("one row per") and row["description"] for row in rows)


def test_one_model_shows_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["models", "identity_map", "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["column,type,meaning", "device_id,string,anonymous browser or app installation"]


def test_an_unknown_model_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["models", "ghosts"]) == 1
    assert "There is no model ghosts; there are calendar, " in capsys.readouterr().err
