"""Objects of one bucket, read by the standard library alone.

botocore and its client take half a second of a processor to start, this 50 ms (decision 0030).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Self
from urllib.parse import SplitResult, quote, urlsplit

from tally.adapters.aws.signature import Credentials, sign_get
from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

_TIMEOUT_S = 2.0
_TRIES = 3
_PAUSE_S = 0.1
_LATER = (408, 429)
_NO_SUCH_KEY = b"<Code>NoSuchKey</Code>"


@dataclass(slots=True)
class ObjectReader:
    """Gives an object's bytes by its key. `place`: the address of the bucket. One call at a time."""

    place: SplitResult
    region: str
    credentials: Credentials
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    pause: Callable[[float], None] = time.sleep
    _connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        kind = HTTPSConnection if self.place.scheme == "https" else HTTPConnection
        self._connection = kind(self.place.netloc, timeout=_TIMEOUT_S)

    @classmethod
    def of_function(cls, bucket: str, environment: Mapping[str, str]) -> Self:
        """As Lambda says where a function runs, and with which rights."""
        try:
            region = environment["AWS_REGION"]
            key, secret = environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]
        except KeyError as error:
            raise Misconfigured(
                f"{error.args[0]} is not set: this runs in a Lambda function alone"
            ) from error
        endpoint = environment.get("AWS_ENDPOINT_URL")
        url = f"{endpoint}/{bucket}" if endpoint else f"https://{bucket}.s3.{region}.amazonaws.com"
        return cls(urlsplit(url), region, Credentials(key, secret, environment.get("AWS_SESSION_TOKEN", "")))

    def __call__(self, key: str) -> bytes | None:
        """None where there is no such object. TemporaryFailure after three tries; Misconfigured where it may
        not be read."""
        failure: TallyError = TemporaryFailure(f"cannot read {key} now")
        for tried in range(_TRIES):
            self.pause(_PAUSE_S * tried)
            try:
                status, body = self._get(key)
            except (OSError, HTTPException) as error:  # also what S3 has closed while the function slept
                self._connection.close()
                failure = TemporaryFailure(f"cannot read {key} now: {type(error).__name__}: {error}")
                continue
            if status == 200:
                return body
            if status == 404 and _NO_SUCH_KEY in body:
                return None
            failure = _describe_failure(key, status, body)
            if not isinstance(failure, TemporaryFailure):
                break
        raise failure

    def _get(self, key: str) -> tuple[int, bytes]:
        """(status, body)"""
        path = f"{self.place.path}/{quote(key)}"
        headers = sign_get(self.place.netloc, path, self.region, self.credentials, self.now())
        self._connection.request("GET", path, headers={**headers})
        reply = self._connection.getresponse()
        return reply.status, reply.read()


def _describe_failure(key: str, status: int, body: bytes) -> TallyError:
    told = f"{status} {body[:300].decode(errors='replace')}"
    if status >= 500 or status in _LATER:
        return TemporaryFailure(f"cannot read {key} now: {told}")
    if status == 403:
        return Misconfigured(f"not allowed to read {key} ({told}): grant it to the function's role")
    return PermanentFailure(f"cannot read {key}: {told}")
