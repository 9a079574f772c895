"""Large bodies in S3."""

import hashlib
from typing import Any

import botocore.session
import pytest
from tally.adapters.collecting.claims import S3Claims
from tally.domain.errors import Misconfigured


@pytest.fixture
def s3(aws: None) -> Any:
    client = botocore.session.get_session().create_client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return client


def test_a_body_comes_back_and_twice_is_once(s3: Any) -> None:
    claims = S3Claims(lambda: s3, "lake")
    body = b"\x1f\x8b\xff" * 1000
    key = claims.put(body)
    assert key == f"claims/{hashlib.sha256(body).hexdigest()}"
    assert claims.put(body) == key
    assert claims.get(key) == body
    assert len(s3.list_objects_v2(Bucket="lake")["Contents"]) == 1


def test_no_client_is_made_before_it_is_needed() -> None:
    def never() -> Any:
        raise AssertionError("a client was made")

    S3Claims(never, "lake")


def test_a_missing_bucket_is_for_the_operator(s3: Any) -> None:
    with pytest.raises(Misconfigured, match="store a large body"):
        S3Claims(lambda: s3, "gone").put(b"x")
