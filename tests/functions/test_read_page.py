"""functions/read_page: published files, to who has a role; what is known already is not sent again."""

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tally.adapters.aws.erasure_mark import ERASED
from tally.adapters.aws.object_reader import ObjectReader
from tally.adapters.publishing.page_files import S3PageFiles, pack
from tally.adapters.publishing.page_reader import PageReader
from tally.domain.page.page_file import FORMAT

from functions.read_page import handler
from tests.answering import MemoryPage, file_event, read_page

CONTEXT = SimpleNamespace(function_name="tally-read-page")
HOME = {"build": "b1", "format": FORMAT, "kpis": []}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> MemoryPage:
    page = MemoryPage({"home": pack("b1", HOME)})
    monkeypatch.setattr(handler, "reader", lambda: read_page(page))
    return page


def ask(name: str, *groups: str, **headers: str) -> dict[str, Any]:
    reply: dict[str, Any] = handler.handle(file_event(name, *groups, **headers), CONTEXT)
    return reply


@pytest.mark.usefixtures("page")
def test_a_browser_gets_it_compressed_and_a_script_as_text() -> None:
    packed = ask("home", "everybody", **{"accept-encoding": "br, gzip"})
    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["isBase64Encoded"]
    assert json.loads(gzip.decompress(base64.b64decode(packed["body"]))) == HOME
    plain = ask("home", "everybody")
    assert (plain["statusCode"], json.loads(plain["body"]), plain["headers"]["etag"]) == (200, HOME, '"b1"')


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(("known", "status"), [('"b1"', 304), ('W/"b1"', 304), ('"b0"', 200)])
def test_the_same_build_is_not_sent_again(known: str, status: int) -> None:
    reply = ask("home", "everybody", **{"if-none-match": known})
    assert (reply["statusCode"], reply["body"] == "") == (status, status == 304)


@pytest.mark.parametrize(
    ("name", "groups", "build", "status"),
    [
        ("home", (), "b1", 401),
        ("home", ("visitors",), "b1", 403),
        ("../kpis/latest", ("everybody",), "b1", 404),
        ("values", ("everybody",), "b1", 404),  # erased
        ("regions/../home", ("everybody",), "b1", 404),
        ("home", ("everybody",), None, 503),
    ],
)
def test_refusals(
    page: MemoryPage, name: str, groups: tuple[str, ...], build: str | None, status: int
) -> None:
    page.build = build
    reply = ask(name, *groups, **{"if-none-match": '"b1"'} if status in (401, 403) else {})
    assert (reply["statusCode"], reply["headers"]["content-type"]) == (status, "application/problem+json")


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("name", ["questions/saved-today", "regions/IT"])
def test_what_a_build_need_not_have_is_nothing_and_no_refusal(name: str) -> None:
    reply = ask(name, "everybody")
    assert (reply["statusCode"], reply["body"], reply["headers"]["cache-control"]) == (204, "", "no-store")


def test_the_sample_event_and_the_composition_root(page: MemoryPage, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
    assert handler.handle(sample, CONTEXT)["statusCode"] == 200
    monkeypatch.undo()
    monkeypatch.setenv("TALLY_RESULTS_BUCKET", "results")
    for name in ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-south-1")
    handler.reader.cache_clear()
    files = handler.reader().files
    assert isinstance(files, PageReader)
    assert isinstance(files.fetch, ObjectReader)
    assert files.fetch.place.netloc == "results.s3.eu-south-1.amazonaws.com"
    handler.reader.cache_clear()


def test_written_twice_it_is_the_same_and_what_may_be_a_customers_lies_under_answers(aws: None) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    files = S3PageFiles(s3, "results")
    assert files.find_build() is None
    contents = {"home": {"kpis": ["é"]}, "values": {"values": {}}}
    assert files.put("b1", contents) == files.put("b1", contents)
    files.put("b2", contents)
    assert files.find_build() == "b2"
    assert json.loads(gzip.decompress(files.read("b1", "home") or b"")) == {
        "build": "b1",
        "format": FORMAT,
        "kpis": ["é"],
    }
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket="results")["Contents"]]
    assert [key for key in keys if "values" in key] == [f"answers/page/b{n}/values.json" for n in (1, 2)]


def test_an_answer_that_outlasts_an_erasure_is_not_kept(aws: None) -> None:
    s3, asked_at = boto3.client("s3"), datetime.now(UTC)
    s3.create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    files = S3PageFiles(s3, "results")
    assert files.put_answer("b1", "questions/orders", {"answer": 1}, asked_at) > 0
    assert json.loads(gzip.decompress(files.read("b1", "questions/orders") or b""))["answer"] == 1
    s3.put_object(Bucket="results", Key=ERASED, Body=b"")
    assert files.put_answer("b1", "questions/orders", {"answer": 1}, asked_at) == 0
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket="results")["Contents"]]
    assert keys == [ERASED]


def test_answers_that_are_there_are_found_in_the_newest_build(aws: None) -> None:
    s3, asked_at = boto3.client("s3"), datetime.now(UTC)
    s3.create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    files = S3PageFiles(s3, "results")
    assert files.find_answers(["a"]) == {}
    files.put("b1", {})
    files.put_answer("b1", "questions/old", {}, asked_at)
    files.put("b2", {})
    files.put_answer("b2", "questions/a", {"answer": 1}, asked_at)
    files.put_answer("b2", "questions/b", {"format": FORMAT + 1}, asked_at)
    assert {name: each["answer"] for name, each in files.find_answers(["a", "b", "old"]).items()} == {"a": 1}


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("route", "asked", "status"),
    [
        ("GET /v1/catalog", {}, 200),
        ("GET /v1/catalog/values", {"event": "A", "property": "b"}, 200),
        ("GET /v1/catalog/values", {"event": "A"}, 400),
    ],
)
def test_suggestions_are_read_from_the_files(route: str, asked: dict[str, str], status: int) -> None:
    event = file_event("", "everybody") | {"routeKey": route, "queryStringParameters": asked}
    assert handler.handle(event, CONTEXT)["statusCode"] == status
