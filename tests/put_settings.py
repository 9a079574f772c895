"""Settings as `tally settings put` leaves them, in the bucket of moto."""

from datetime import UTC, datetime

import boto3
from tally.adapters.aws.setting_objects import S3Settings
from tally.domain.settings.setting import SettingAddress, SettingVersion

PLAN = SettingAddress("tracking_plan", "tracking_plan")
PUT_AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def put_plan(number: int, text: str | None, bucket: str = "lake-bucket") -> None:
    """Put a version of the tracking plan."""
    assert S3Settings(boto3.client("s3"), bucket).add(SettingVersion(PLAN, number, text, "anna", PUT_AT))
