"""Objects read without botocore: signed as botocore signs, tried again as often as said, refused in words."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials
from tally.adapters.aws.object_reader import ObjectReader
from tally.adapters.aws.signature import Credentials, sign_get
from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

MOMENT = datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)
MISSING = b"<Error><Code>NoSuchKey</Code></Error>"


@pytest.mark.parametrize("token", ["", "of a role"])
def test_a_request_is_signed_as_botocore_signs_it(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    host, path = "results.s3.eu-south-1.amazonaws.com", "/answers/page/b1/questions/a_b-c.json"
    ours = sign_get(host, path, "eu-south-1", Credentials("AKID", "secret", token), MOMENT)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: MOMENT.replace(tzinfo=None))
    theirs = AWSRequest("GET", f"https://{host}{path}", headers={})
    S3SigV4Auth(TheirCredentials("AKID", "secret", token or None), "s3", "eu-south-1").add_auth(theirs)
    told = {name.lower(): value for name, value in theirs.headers.items()}
    assert {name: value for name, value in ours.items() if name != "host"} == told


@dataclass
class Bucket:
    """Answers what it is told to, in this order; None: it hangs up."""

    answers: list[tuple[int, bytes] | None]
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def read(self, key: str) -> bytes | None:
        where = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_REGION": "eu-south-1",
            "AWS_ACCESS_KEY_ID": "AKID",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        reader = ObjectReader.of_function("results", where)
        reader.pause = lambda _: None
        return reader(key)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    bucket = Bucket([])

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bucket.asked.append(self.path)
            answer = bucket.answers.pop(0)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("content-length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, format: str, *words: object) -> None:
            logging.getLogger(__name__).debug(format, *words)

    server = HTTPServer(("127.0.0.1", 0), Answering)
    bucket.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield bucket
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answers", "body"),
    [
        ([(200, b"{}")], b"{}"),
        ([(404, MISSING)], None),
        ([None, (503, b"SlowDown"), (200, b"late")], b"late"),
    ],
)
def test_an_object_is_read(
    bucket: Bucket, answers: list[tuple[int, bytes] | None], body: bytes | None
) -> None:
    bucket.answers = [*answers]
    assert bucket.read("page/b1/home é.json") == body
    assert bucket.asked == ["/results/page/b1/home%20%C3%A9.json"] * len(answers)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([(503, b"")] * 3, TemporaryFailure),
        ([(429, b""), None, None], TemporaryFailure),
        ([(403, b"AccessDenied")], Misconfigured),
        ([(404, b"<Code>NoSuchBucket</Code>")], PermanentFailure),
        ([(301, b"PermanentRedirect")], PermanentFailure),
    ],
)
def test_what_cannot_be_read_says_why(
    bucket: Bucket, answers: list[tuple[int, bytes] | None], error: type[TallyError]
) -> None:
    bucket.answers = [*answers]
    with pytest.raises(error, match=r"read page/latest\.json"):
        bucket.read("page/latest.json")
    assert bucket.answers == []


def test_outside_of_a_function_it_says_what_lacks() -> None:
    with pytest.raises(Misconfigured, match="AWS_REGION"):
        ObjectReader.of_function("results", {})
