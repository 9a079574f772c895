"""Settings as objects of a bucket: a number is taken once, and what is no setting is passed over."""

from datetime import UTC, datetime

import boto3
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.aws.setting_objects import S3Settings
from tally.domain.errors import Misconfigured
from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.change_setting import ChangeSetting

from tests.settings import NOW, ONCE, TWICE

BUYERS = SettingAddress("cohort", "buyers")
OPENING = SettingAddress.parse("opening_hours")


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return client


def test_versions_are_read_as_they_were_added(s3: S3Client) -> None:
    store = S3Settings(s3, "lake")
    added = [
        SettingVersion(BUYERS, 1, f"# 'quotes' \"and\" день\r\n{ONCE}", "anna", NOW),
        SettingVersion(BUYERS, 2, None, "bert", NOW),
        SettingVersion(SettingAddress("cohort", "buyers-2"), 1, TWICE, "anna", NOW),
        SettingVersion(OPENING, 1, 'opens_at = "07:00"', "anna", NOW),
    ]
    assert all(map(store.add, added))
    assert store.read_history(BUYERS) == added[:2]
    assert store.find_newest(BUYERS) == added[1]
    assert store.list_newest() == added[1:]
    assert store.list_newest("opening_hours") == added[3:]
    assert store.find_newest(SettingAddress("cohort", "others")) is None


def test_a_number_is_taken_once(s3: S3Client) -> None:
    store = S3Settings(s3, "lake")
    first = SettingVersion(BUYERS, 1, ONCE, "anna", NOW)
    assert store.add(first)
    assert not store.add(SettingVersion(BUYERS, 1, TWICE, "bert", NOW))
    assert store.read_history(BUYERS) == [first]


def test_the_tenth_version_is_newer_than_the_ninth(s3: S3Client) -> None:
    store = S3Settings(s3, "lake")
    change = ChangeSetting(store, lambda: datetime.now(UTC), "anna", ShopClock())
    for over in range(10):
        change.put(BUYERS, f"# {over}\n{ONCE}", over)
    newest = store.find_newest(BUYERS)
    assert newest is not None
    assert newest.number == 10


def test_what_is_no_setting_is_passed_over(s3: S3Client) -> None:
    for key in ("settings/README", "settings/of_tomorrow/x/00000001.json", "settings/cohort/-/00000001.json"):
        s3.put_object(Bucket="lake", Key=key, Body=b"{}")
    assert S3Settings(s3, "lake").list_newest() == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"text": "", "written_by": "x", "written_at": 5}'])
def test_an_object_of_another_form_is_told(s3: S3Client, body: bytes) -> None:
    s3.put_object(Bucket="lake", Key="settings/cohort/buyers/00000001.json", Body=body)
    with pytest.raises(
        Misconfigured, match=r"settings/cohort/buyers/00000001\.json was not written by Tally"
    ):
        S3Settings(s3, "lake").list_newest()
