"""A mail as it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail; `content_type` such as application/pdf, with its parameters."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person. `headers` beside those that every mail has."""

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()


class Posted(StrEnum):
    """What became of a mail, as far as its sender knows."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Handover:
    """`detail`: the mail's id where it was accepted, else why not; it names no address."""

    posted: Posted
    detail: str


class Claim(StrEnum):
    """Whether a person's mail of a day is ours to send: nobody began it, somebody did, or somebody began long
    ago and never told the end."""

    OURS = "ours"
    TAKEN = "taken"
    STUCK = "stuck"
