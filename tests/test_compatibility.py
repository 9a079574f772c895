"""The table of SDKs says what the tests of SDKs assert, of the versions that are locked."""

import pytest

from tests.journeys.sdks.compatibility import DOCUMENT, MARKED, NOT_MET, README, title
from tests.journeys.sdks.faults import Fault, Outcome
from tests.journeys.sdks.sdks import HERE, SDKS, Sdk

REGENERATE = "run `python -m tests.journeys.sdks.compatibility`"


def rows(text: str) -> dict[str, list[str]]:
    """First cell of each row of the first table -> the others."""
    lines = text.partition("| SDK |")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {first: others for first, *others in cells}


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.name)
def test_every_sdk_has_its_row(sdk: Sdk) -> None:
    outcomes = [sdk.outcomes.get(fault, Outcome.KEPT).partition(",")[0] for fault in Fault]
    turns = [Outcome.QUARANTINED, Outcome.KEPT if sdk.page else NOT_MET]
    expected = [sdk.version, sdk.runtime, f"{len(sdk.events)} events, once each", *outcomes, *turns]
    assert rows(DOCUMENT.read_text()).get(title(sdk)) == expected, REGENERATE


def test_readme_has_the_same_rows_and_no_others() -> None:
    marked = MARKED.search(README.read_text())
    assert marked
    assert rows(marked[0]) == rows(DOCUMENT.read_text()), REGENERATE
    assert set(rows(marked[0])) == {title(sdk) for sdk in SDKS}


def test_lock_of_the_javascript_sdks_names_no_host() -> None:
    lock = (HERE / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
