"""The S3 client of the landing functions: botocore alone (boto3 costs 50 ms more), patient with S3."""

from functools import cache
from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CONFIG = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 5},
    tcp_keepalive=True,
)


@cache
def s3_client() -> "S3Client":
    """One client for the life of the process."""
    return cast("S3Client", botocore.session.get_session().create_client("s3", config=_CONFIG))
