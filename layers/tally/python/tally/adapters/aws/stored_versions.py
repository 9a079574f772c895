"""How one version of a setting lies in a bucket: `settings/<kind>/<name>/<number>.json`, decision 0025.

Landing reads the tracking plan by this alone: the kinds of settings that S3Settings knows come with all
reports, and would double what landing imports at a cold start.
"""

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tally.adapters.aws.errors import aws_errors
from tally.domain.errors import Misconfigured

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "settings/"


class StoredVersion(NamedTuple):
    """What an object holds. `text` None: with it the setting was deleted. `written_at` is UTC."""

    text: str | None
    written_by: str
    written_at: datetime


def name_folder(kind: str, name: str) -> str:
    """Where the versions of a setting lie."""
    return f"{PREFIX}{kind}/{name}/"


def name_object(kind: str, name: str, number: int) -> str:
    """The key of a version. Keys sort as numbers do."""
    return f"{name_folder(kind, name)}{number:08}.json"


def read_stored_version(s3: "S3Client", bucket: str, key: str) -> StoredVersion:
    """A version; Misconfigured where somebody else wrote the object."""
    with aws_errors(f"read {key}"):
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    try:
        told = json.loads(body)
        text = None if told["text"] is None else str(told["text"])
        return StoredVersion(text, str(told["written_by"]), datetime.fromisoformat(told["written_at"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured(
            f"{key} was not written by Tally: delete this object, and put the setting again"
        ) from error
