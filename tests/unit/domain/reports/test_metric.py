"""Metrics as people write them, and those that there are not."""

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, parse_event
from tally.domain.reports.metric import Fold, Metric, parse_metric

VIEWED = AskedEvent("Product Viewed")
WRITTEN = {
    "total:Product Viewed": Metric("total", VIEWED),
    "sum(price):Product Viewed": Metric("sum", VIEWED, "price"),
    "p90(price):Product Viewed": Metric("p90", VIEWED, "price"),
    "average(sum(price)):Product Viewed": Metric("average", VIEWED, "price", Fold.SUM),
    "median(count()):Product Viewed": Metric("median", VIEWED, None, Fold.COUNT),
    "sum(a:b):c:d[e=f:g]": Metric("sum", parse_event("c:d[e=f:g]"), "a:b"),
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.items())
def test_a_metric_is_read(text: str, expected: Metric) -> None:
    assert parse_metric(text) == expected


REFUSED = {
    "Product Viewed": "is no metric",
    "total:": "is no metric",
    "count:Product Viewed": "is no measure",
    "p0(price):Product Viewed": "is no measure",
    "p100(price):Product Viewed": "is no measure",
    "sum:Product Viewed": "sum needs a property",
    "distinct:Product Viewed": "distinct needs a property",
    "persons(price):Product Viewed": "persons takes no property",
    "average(count(price)):Product Viewed": "a count per person takes no property",
    "persons(sum(price)):Product Viewed": "A value per person goes with",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_is_no_metric_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        parse_metric(text)
