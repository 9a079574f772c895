"""The table of SDKs says what the tests of SDKs assert, of the versions that are locked."""

import pytest

from tests.journeys.sdks.compatibility import DOCUMENT, KEPT, NOT_MET, ROWS, document, title
from tests.journeys.sdks.faults import Fault, Outcome, Turn
from tests.journeys.sdks.sdks import HERE, SDKS, Sdk

REGENERATE = "run `python -m tests.journeys.sdks.compatibility`"


def columns(text: str) -> dict[str, dict[str, str]]:
    """The first table, which has a column per SDK: {SDK: {label of a row: cell}}."""
    lines = text[text.index("\n|  |") :].strip().partition("\n\n")[0].splitlines()
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[0] == "|"
    ]
    return {name: {row[0]: row[place] for row in rows} for place, name in enumerate(head) if place}


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.name)
def test_every_sdk_has_its_column(sdk: Sdk) -> None:
    found = columns(DOCUMENT.read_text())[title(sdk)]
    assert list(found) == list(ROWS), REGENERATE
    assert found["version"] == sdk.version, REGENERATE
    assert found["a visit"] == f"{len(sdk.events)} events, once each", REGENERATE
    outcomes = {fault: sdk.outcomes.get(fault, Outcome.KEPT).partition(",")[0] for fault in Fault}
    assert {fault: found[fault] for fault in Fault} == outcomes, REGENERATE
    assert {turn for turn in Turn if found[turn] != NOT_MET} == sdk.turns, REGENERATE


def test_a_new_page_keeps_what_it_says_of_the_tests() -> None:
    [kept] = KEPT.findall(DOCUMENT.read_text())
    noted = {sdk.name: {"events": 0, "routes": []} for sdk in SDKS}
    assert document(noted).endswith(f"\n\n{kept}")


def test_what_stands_above_the_table_is_the_codes() -> None:
    noted = {sdk.name: {"events": 0, "routes": []} for sdk in SDKS}
    above = document(noted).partition("\n|  |")[0]
    assert DOCUMENT.read_text().partition("\n|  |")[0] == above, REGENERATE


def test_lock_of_the_javascript_sdks_names_no_host() -> None:
    lock = (HERE / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
