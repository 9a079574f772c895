"""From a witness's request to its own queue.

Kept apart from collect_events on purpose: what both shared could fail in both, and no audit would see it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.domain.collecting.caller import read_country
from tally.domain.collecting.collected import Collected
from tally.domain.collecting.limits import MAX_PARCEL_BYTES
from tally.domain.collecting.parcel import as_base64, queue_takes
from tally.domain.collecting.receipt import Arrival, Protocol, Receipt, pack
from tally.domain.collecting.rejection import Reason
from tally.domain.collecting.replies import HttpAnswer, Replies, error, wrong_method
from tally.domain.collecting.request import Request
from tally.domain.collecting.routes import WITNESS_PATH as ROUTE
from tally.domain.collecting.write_key import KnownKey, explain_refusal, find_known_key, named_keys

if TYPE_CHECKING:  # the ports draw in 3 ms of a cold start
    from tally.domain.collecting.witness_check import WitnessCheck
    from tally.ports.collecting import NotesCheck, ParcelQueue, WriteKeys

_PROTOCOL = "witness"
_NOT_FOUND = "nothing is served here: POST notes to /w, or GET /w.js"
_TOO_LARGE = f"notes are larger than {MAX_PARCEL_BYTES:,} bytes: send fewer at a time"
_REPLIES = Replies(Protocol.TALLY, ROUTE)


@dataclass(frozen=True, slots=True)
class CollectWitness:
    """Answers 2xx, or names rejections, only after the witness's queue has accepted the body as received."""

    write_keys: "WriteKeys"
    queue: "ParcelQueue"
    check: "NotesCheck"

    def __call__(self, request: Request) -> Collected:
        """Queue the request's notes and say how to answer."""
        if (request.method, request.path) != ("POST", ROUTE):
            return _answer_beside_notes(request)
        sender = find_known_key(named_keys(request), self.write_keys.source_of)
        if sender is None:
            detail = explain_refusal(request, self.write_keys.source_of)
            return Collected(_REPLIES.unknown_key(detail), _PROTOCOL)
        arrival, body = _arrival_of(request), request.body
        if not queue_takes(body):
            arrival, body = arrival._replace(is_base64=True), as_base64(body)
        if len(body) > MAX_PARCEL_BYTES:
            return _refuse_size(_TOO_LARGE)
        check = self.check(arrival, body.encode())
        parcel = pack(_receipt_of(arrival, sender, check, read_country(request.headers)), body)
        if len(parcel.encode()) > MAX_PARCEL_BYTES:
            return _refuse_size(_TOO_LARGE)
        for rejection in check.rejections[:1]:
            if rejection.reason is Reason.TOO_LARGE and rejection.index is None:
                return _refuse_size(rejection.detail)
        self.queue.send(parcel)
        rejected = len(check.rejections)
        return Collected(
            _REPLIES.checked(check.notes, check.rejections, check.warnings),
            _PROTOCOL,
            max(check.notes - rejected, 0),
            rejected,
            len(body),
        )


def unavailable() -> Collected:
    """The answer when queue or write keys cannot be reached: nothing was stored."""
    return Collected(_REPLIES.unavailable(), _PROTOCOL)


def _answer_beside_notes(request: Request) -> Collected:
    from tally.domain.audit import page_script  # noqa: PLC0415  # few requests ask for it: 1 ms of a cold start

    if request.path == page_script.PATH:
        is_asked = request.method == "GET"
        return Collected(_serve_script() if is_asked else wrong_method(request.method, ["GET"]))
    if request.path == ROUTE:
        return Collected(wrong_method(request.method, ["POST"]))
    return Collected(error(404, "not_found", _NOT_FOUND))


def _serve_script() -> HttpAnswer:
    """The script of web pages. It holds no key: the page's own address of it does."""
    from tally.domain.audit.page_script import MAX_AGE_S, served_script  # noqa: PLC0415  # as above

    cached = {"cache-control": f"public, max-age={MAX_AGE_S}", "cross-origin-resource-policy": "cross-origin"}
    return HttpAnswer(200, served_script(), "text/javascript; charset=utf-8", cached)


def _refuse_size(detail: str) -> Collected:
    return Collected(_REPLIES.too_large(MAX_PARCEL_BYTES, detail), _PROTOCOL)


def _arrival_of(request: Request) -> Arrival:
    return Arrival(
        request.request_id,
        Protocol.TALLY,
        ROUTE,
        request.received_at_ms,
        is_base64=request.is_base64,
        user_agent=request.user_agent,
    )


def _receipt_of(arrival: Arrival, sender: KnownKey, check: "WitnessCheck", country: str) -> Receipt:
    return Receipt(
        receipt_id=arrival.receipt_id,
        protocol=arrival.protocol,
        route=arrival.route,
        source=sender.source,
        received_at_ms=arrival.received_at_ms,
        is_base64=arrival.is_base64,
        user_agent=arrival.user_agent,
        write_key=sender.write_key,
        events=check.notes,
        country=country,
    )
