"""A mail as SES gets it, and what each of its answers means for whether it was sent."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from tally.adapters.sending.ses_postman import ONE_TRY, SesPostman
from tally.domain.daily_report.mail import Attachment, Mail, Posted

MAIL = Mail(
    sender="tally@shop.example",
    recipient="ana@shop.example",
    subject="Tally\u202f: mardi 3 mars 2026, 51\u202f582,40\u00a0€",
    text="Visiteurs\n  1\u202f815\n",
    html="<p>Visiteurs 1\u202f815</p>",
    headers={"Reply-To": "leo@shop.example", "List-Unsubscribe": "<mailto:leo@shop.example?subject=Stop>"},
)


class Ses:
    """Answers once, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.sent = error, dict[str, Any]()

    def send_email(self, **asked: Any) -> dict[str, str]:
        self.sent = asked
        if self.error:
            raise self.error
        return {"MessageId": "m-1"}


def refused(code: str, status: int) -> ClientError:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "SendEmail")  # type: ignore[arg-type]  # botocore's own type wants all


def test_a_mail_has_two_parts_and_its_headers() -> None:
    ses = Ses()
    handover = SesPostman(ses, "tally-mails").post(MAIL)
    assert (handover.posted, handover.detail) == (Posted.ACCEPTED, "m-1")
    assert (ses.sent["FromEmailAddress"], ses.sent["ConfigurationSetName"]) == (MAIL.sender, "tally-mails")
    assert ses.sent["Destination"] == {"ToAddresses": ["ana@shop.example"]}
    raw = ses.sent["Content"]["Raw"]["Data"]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, policy=default)
    assert (read["From"], read["To"]) == ("Tally <tally@shop.example>", "ana@shop.example")
    assert read["Subject"] == MAIL.subject
    assert (read["Reply-To"], read["List-Unsubscribe"]) == tuple(MAIL.headers.values())
    parts = [(part.get_content_type(), part.get_content().replace("\r", "")) for part in read.iter_parts()]
    assert parts == [("text/plain", MAIL.text), ("text/html", MAIL.html + "\n")]


def test_a_file_stands_behind_both_parts() -> None:
    ses = Ses()
    files = (
        Attachment("umsätze.pdf", "application/pdf", b"%PDF-\x00"),
        Attachment("a.csv", "text/csv;charset=utf-8", "é\n".encode()),
    )
    SesPostman(ses, "tally-mails").post(replace(MAIL, attachments=files))
    read = message_from_bytes(ses.sent["Content"]["Raw"]["Data"], policy=default)
    told = [(each.get_filename(), each.get_content_type()) for each in read.iter_attachments()]
    assert told == [("umsätze.pdf", "application/pdf"), ("a.csv", "text/csv")]
    assert [each.get_payload(decode=True) for each in read.iter_attachments()] == [
        b"%PDF-\x00",
        b"\xc3\xa9\n",
    ]
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r", "") == MAIL.text


@pytest.mark.parametrize(
    ("error", "posted"),
    [
        (refused("MessageRejected", 400), Posted.REFUSED),
        (refused("TooManyRequestsException", 429), Posted.REFUSED),
        (refused("InternalFailure", 500), Posted.UNKNOWN),
        (EndpointConnectionError(endpoint_url="https://ses"), Posted.REFUSED),
        (ReadTimeoutError(endpoint_url="https://ses"), Posted.UNKNOWN),
    ],
)
def test_what_may_be_on_its_way_is_not_called_refused(error: Exception, posted: Posted) -> None:
    handover = SesPostman(Ses(error), "tally-mails").post(MAIL)
    assert handover.posted is posted
    assert "@" not in handover.detail


def test_its_client_tries_once() -> None:
    assert ONE_TRY.retries["total_max_attempts"] == 1  # type: ignore[attr-defined]
