"""Posts events to the collector, and what a second observer would tell of them to the witness."""

import gzip
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Any

import httpx

from tally.adapters.importing.postings import (
    FailedBatch,
    FrontDoorAddress,
    Posting,
    PostingResult,
    RejectedPosting,
)
from tally.domain.collecting.batches import BATCH_EVENTS
from tally.domain.errors import Misconfigured

CONNECTIONS = 8
LOOPBACK_CONNECTIONS = 4
"""The emulator starts a process for each request at a time: four are as fast as eight on two cores."""

_ATTEMPTS = 10
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 8.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OWN_ROUTE = "/v1/events"
_JSON = {"Content-Type": "application/json"}
_GZIP = {"Content-Encoding": "gzip"}
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)


class FrontDoorClient:
    """Posts some batches at a time, each until it arrives or attempts run out (some 40 s of pauses).

    Sending twice is harmless: the events carry their ids.
    """

    def __init__(
        self,
        address: FrontDoorAddress,
        *,
        batch: int = BATCH_EVENTS,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address, self._batch, self._pause = address, batch, pause
        is_loopback = httpx.URL(address.url).host in _LOOPBACK
        self._connections = LOOPBACK_CONNECTIONS if is_loopback else CONNECTIONS
        self._http = httpx.Client(
            auth=(address.write_key, ""),
            timeout=_TIMEOUT,
            transport=transport,
            limits=httpx.Limits(max_connections=self._connections),
            trust_env=not is_loopback,  # a proxy cannot reach this machine
        )

    def deliver(
        self, postings: Iterable[Posting], advance: Callable[[int], None] | None = None
    ) -> PostingResult:
        """Post them all and tell `advance` how many each batch held. Misconfigured: wrong key or address."""
        total = PostingResult()
        with self._http, ThreadPoolExecutor(self._connections) as pool:
            pending: set[Future[tuple[int, PostingResult]]] = set()
            for batch in _split_into_batches(postings, self._batch):
                pending.add(pool.submit(self._deliver_batch, batch))
                if len(pending) >= 2 * self._connections:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    _add_done(done, total, advance)
            _add_done(pending, total, advance)
        return total

    def _deliver_batch(self, postings: Sequence[Posting]) -> tuple[int, PostingResult]:
        result = PostingResult()
        self._post_to_collector([posting for posting in postings if posting.event is not None], result)
        self._post_to_witness([posting for posting in postings if posting.sighting is not None], result)
        return len(postings), result

    def _post_to_collector(self, postings: Sequence[Posting], result: PostingResult) -> None:
        if not postings:
            return
        answer = self.post(_OWN_ROUTE, _encode_json([posting.event for posting in postings]))
        if isinstance(answer, str):
            result.failed.append(_make_failed_batch("collector", postings, answer))
        elif answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE and len(postings) > 1:
            middle = len(postings) // 2
            self._post_to_collector(postings[:middle], result)
            self._post_to_collector(postings[middle:], result)
        else:
            _count_answer(answer, postings, result)

    def _post_to_witness(self, postings: Sequence[Posting], result: PostingResult) -> None:
        if not postings:
            return
        body = _encode_json([posting.sighting for posting in postings])
        answer = self._send(self._address.witness_url, body, _JSON)
        if isinstance(answer, str):
            result.failed.append(_make_failed_batch("witness", postings, answer))
        elif answer.is_success:
            result.witnessed += len(postings)
        else:
            result.failed.append(_make_failed_batch("witness", postings, _describe_answer(answer)))

    def close(self) -> None:
        """Give the connections back; `deliver` does so itself."""
        self._http.close()

    def post(self, path: str, body: bytes) -> httpx.Response | str:
        """Post JSON to a route of the collector; its answer, or why none came after every attempt."""
        packed = gzip.compress(body, compresslevel=1, mtime=0)
        return self._send(f"{self._address.url.rstrip('/')}{path}", packed, {**_JSON, **_GZIP})

    def _send(self, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response | str:
        reason = ""
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._pause(_choose_pause(attempt))
            try:
                answer = self._http.post(url, content=body, headers=dict(headers))
            except httpx.TransportError as broken:
                reason = f"{type(broken).__name__}: {broken}"
                continue
            if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
                raise Misconfigured(_explain_refusal(url, answer))
            if answer.status_code != httpx.codes.TOO_MANY_REQUESTS and not answer.is_server_error:
                return answer
            reason = _describe_answer(answer)
        return reason


def _split_into_batches(postings: Iterable[Posting], size: int) -> Iterator[list[Posting]]:
    rest = iter(postings)
    while batch := list(islice(rest, size)):
        yield batch


def _add_done(
    done: Iterable[Future[tuple[int, PostingResult]]],
    total: PostingResult,
    advance: Callable[[int], None] | None,
) -> None:
    for future in done:
        events, result = future.result()
        total.add(result)
        if advance:
            advance(events)


def _count_answer(answer: httpx.Response, postings: Sequence[Posting], result: PostingResult) -> None:
    counts = _read_counts(answer)
    if counts is None:
        result.failed.append(_make_failed_batch("collector", postings, _describe_answer(answer)))
        return
    result.accepted += counts.get("accepted", 0)
    for rejection in counts.get("rejected", ()):
        index = rejection.get("index")
        for posting in postings if index is None else postings[index : index + 1]:
            result.refused.append(
                RejectedPosting(
                    posting.line, posting.event or {}, rejection["reason"], rejection.get("detail", "")
                )
            )


def _read_counts(answer: httpx.Response) -> dict[str, Any] | None:
    """The collector's count, from an answer 200 or 400 in its shape."""
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) and "accepted" in found else None


def _make_failed_batch(receiver: str, postings: Sequence[Posting], reason: str) -> FailedBatch:
    return FailedBatch(receiver, (postings[0].line, postings[-1].line), len(postings), reason)


def _describe_answer(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:200]}".strip()


def _explain_refusal(url: str, answer: httpx.Response) -> str:
    if answer.status_code == httpx.codes.NOT_FOUND:
        return f"nothing answers at {url} (404): run `tally up`, it writes the right URL to endpoint.json"
    return f"{url} does not know this write key ({answer.status_code}): run `tally up` to read it again"


def _choose_pause(attempt: int) -> float:
    """Doubling with jitter (half to whole), so that clients do not come back together."""
    longest = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** (attempt - 1))
    return longest * (0.5 + random.random() / 2)  # noqa: S311 - jitter, nothing secret


def _encode_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
