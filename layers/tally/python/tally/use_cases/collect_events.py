"""From a request to a queued parcel: look, queue, then answer.

Each step takes what the one before it made, so that none can be left out or change places: a request arrives
(`_Arrived`), its body is looked at (`_CheckedBody`), has a sender and is small enough (`_AcceptedBody`), and
is queued (`_QueuedBody`). A step that refuses gives the answer instead.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tally.domain.collecting.caller import read_consent, read_country, stands_for_visitor
from tally.domain.collecting.collected import Collected
from tally.domain.collecting.limits import MAX_BODY_BYTES, MAX_PARCEL_BYTES, MAX_RECEIVED_BYTES
from tally.domain.collecting.parcel import as_base64, queue_takes, size_in_base64, utf8
from tally.domain.collecting.receipt import Arrival, Protocol, Receipt, pack
from tally.domain.collecting.replies import (
    NOT_FOUND,
    HttpAnswer,
    Replies,
    error,
    replies_to,
    wrong_method,
)
from tally.domain.collecting.request import Request
from tally.domain.collecting.routes import Route, methods_of, route_of
from tally.domain.collecting.write_key import KnownKey, explain_refusal, find_known_key, named_keys

if TYPE_CHECKING:  # the ports draw in 3 ms of a cold start
    from tally.domain.collecting.body_check import BodyCheck
    from tally.ports.collecting import BodyKeys, Claims, EnvelopeCheck, ParcelQueue, Throttle, WriteKeys

_TOO_LARGE = (
    f"the body is larger than {MAX_RECEIVED_BYTES:,} bytes: send fewer events at a time, or gzip them"
)


# Records of the way are tuples: each frozen dataclass would add 0.4 ms to a cold start.
class _Arrived(NamedTuple):
    """A body small enough to be looked at; `sender` where the request names one outside of it."""

    request: Request
    arrival: Arrival
    body: bytes
    received_bytes: int
    sender: KnownKey | None


class _CheckedBody(NamedTuple):
    """What was found in the body, and how its sender wants to be answered."""

    arrived: _Arrived
    check: "BodyCheck"
    replies: Replies


class _AcceptedBody(NamedTuple):
    """A body to store, and whose it is."""

    checked: _CheckedBody
    sender: KnownKey


class _QueuedBody(NamedTuple):
    """A body that the queue has accepted."""

    checked: _CheckedBody


_LONGEST_ENCODING = 40
"""Of a header's value, which may be of any length."""


class _Wrapping(NamedTuple):
    """A body as the queue takes it: in the parcel, perhaps in base64, or as a claim beside an empty text."""

    text: str
    is_base64: bool
    claim: str | None = None


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
            return _answer_beside_events(request)
        arrived = self._receive(request, route)
        if isinstance(arrived, Collected):
            return arrived
        accepted = self._accept(self._check_body(arrived))
        return accepted if isinstance(accepted, Collected) else _answer(self._queue_body(accepted))

    def _receive(self, request: Request, route: Route) -> _Arrived | Collected:
        """Refuse without a look what names no key where its body may not either, and a huge body."""
        arrival = _arrival_of(request, route)
        sender = find_known_key(named_keys(request), self.write_keys.source_of)
        if sender is None and arrival.protocol is Protocol.TALLY:
            detail = explain_refusal(request, self.write_keys.source_of)
            return Collected(replies_to(arrival).unknown_key(detail), arrival.protocol)
        body = utf8(request.body)
        received_bytes = size_in_base64(body) if request.is_base64 else len(body)
        if received_bytes > MAX_RECEIVED_BYTES:
            return Collected(replies_to(arrival).too_large(MAX_RECEIVED_BYTES, _TOO_LARGE), arrival.protocol)
        return _Arrived(request, arrival, body, received_bytes, sender)

    def _check_body(self, arrived: _Arrived) -> _CheckedBody:
        check = self.check(arrived.arrival, arrived.body)
        return _CheckedBody(arrived, check, replies_to(arrived.arrival, check.parameters))

    def _accept(self, checked: _CheckedBody) -> _AcceptedBody | Collected:
        """Refuse a body too large once unzipped, then one of nobody known, then a key that sends too much."""
        arrived, check, replies = checked
        if check.too_large:
            return _refuse(checked, replies.too_large(MAX_BODY_BYTES, check.too_large.detail))
        sender = arrived.sender or self._find_key_in_body(checked)
        if sender is None:
            is_named = any((check.write_key, check.parameters.get("api_key")))
            detail = explain_refusal(arrived.request, self.write_keys.source_of, body_names_key=is_named)
            return _refuse(checked, replies.unknown_key(detail))
        wait_s = self.throttle.wait_s(sender.write_key, check.events) if self.throttle else 0
        return _refuse(checked, replies.too_many(wait_s)) if wait_s else _AcceptedBody(checked, sender)

    def _find_key_in_body(self, checked: _CheckedBody) -> KnownKey | None:
        """The first known key that the body names, also in what is refused: quarantine shall have it."""
        arrived, check, _ = checked
        named, source_of = (check.write_key, check.parameters.get("api_key")), self.write_keys.source_of
        return find_known_key(named, source_of) or find_known_key(
            self.keys_in_body(arrived.arrival, arrived.body), source_of
        )

    def _queue_body(self, accepted: _AcceptedBody) -> _QueuedBody:
        wrapping = self._wrap(accepted.checked)
        self.queue.send(pack(_receipt_of(accepted, wrapping), wrapping.text))
        return _QueuedBody(accepted.checked)

    def _wrap(self, checked: _CheckedBody) -> _Wrapping:
        """The text as it came where the queue takes it; else in base64, and a large one as a claim."""
        arrived, check, _ = checked
        arrival, text, body = arrived.arrival, arrived.request.body, arrived.body
        is_base64 = arrival.is_base64
        # Base64 that could be read cannot hold a character that the queue refuses.
        fits = (is_base64 and not check.rejections) or queue_takes(text)
        if not fits and not is_base64:  # broken base64 wrapped once more would be read after all
            text, is_base64, fits = as_base64(text), True, True
            body = text.encode()
        if not fits or len(body) + len(arrival.query) + len(arrival.user_agent) > MAX_PARCEL_BYTES:
            return _Wrapping("", is_base64, self.claims.put(body))
        return _Wrapping(text, is_base64)


