"""What the collector notes about a body it accepted, and how both travel through the queue.

A parcel is one queue message: the receipt as one line of JSON, a newline, then the body exactly as
API Gateway handed it over (text, or base64 text). Nothing in the body is parsed again or re-written
before landing. SQS takes neither more than 1 MiB nor every character, so a body may travel as a claim
(an S3 key in the receipt, empty body) or as base64 that the collector made itself.
"""

import json
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import NamedTuple


class Protocol(StrEnum):
    """Whose wire format a body speaks."""

    TALLY = "tally"
    MIXPANEL = "mixpanel"
    SEGMENT = "segment"


class Arrival(NamedTuple):
    """Facts known of a body before anybody has looked at it; as in a Receipt."""

    receipt_id: str
    protocol: Protocol
    route: str
    received_at_ms: int
    is_base64: bool = False
    query: str = ""
    user_agent: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that the collector knows of a body that it accepted.

    `receipt_id` is API Gateway's request id: it makes ids for events that came without one, so that a
    redelivered message lands the same ids. `received_at_ms` is UTC epoch milliseconds. `route` is the
    path without a trailing slash ("/track"), `query` the raw query string. `claim` is the key of the
    body in the claims prefix when it was too large for the queue. `all_good`: the collector's check found
    nothing to refuse, so landing need not look again (0.7 us an event). `write_key` came with the body:
    landing takes it out of whatever it stores. `text_bytes` is the body's size unzipped, `events` how many
    the collector counted: by these landing knows what fits into memory. `ip` is the caller's address where it
    may stand for the visitor's, `country` its country where the gateway in front has told.
    `encoding` is Content-Encoding's value, not trusted: it names what cannot be read.
    `consent` are the headers that may tell consent, written as a query string.
    """

    receipt_id: str
    protocol: Protocol
    route: str
    source: str
    received_at_ms: int
    is_base64: bool = False
    query: str = ""
    ip: str = ""
    user_agent: str = ""
    claim: str | None = None
    all_good: bool = False
    write_key: str = field(default="", repr=False)
    text_bytes: int = 0
    events: int = 0
    country: str = ""
    encoding: str = ""
    consent: str = ""


BodyFacts = Arrival | Receipt
"""What a body is read by: the collector before it has looked, landing with what the collector found."""

_YEAR_2100_MS = 4_102_444_800_000
_NAMES = tuple(each.name for each in fields(Receipt))


def pack(receipt: Receipt, body: str) -> str:
    """Receipt and body as one queue message."""
    head = {name: getattr(receipt, name) for name in _NAMES}  # asdict copies deeply: 40 us a request
    return json.dumps(head, separators=(",", ":")) + "\n" + body


def unpack(parcel: str) -> tuple[Receipt, str]:
    """The two parts of a queue message; ValueError when it is not one of ours."""
    head, newline, body = parcel.partition("\n")
    if not newline:
        raise ValueError("a parcel starts with one line of receipt")
    try:
        facts = json.loads(head)
        known = {name: facts[name] for name in _NAMES if name in facts}  # a newer collector may say more
        receipt = Receipt(**{**known, "protocol": Protocol(facts["protocol"])})
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("the first line is no receipt") from error
    if not _is_sound(receipt):
        raise ValueError("the first line is no receipt")
    return receipt, body


def _is_sound(receipt: Receipt) -> bool:
    """Whether the facts are of their types, and received within this century."""
    texts = (receipt.receipt_id, receipt.route, receipt.source, receipt.query, receipt.claim or "")
    counts = (receipt.received_at_ms, receipt.text_bytes, receipt.events)
    return (
        all(
            isinstance(fact, str)
            for fact in (
                *(*texts, receipt.write_key, receipt.ip, receipt.country, receipt.encoding, receipt.consent),
            )
        )
        and all(type(fact) is int for fact in counts)
        and 0 <= receipt.received_at_ms < _YEAR_2100_MS
    )
