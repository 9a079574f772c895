"""publish_page: only of published builds. Its files: tests/sql/test_page_of_a_night.py."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.page.page_file import NAMES
from tally.domain.reports.kpis import KPIS
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.publish_page import PagePublished, PublishPage

from tests.fakes import Journal
from tests.unit.fake_builds import FakeBuilds, FakeEngine

DEFINITIONS = [{"currency": "EUR", "kpi": each.name, **asdict(each)} for each in KPIS.values()]
FRESH = {"events_until": None, "audited_until": None}


class FakePage:
    """See ports.PageFiles."""

    def __init__(self) -> None:
        self.files: dict[str, Mapping[str, Any]] = {}

    def put(self, build: str, files: Mapping[str, Mapping[str, Any]]) -> int:
        self.files = {name: {"build": build, **content} for name, content in files.items()}
        return len(files)


def publish(page: FakePage, build: str | None, marks: dict[str, set[str]]) -> PagePublished:
    builds = FakeBuilds(Journal(), {name: {} for name in marks}, marks)
    engine = FakeEngine(Journal(), builds, {"events_until": [FRESH], "from kpi_catalog": DEFINITIONS})
    return PublishPage(engine, builds, page, ShopClock())(build)


def test_the_newest_published_build_has_a_page_even_without_a_day() -> None:
    page = FakePage()
    done = publish(page, None, {"b1": {"publish"}, "b2": {"refresh"}})
    assert (done.build, {*page.files}) == ("b1", {*NAMES})
    assert (page.files["home"]["day"], page.files["home"]["currency"]) == (None, "EUR")


@pytest.mark.parametrize("build", [None, "b2"])
def test_a_build_without_kpis_is_refused(build: str | None) -> None:
    with pytest.raises(Misconfigured, match="publish_kpis"):
        publish(FakePage(), build, {"b2": {"refresh"}})
