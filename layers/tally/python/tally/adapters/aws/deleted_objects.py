"""Objects of S3 deleted together, and a refusal of one of them told."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

_DELETED_AT_ONCE = 1000


def delete_objects(s3: "S3Client", bucket: str, keys: Sequence[str], doing: str = "delete objects") -> None:
    """Delete them, in no order; one that is gone already is no error. `doing`: see aws_errors."""
    for start in range(0, len(keys), _DELETED_AT_ONCE):
        batch: list[ObjectIdentifierTypeDef] = [
            {"Key": key} for key in keys[start : start + _DELETED_AT_ONCE]
        ]
        with aws_errors(doing):
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
            for failed in answer.get("Errors", []):  # S3 answers 200 all the same
                raise ClientError({"Error": {"Code": failed.get("Code", "")}}, "DeleteObject")
