"""Mails that this machine's Tally gave to SES: the emulator keeps them until it ends, and delivers none."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tally.adapters.aws.deployment import Place
from tally.domain.errors import TemporaryFailure

PATH = "/_ministack/ses/messages"
_LONGEST_WAIT_S = 10

Mail = dict[str, Any]


def list_mails(place: Place) -> list[Mail]:
    """All of them, the newest first; TemporaryFailure where the emulator does not answer."""
    try:
        with urlopen(f"{place.aws_endpoint}{PATH}", timeout=_LONGEST_WAIT_S) as answer:  # noqa: S310  (our own)
            held = json.loads(answer.read())["messages"]
    except (URLError, TimeoutError) as error:
        raise TemporaryFailure(f"the emulator tells no mails: {error}") from error
    mails = sorted((each for of_one in held.values() for each in of_one), key=lambda each: each["Timestamp"])
    return [_tell(each) for each in reversed(mails)]


def _tell(mail: Mail) -> Mail:
    return {
        "sent_at": datetime.fromtimestamp(mail["Timestamp"], UTC).isoformat(timespec="seconds"),
        "from": mail["Source"],
        "to": mail["To"],
        "subject": mail["Subject"],
        "text": mail["BodyText"],
        "html": mail["BodyHtml"],
        "attachments": mail.get("Attachments", []),
    }
