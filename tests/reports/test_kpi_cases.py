"""Each case of kpi_shops/ gives its answers: from events and files of records to the JSON of a command."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pytest

from tests.reports.commands import NightTally
from tests.reports.kpi_cases import find_differences, open_shop, read_shops

SHOPS = read_shops()
CASES = [(shop, case) for shop, read in SHOPS.items() for case in read["cases"]]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The night of a shop, by its name; the cases of one shop follow each other."""
    return lru_cache(1)(lambda shop: open_shop(SHOPS[shop], tmp_path_factory.mktemp(shop)))


@pytest.mark.parametrize(
    ("shop", "case"), CASES, ids=lambda each: each["name"] if isinstance(each, dict) else each
)
def test_a_case_gives_its_answers(nights: Any, shop: str, case: Mapping[str, Any]) -> None:
    tally: NightTally = nights(shop)
    assert [said for ask in case["asks"] for said in find_differences(tally, ask)] == []
