"""refresh_models killed between its writes: readers see the tables of before or of after; a rerun ends it.

A refresh takes its build up again, so one build is killed at place after place, each rerun getting a little
further, and then left to end. HYPOTHESIS_PROFILE=full tries every place before the views, else some of them.
"""

import json
import random
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from hypothesis import settings
from tally.adapters.athena.client import Athena

from local.cloud import Cloud
from tests.journeys.killed_shop import Shop
from tests.journeys.killer import Run, killer
from tests.lake_rows import FRIDAY, some_rows

PUBLISHED = ("sessions", "orders", "funnel_daily", "ignored_links", "identity_map")
PLACES = 4
_AFTER_TABLES = 10
"""Writes between the last table and the first view: checks, and the mark of the step."""


class Models:
    """A shop whose models are refreshed."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.athena = Athena(boto3.client("athena"), shop.name)
        boto3.client("athena").create_work_group(
            Name=shop.name,
            Configuration={
                "ResultConfiguration": {"OutputLocation": f"s3://{shop.name}/athena/"},
                "EnforceWorkGroupConfiguration": True,
            },
        )

    def commit(self, name: str, *days_from_friday: int) -> None:
        """Land and commit orders and page views of these days."""
        for shift in days_from_friday:
            day, first = FRIDAY + timedelta(days=shift), 1000 * (shift + 50)
            seen = some_rows(
                range(first, first + 20),
                business_date=day,
                event_class="volume",
                event_name="Page Viewed",
            )
            bought = some_rows(range(first + 20, first + 24), business_date=day, order_id=f"{name}{shift}")
            self.shop.land(f"{name}-{shift}-seen", seen)
            self.shop.land(f"{name}-{shift}-bought", bought)
        assert not self.shop.run("commit_events").killed

    def refresh(self, build: str, killed_before: int | None = None) -> Run:
        return self.shop.run("refresh_models", {"build": build}, killed_before)

    def answers(self) -> dict[str, str]:
        """What each published table holds, as JSON of its sorted rows."""
        return {table: self.answer(table) for table in PUBLISHED}

    def answer(self, table: str) -> str:
        rows = self.athena.rows(f"select * from {table}", self.shop.database)
        return "\n".join(sorted(json.dumps(row, default=str) for row in rows))


@pytest.fixture
def models(bare_cloud: Cloud) -> Iterator[Models]:
    with killer("commit_events", "refresh_models") as forking:
        yield Models(Shop("refreshed-shop", forking))


def test_refresh_killed_between_its_writes(models: Models) -> None:
    models.commit("a", -1, 0)
    first = models.refresh("b1")
    before = models.answers()
    models.commit("b", 0, 1)

    seen: list[dict[str, str]] = []
    for place in _places(len(first.writes), first.answer["models"]):
        assert models.refresh("b2", killed_before=place).killed
        seen.append({table: models.answer(table) for table in ("sessions", "orders")})
    assert models.refresh("b2").answer
    after = models.answers()

    assert all(after[table] != before[table] for table in ("sessions", "orders"))
    for answers in seen:
        assert all(answer in (before[table], after[table]) for table, answer in answers.items())
    assert seen[0] == {table: before[table] for table in seen[0]}
    assert models.refresh("b3").answer
    assert models.answers() == after


def _places(count: int, views: int) -> list[int]:
    """The last places are those where views are switched one by one, by two writes each: one in their midst
    is always tried, for a rerun has a few writes less than a first run.

    It comes last: once all tables are made and audited, a rerun writes nothing but views.
    """
    tables = range(count - 2 * views - _AFTER_TABLES)
    amid_views = count - views
    if settings.get_current_profile_name() == "full":
        return [*tables, amid_views]
    return sorted([*random.Random(2026).sample(tables, PLACES), amid_views])
