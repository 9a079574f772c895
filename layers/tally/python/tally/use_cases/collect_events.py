"""From a request to a queued parcel: look, queue, then answer."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tally.domain.collecting.caller import stands_for_visitor, told_country
from tally.domain.collecting.collected import Collected
from tally.domain.collecting.limits import MAX_BODY_BYTES, MAX_PARCEL_BYTES, MAX_RECEIVED_BYTES
from tally.domain.collecting.parcel import as_base64, queue_takes, size_in_base64, utf8
from tally.domain.collecting.receipt import Protocol, Receipt, pack
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.collecting.replies import NOT_FOUND, HttpAnswer, Replies, error
from tally.domain.collecting.request import Request, parameter_of
from tally.domain.collecting.routes import Route, route_of
from tally.domain.collecting.write_key import known_key, named_keys

if TYPE_CHECKING:  # the ports draw in 3 ms of a cold start
    from tally.ports.collecting import (
        BodyKeys,
        Claims,
        EnvelopeCheck,
        EnvelopeVerdict,
        ParcelQueue,
        Throttle,
        WriteKeys,
    )

_TOO_LARGE = (
    f"the body is larger than {MAX_RECEIVED_BYTES:,} bytes: send fewer events at a time, or gzip them"
)


@dataclass(frozen=True, slots=True)
class CollectEvents:
    """Answers 2xx, or names rejections, only after the queue has accepted the body as it was received.

    A body whose key is known always goes to the queue, so that quarantine keeps what is wrong in it; a body
    with an unknown key, over a size limit, or of a key that sends too much, is stored nowhere. May run twice
    for the same events: they carry their ids, and the lake drops the second. Raises what its ports raise;
    then nothing was promised.
    """

    write_keys: "WriteKeys"
    queue: "ParcelQueue"
    claims: "Claims"
    check: "EnvelopeCheck"
    keys_in_body: "BodyKeys"
    throttle: "Throttle | None" = None

    def __call__(self, request: Request) -> Collected:
        """Queue the request's body and say how to answer."""
        route = route_of(request)
        if route is None:
            return _beside_events(request)
        protocol = route.protocol
        replies = replies_for(request, route)
        known = known_key(named_keys(request), self.write_keys.source_of)
        if known is None and protocol is Protocol.TALLY:
            return Collected(replies.unknown_key(), protocol)
        body = utf8(request.body)
        received_bytes = size_in_base64(body) if request.is_base64 else len(body)
        if received_bytes > MAX_RECEIVED_BYTES:
            return Collected(replies.too_large(MAX_RECEIVED_BYTES, _TOO_LARGE), protocol)

        receipt = _receipt(request, route)
        verdict = self.check(receipt, body)
        replies = replies_for(request, route, verdict)
        known = known or self._known_in_body(receipt, body, verdict)
        refusal = self._refusal(replies, known, verdict)
        if known is None or refusal is not None:
            return Collected(refusal or replies.unknown_key(), protocol, received_bytes=received_bytes)
        receipt = _completed(receipt, request, known, verdict)
        self._send(receipt, request, body, readable=request.is_base64 and not verdict.rejections)
        rejected = len(verdict.rejections)
        return Collected(
            replies.checked(verdict.events, verdict.rejections),
            protocol,
            max(verdict.events - rejected, 0),
            rejected,
            received_bytes,
        )

    def _known_in_body(
        self, receipt: Receipt, body: bytes, verdict: "EnvelopeVerdict"
    ) -> tuple[str, str] | None:
        """The first known key that the body names, also in what is refused: quarantine shall have it."""
        if _too_large(verdict):
            return None
        named = (verdict.write_key, verdict.parameters.get("api_key"))
        source_of = self.write_keys.source_of
        return known_key(named, source_of) or known_key(self.keys_in_body(receipt, body), source_of)

    def _refusal(
        self, replies: Replies, known: tuple[str, str] | None, verdict: "EnvelopeVerdict"
    ) -> HttpAnswer | None:
        """Why a body is not stored, whoever sends it or as one of a key that sends too much."""
        too_large = _too_large(verdict)
        if too_large:
            return replies.too_large(MAX_BODY_BYTES, too_large.detail)
        wait_s = self.throttle.wait_s(known[1], verdict.events) if self.throttle and known else 0
        return replies.too_many(wait_s) if wait_s else None

    def _send(self, receipt: Receipt, request: Request, body: bytes, readable: bool) -> None:
        """Queue the body; `readable` base64 cannot hold a character that the queue refuses."""
        text = request.body
        fits = readable or queue_takes(text)
        if not fits and not receipt.is_base64:  # broken base64 wrapped once more would be read after all
            text, fits = as_base64(text), True
            body = text.encode()
            receipt = replace(receipt, is_base64=True)
        if not fits or len(body) + len(receipt.query) + len(receipt.user_agent) > MAX_PARCEL_BYTES:
            receipt, text = replace(receipt, claim=self.claims.put(body)), ""
        self.queue.send(pack(receipt, text))


def replies_for(request: Request, route: Route, verdict: "EnvelopeVerdict | None" = None) -> Replies:
    """How to answer this request; what a form body asks for is known once it was looked at."""
    if route.protocol is not Protocol.MIXPANEL:
        return Replies(route.protocol, route.path)
    form = verdict.parameters if verdict else {}
    verbose, image, callback = (
        parameter_of(request.query, name) or form.get(name, "") for name in ("verbose", "img", "callback")
    )
    strict = parameter_of(request.query, "strict") == "1"
    return Replies(
        route.protocol, route.path, verbose not in _NO, strict, image=image not in _NO, callback=callback
    )


_NO = ("", "0")


def _too_large(verdict: "EnvelopeVerdict") -> Rejection | None:
    """Why the body as a whole is too large, if it is."""
    first = verdict.rejections[0] if verdict.rejections else None
    return first if first and first.reason is Reason.TOO_LARGE and first.index is None else None


def unavailable(request: Request) -> Collected:
    """The answer when queue, claims or write keys cannot be reached: nothing was stored."""
    route = route_of(request)
    if route is None:
        return Collected(Replies(Protocol.TALLY, request.path).unavailable())
    return Collected(replies_for(request, route).unavailable(), route.protocol)


def _beside_events(request: Request) -> Collected:
    from tally.domain.collecting.sdk_questions import answer_to  # noqa: PLC0415  # ten patterns: 1 ms of a cold start

    return Collected(answer_to(request) or error(404, "not_found", NOT_FOUND))


def _receipt(request: Request, route: Route) -> Receipt:
    return Receipt(
        receipt_id=request.request_id,
        protocol=route.protocol,
        route=route.path,
        source="",
        received_at_ms=request.received_at_ms,
        is_base64=request.is_base64,
        query=request.query,
        user_agent=request.user_agent,
    )


def _completed(
    receipt: Receipt, request: Request, known: tuple[str, str], verdict: "EnvelopeVerdict"
) -> Receipt:
    """With what is known after a look at the body."""
    source, write_key = known
    is_visitors = stands_for_visitor(receipt.protocol, receipt.query, verdict.parameters)
    return replace(
        receipt,
        source=source,
        write_key=write_key,
        all_good=not verdict.rejections,
        text_bytes=verdict.text_bytes,
        events=verdict.events,
        ip=request.ip if is_visitors else "",
        country=told_country(request.headers) if is_visitors else "",
    )
