"""From a witness's request to its own queue.

Kept apart from collect_events on purpose: what both shared could fail in both, and no audit would see it.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tally.domain.collecting.collected import Collected
from tally.domain.collecting.limits import MAX_PARCEL_BYTES
from tally.domain.collecting.parcel import as_base64, queue_takes
from tally.domain.collecting.receipt import Protocol, Receipt, pack
from tally.domain.collecting.rejection import Reason
from tally.domain.collecting.replies import Replies, error
from tally.domain.collecting.request import Request
from tally.domain.collecting.write_key import known_key, named_keys

if TYPE_CHECKING:  # the ports draw in 3 ms of a cold start
    from tally.ports.collecting import EnvelopeCheck, ParcelQueue, WriteKeys

ROUTE = "/w"
_PROTOCOL = "witness"
_NOT_FOUND = "nothing is served here: POST notes to /w"
_TOO_LARGE = f"notes are larger than {MAX_PARCEL_BYTES:,} bytes: send fewer at a time"
_REPLIES = Replies(Protocol.TALLY, ROUTE)


@dataclass(frozen=True, slots=True)
class CollectWitness:
    """Answers 2xx, or names rejections, only after the witness's queue has accepted the body as received."""

    write_keys: "WriteKeys"
    queue: "ParcelQueue"
    check: "EnvelopeCheck"

    def __call__(self, request: Request) -> Collected:
        """Queue the request's notes and say how to answer."""
        if (request.method, request.path) != ("POST", ROUTE):
            return Collected(error(404, "not_found", _NOT_FOUND))
        known = known_key(named_keys(request), self.write_keys.source_of)
        if known is None:
            return Collected(_REPLIES.unknown_key(), _PROTOCOL)
        receipt, body = _receipt(request, *known), request.body
        if not queue_takes(body):
            receipt, body = replace(receipt, is_base64=True), as_base64(body)
        if len(body) > MAX_PARCEL_BYTES:
            return Collected(_REPLIES.too_large(MAX_PARCEL_BYTES, _TOO_LARGE), _PROTOCOL)
        verdict = self.check(receipt, body.encode())
        parcel = pack(replace(receipt, text_bytes=verdict.text_bytes, events=verdict.events), body)
        if len(parcel.encode()) > MAX_PARCEL_BYTES:
            return Collected(_REPLIES.too_large(MAX_PARCEL_BYTES, _TOO_LARGE), _PROTOCOL)
        for rejection in verdict.rejections[:1]:
            if rejection.reason is Reason.TOO_LARGE and rejection.index is None:
                return Collected(_REPLIES.too_large(MAX_PARCEL_BYTES, rejection.detail), _PROTOCOL)
        self.queue.send(parcel)
        rejected = len(verdict.rejections)
        return Collected(
            _REPLIES.checked(verdict.events, verdict.rejections),
            _PROTOCOL,
            max(verdict.events - rejected, 0),
            rejected,
            len(body),
        )


def unavailable() -> Collected:
    """The answer when queue or write keys cannot be reached: nothing was stored."""
    return Collected(_REPLIES.unavailable(), _PROTOCOL)


def _receipt(request: Request, source: str, write_key: str) -> Receipt:
    return Receipt(
        receipt_id=request.request_id,
        protocol=Protocol.TALLY,
        route=ROUTE,
        source=source,
        received_at_ms=request.received_at_ms,
        is_base64=request.is_base64,
        user_agent=request.user_agent,
        write_key=write_key,
    )
