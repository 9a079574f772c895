"""What is counted of a body that was looked at."""

import pytest
from tally.domain.collecting.body_check import BodyCheck
from tally.domain.collecting.limits import MAX_EVENTS
from tally.domain.collecting.rejection import Reason, Rejection

TOO_LARGE = Rejection(Reason.TOO_LARGE, "too large")
ONE_TOO_LARGE = Rejection(Reason.TOO_LARGE, "too large", 0)
NOT_JSON = Rejection(Reason.NOT_JSON, "not valid JSON")


@pytest.mark.parametrize(
    ("check", "accepted"),
    [
        (BodyCheck(3), 3),
        (BodyCheck(3, [ONE_TOO_LARGE]), 2),
        (BodyCheck(0, [NOT_JSON]), 0),
        (BodyCheck(MAX_EVENTS, [ONE_TOO_LARGE] * MAX_EVENTS), 0),
    ],
)
def test_accepted_are_the_events_without_a_rejection(check: BodyCheck, accepted: int) -> None:
    assert check.accepted == accepted


def test_only_a_body_as_a_whole_is_too_large_to_be_stored() -> None:
    assert BodyCheck(0, [TOO_LARGE]).too_large is TOO_LARGE
    assert BodyCheck(2, [ONE_TOO_LARGE]).too_large is None
    assert BodyCheck(0, [NOT_JSON]).too_large is None
    assert BodyCheck(2).too_large is None