def unavailable(request: Request) -> Collected:
    """The answer when queue, claims or write keys cannot be reached: nothing was stored."""
    route = route_of(request)
    if route is None:
        return Collected(Replies(Protocol.TALLY, request.path).unavailable())
    return Collected(replies_to(_arrival_of(request, route)).unavailable(), route.protocol)


def _answer_beside_events(request: Request) -> Collected:
    from tally.domain.collecting.sdk_questions import answer_to  # noqa: PLC0415  # ten patterns: 1 ms of a cold start

    answer = answer_to(request)
    if answer is None:
        methods = methods_of(request.path)
        answer = wrong_method(request.method, methods) if methods else error(404, "not_found", NOT_FOUND)
    return Collected(answer)


def _arrival_of(request: Request, route: Route) -> Arrival:
    return Arrival(
        request.request_id,
        route.protocol,
        route.path,
        request.received_at_ms,
        request.is_base64,
        request.query,
        request.user_agent,
        request.headers.get("content-encoding", "")[:_LONGEST_ENCODING],
    )


def _refuse(checked: _CheckedBody, answer: HttpAnswer) -> Collected:
    arrived = checked.arrived
    return Collected(answer, arrived.arrival.protocol, received_bytes=arrived.received_bytes)


def _receipt_of(accepted: _AcceptedBody, wrapping: _Wrapping) -> Receipt:
    (arrived, check, _), sender = accepted
    arrival, request = arrived.arrival, arrived.request
    is_visitors = stands_for_visitor(arrival.protocol, arrival.query, check.parameters)
    return Receipt(
        receipt_id=arrival.receipt_id,
        protocol=arrival.protocol,
        route=arrival.route,
        source=sender.source,
        received_at_ms=arrival.received_at_ms,
        is_base64=wrapping.is_base64,
        query=arrival.query,
        ip=request.ip if is_visitors else "",
        user_agent=arrival.user_agent,
        claim=wrapping.claim,
        all_good=not check.rejections,
        write_key=sender.write_key,
        text_bytes=check.text_bytes,
        events=check.events,
        country=read_country(request.headers) if is_visitors else "",
        encoding=arrival.encoding,
        consent=read_consent(request.headers),
    )


def _answer(queued: _QueuedBody) -> Collected:
    arrived, check, replies = queued.checked
    return Collected(
        replies.checked(check.events, check.rejections, check.warnings),
        arrived.arrival.protocol,
        check.accepted,
        len(check.rejections),
        arrived.received_bytes,
    )
