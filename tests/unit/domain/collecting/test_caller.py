"""When the caller's address may stand for the visitor's."""

import pytest
from tally.domain.collecting.caller import read_country, stands_for_visitor
from tally.domain.collecting.receipt import Protocol


@pytest.mark.parametrize(
    ("protocol", "query", "form", "is_visitors"),
    [
        (Protocol.MIXPANEL, "ip=1", {}, True),  # browsers and phones
        (Protocol.MIXPANEL, "", {"ip": "1"}, True),
        (Protocol.MIXPANEL, "", {"ip": "0"}, False),  # mixpanel-python
        (Protocol.MIXPANEL, "ip=0", {}, False),  # mixpanel-node
        (Protocol.MIXPANEL, "", {}, False),
        (Protocol.MIXPANEL, "ip=0", {"ip": "1"}, False),
        (Protocol.TALLY, "", {}, True),
        (Protocol.TALLY, "ip=0", {}, False),
        (Protocol.SEGMENT, "", {}, True),
        (Protocol.SEGMENT, "ip=0", {}, False),
    ],
)
def test_who_the_caller_is(protocol: Protocol, query: str, form: dict[str, str], is_visitors: bool) -> None:
    assert stands_for_visitor(protocol, query, form) == is_visitors


@pytest.mark.parametrize(
    ("told", "country"), [("it", "IT"), ("FR", "FR"), ("", ""), ("ITA", ""), ("1A", ""), ("\u00e8\u00e8", "")]
)
def test_what_cloudfront_tells(told: str, country: str) -> None:
    assert read_country({"cloudfront-viewer-country": told}) == country
    assert read_country({}) == ""
