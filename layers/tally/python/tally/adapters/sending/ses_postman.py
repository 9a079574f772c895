"""Mails by Amazon SES, as raw MIME: a text and an HTML part, and the headers that its templates drop."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from tally.adapters.aws.errors import code_of
from tally.domain.daily_report.mail import Handover, Mail, Posted

ONE_TRY = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1})
"""Of the client: SES knows no mark of a request that it has seen, so a second try of one whose answer was
lost is a second mail."""

_NEVER_LEFT = (EndpointConnectionError, ConnectTimeoutError)


@dataclass(frozen=True, slots=True)
class SesPostman:
    """See ports.sending.Postman. `ses` is made with ONE_TRY."""

    ses: Any  # its stubs are not among our dependencies
    configuration_set: str

    def post(self, mail: Mail) -> Handover:
        """See Postman."""
        try:
            done = self.ses.send_email(
                FromEmailAddress=mail.sender,
                Destination={"ToAddresses": [mail.recipient]},
                Content={"Raw": {"Data": write_mime(mail)}},
                ConfigurationSetName=self.configuration_set,
            )
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
            return Handover(Posted.REFUSED if status < 500 else Posted.UNKNOWN, code_of(error))
        except _NEVER_LEFT as error:
            return Handover(Posted.REFUSED, type(error).__name__)
        except BotoCoreError as error:
            return Handover(Posted.UNKNOWN, type(error).__name__)
        return Handover(Posted.ACCEPTED, done["MessageId"])


def write_mime(mail: Mail) -> bytes:
    """The whole mail. SES adds its date and id."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Tally", addr_spec=mail.sender)
    message["To"], message["Subject"] = mail.recipient, mail.subject
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for each in mail.attachments:
        main_type, subtype = each.content_type.partition(";")[0].split("/")
        message.add_attachment(each.content, maintype=main_type, subtype=subtype, filename=each.name)
    return message.as_bytes()
