"""The page's files on their way to browsers: named after their content, uploaded so that no kill harms."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from tally.domain.errors import Misconfigured

from cli.deployed_page import write_config
from cli.page_upload import GRACE, choose_outdated, upload_release
from cli.web_release import WebRelease, read_release

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FIRST = WebRelease("one", {"app.js": b"1", "styles/base.css": b"x"}, b"<script src=/assets/one/app.js>")
SECOND = WebRelease("two", {"app.js": b"2"}, b"<script src=/assets/two/app.js>")
CONFIG = {"client_id": "c1"}
LATER = timedelta(days=3650)


class Puts:
    """A client of S3 that notes what is put, and ends as a kill would before the put of that number."""

    def __init__(self, s3: Any, ends_before: int = 1000) -> None:
        self._s3, self._ends_before = s3, ends_before
        self.keys: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)

    def put_object(self, **put: Any) -> None:
        if len(self.keys) == self._ends_before:
            raise KeyboardInterrupt
        self.keys.append(put["Key"])
        self._s3.put_object(**put)


@pytest.fixture
def s3(aws: None) -> Any:
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="page")
    return client


def keys(s3: Any) -> set[str]:
    return {each["Key"] for each in s3.list_objects_v2(Bucket="page")["Contents"]}


def put(s3: Any, release: WebRelease, now: datetime = NOW) -> list[str]:
    noted = Puts(s3)
    upload_release(noted, "page", release, CONFIG, now)
    return noted.keys


def test_the_page_that_names_the_files_comes_last(s3: Any) -> None:
    *assets, config, index = put(s3, FIRST)
    assert set(assets) == {"assets/one/app.js", "assets/one/styles/base.css"}
    assert (config, index) == ("config.json", "index.html")
    kept = {key: s3.head_object(Bucket="page", Key=key) for key in keys(s3)}
    assert {key: each["CacheControl"] for key, each in kept.items() if "assets" not in key} == {
        "config.json": "no-cache",
        "index.html": "no-cache",
    }
    style = kept["assets/one/styles/base.css"]
    assert (style["ContentType"], "immutable" in style["CacheControl"]) == ("text/css; charset=utf-8", True)


def test_a_second_run_writes_the_config_alone(s3: Any) -> None:
    put(s3, FIRST)
    assert put(s3, FIRST) == ["config.json"]


@pytest.mark.parametrize("ends_before", [0, 1, 2])
def test_a_kill_leaves_the_page_that_was_there_and_the_next_run_ends_it(s3: Any, ends_before: int) -> None:
    put(s3, FIRST)
    with pytest.raises(KeyboardInterrupt):
        upload_release(Puts(s3, ends_before), "page", SECOND, CONFIG, NOW)
    assert s3.get_object(Bucket="page", Key="index.html")["Body"].read() == FIRST.index
    assert keys(s3) >= {"assets/one/app.js", "assets/one/styles/base.css"}
    assert put(s3, SECOND) == ["assets/two/app.js", "config.json", "index.html"]


def test_old_files_stay_for_pages_that_are_open(s3: Any) -> None:
    put(s3, FIRST)
    put(s3, SECOND)
    assert "assets/one/app.js" in keys(s3)
    put(s3, SECOND, datetime.now(UTC) + LATER)
    assert keys(s3) == {"assets/two/app.js", "config.json", "index.html"}


def test_what_was_followed_long_ago_is_outdated() -> None:
    def at(days: int) -> datetime:
        return NOW - timedelta(days=days)

    limit = GRACE.days
    uploaded = {
        "assets/a/x.js": at(400),
        "assets/b/x.js": at(limit + 1),
        "assets/c/x.js": at(limit - 1),
        "assets/d/x.js": at(0),
    }
    assert choose_outdated(uploaded, "d", NOW) == {"a"}
    assert choose_outdated(uploaded, "a", NOW) == set()  # the one that is shown, whatever its age
    assert choose_outdated({}, "d", NOW) == set()


def test_a_release_is_named_after_all_of_its_content(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<script src="/assets/HASH/app.js">')
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.json").write_text("{}")
    first = read_release(tmp_path, charts=b"vega 1")
    assert set(first.assets) == {"vega.js", "words/en.json"}
    assert json.loads(first.assets["words/en.json"])["kpi.orders"] == "Orders"
    assert first.index == f'<script src="/assets/{first.name}/app.js">'.encode()
    assert read_release(tmp_path, charts=b"vega 1") == first
    assert read_release(tmp_path, charts=b"vega 2").name != first.name
    (tmp_path / "words" / "en.json").rename(tmp_path / "words" / "fr.json")
    assert read_release(tmp_path, charts=b"vega 1").name != first.name


def test_a_file_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    (tmp_path / "notes.docx").touch()
    with pytest.raises(Misconfigured, match=r"notes\.docx: browsers are told no kind"):
        read_release(tmp_path, charts=b"")


def test_the_page_learns_its_deployment_from_the_outputs() -> None:
    outputs = {
        "LoginUrl": "https://login.example",
        "PageUrl": "https://page.example",
        "PageClient": "c1",
        "Timezone": "Europe/Rome",
        "Settings": '{"currency": "EUR", "language": "fr"}',
    }
    config = write_config(outputs)
    assert config["authorize_url"] == "https://login.example/oauth2/authorize"
    assert config["redirect_uri"] == "https://page.example/"
    assert (config["client_id"], config["zone"], config["language"]) == ("c1", "Europe/Rome", "fr")
