"""Events of SES as its manual has them ("Examples of event data that Amazon SES publishes")."""

from typing import Any

import pytest
from tally.domain.daily_report.returned_mail import ReturnedMail, read_returned

GONE = [{"emailAddress": "gone@shop.example", "action": "failed", "status": "5.1.1"}]


def bounce(kind: str) -> dict[str, Any]:
    return {"eventType": "Bounce", "bounce": {"bounceType": kind, "bouncedRecipients": GONE}, "mail": {}}


def test_who_is_gone_and_who_complained() -> None:
    assert read_returned(bounce("Permanent")) == [ReturnedMail("gone@shop.example", "bounced")]
    told = {"complainedRecipients": [{"emailAddress": "ana@shop.example"}], "complaintFeedbackType": "abuse"}
    assert read_returned({"eventType": "Complaint", "complaint": told}) == [
        ReturnedMail("ana@shop.example", "complained")
    ]


@pytest.mark.parametrize(
    "event", [{}, bounce("Transient"), bounce("Undetermined"), {"eventType": "Delivery"}]
)
def test_what_may_pass_ends_nothing(event: dict[str, Any]) -> None:
    assert read_returned(event) == []
