"""Events of SES as its manual has them ("Examples of event data that Amazon SES publishes")."""

from typing import Any

import pytest
from tally.domain.daily_report.returned_mail import ReturnedMail, read_returned, tell_returned
from tally.domain.words.words import Words

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


@pytest.mark.parametrize("cause", ["bounced", "complained"])
def test_the_person_in_charge_reads_it_in_both_languages(cause: str) -> None:
    mail = ReturnedMail("ana@shop.example", cause)
    english, french = (tell_returned(mail, Words(language)) for language in ("en", "fr"))
    assert english.splitlines()[-1] == french.splitlines()[-1]
    assert "No daily report goes there any more." in english
    assert "Le rapport quotidien n\u2019y est plus envoyé." in french
