"""Mails that came back: what SES tells of them (its event publishing, "Contents of event data")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.words.words import Words

_FOR_GOOD = "Permanent"
"""Of a bounce. A full mailbox, and a server that is down, are Transient: SES tries those again itself."""


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """An address that no mail shall go to any more, and why: bounced, or complained."""

    email: str
    cause: str


def read_returned(event: Mapping[str, Any]) -> Sequence[ReturnedMail]:
    """The addresses of one event; none of an event that ends nothing."""
    bounce, complaint = event.get("bounce") or {}, event.get("complaint") or {}
    if event.get("eventType") == "Bounce" and bounce.get("bounceType") == _FOR_GOOD:
        return [ReturnedMail(each["emailAddress"], "bounced") for each in bounce["bouncedRecipients"]]
    if event.get("eventType") == "Complaint":
        return [
            ReturnedMail(each["emailAddress"], "complained") for each in complaint["complainedRecipients"]
        ]
    return []


def tell_returned(mail: ReturnedMail, words: Words) -> str:
    """What the person in charge reads of it."""
    why = words.say(f"mail.returned.{mail.cause}")
    return (
        f"{words.say('mail.returned.what', email=mail.email, why=why)}\n\n"
        f"{words.say('mail.returned.advice')}\n\n"
        f"aws sesv2 delete-suppressed-destination --email-address {mail.email}\n"
    )
