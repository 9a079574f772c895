"""How what arrives stands to the tracking plan."""

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.plan.plan_status import judge_event, judge_property
from tally.domain.plan.tracking_plan import parse_plan

PLAN = """
every_event = ["company"]
[properties]
company = "string"
orderId = "string"
mood = "string"
[events."Order Completed"]
description = "Somebody paid."
owner = "checkout team"
required = ["orderId"]
[events."Till Opened"]
deprecated = true
"""

EVENTS = {
    "Order Completed": "planned",
    "Till Opened": "deprecated",
    "Page Viewed": "built in",
    "$identify": "built in",
    "Till Kicked": "unplanned",
}
PROPERTIES = {
    ("Order Completed", "company"): "planned",
    ("Order Completed", "order_id"): "planned",
    ("Order Completed", "mood"): "unplanned",
    ("Order Completed", "utm_source"): "built in",
    ("$identify", "mood"): "built in",
    ("Till Kicked", "mood"): "unplanned",
}


@pytest.mark.parametrize(("name", "status"), EVENTS.items())
def test_of_an_event(name: str, status: str) -> None:
    assert judge_event(parse_plan(PLAN), name) == status


@pytest.mark.parametrize(("names", "status"), PROPERTIES.items())
def test_of_a_property(names: tuple[str, str], status: str) -> None:
    assert judge_property(parse_plan(PLAN), *names) == status


def test_words_for_people_are_kept() -> None:
    words = parse_plan(PLAN).words["Order Completed"]
    assert (words.description, words.owner, words.is_deprecated) == ("Somebody paid.", "checkout team", False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("owner = 3", "owner is a name in quotes"),
        ('deprecated = "yes"', "deprecated is 'yes': write true or false"),
    ],
)
def test_words_that_are_none_are_refused(line: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        parse_plan(f'[events."Order Completed"]\n{line}')
