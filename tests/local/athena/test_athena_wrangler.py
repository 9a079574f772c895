"""awswrangler before the stand-in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import awswrangler as wr
import pytest

from local import cloud
from tests.local.athena.stand_in import RESULTS, StandIn


@pytest.fixture
def wrangler(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What every call of awswrangler is given."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stand_in.aws_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_ATHENA", stand_in.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", cloud.REGION)
    return {"database": "lake", "s3_output": RESULTS}


@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")  # of awswrangler itself, with pandas 3
@pytest.mark.parametrize("mode", [{"ctas_approach": False}, {"ctas_approach": True}])
def test_awswrangler_reads_queries(wrangler: dict[str, Any], mode: dict[str, bool]) -> None:
    frame = wr.athena.read_sql_query(
        "select event_id, cast(occurred_at as timestamp) as occurred_at, business_date, revenue, 2 as n, "
        "true as t from events order by 1",
        **mode,
        **wrangler,
    )
    first = frame.iloc[0].to_dict()
    assert first["event_id"] == "a"
    assert first["occurred_at"] == datetime(2024, 1, 1, 7, 0, 0, 250_000)
    assert first["business_date"] == date(2024, 1, 1)
    assert first["revenue"] == Decimal("12.50")
    assert (first["n"], first["t"]) == (2, True)


def test_awswrangler_unloads(wrangler: dict[str, Any]) -> None:
    options = {**wrangler, "s3_output": "s3://results/wrangler-unload/"}
    frame = wr.athena.read_sql_query(
        "select event_id from events order by 1", ctas_approach=False, unload_approach=True, **options
    )
    assert sorted(frame["event_id"]) == ["a", "b"]


def test_awswrangler_waits_and_raises(wrangler: dict[str, Any]) -> None:
    done = wr.athena.start_query_execution("select 1 as one", wait=True, **wrangler)
    assert done["Status"]["State"] == "SUCCEEDED"  # type: ignore[index]  # it returns the execution when it waits
    with pytest.raises(wr.exceptions.QueryFailed, match="TABLE_NOT_FOUND"):
        wr.athena.start_query_execution("select * from nope", wait=True, **wrangler)
