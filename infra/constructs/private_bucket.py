"""A bucket that only this account reaches, over TLS, encrypted, logged, and without what nobody finished."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct


class PrivateBucket(s3.Bucket):
    """No versions are kept: an erased person's rows must not survive as old versions of an object."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        removal_policy: RemovalPolicy,
        access_logs: s3.IBucket | None = None,
        expiries: Sequence[tuple[str, int]] = (),
    ) -> None:
        """`expiries`: (prefix, days after which objects below it are deleted)."""
        super().__init__(
            scope,
            name,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=False,
            removal_policy=removal_policy,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix=f"{name.lower()}/" if access_logs else None,
        )
        self.add_lifecycle_rule(
            id="unfinished-uploads", abort_incomplete_multipart_upload_after=Duration.days(7)
        )
        for prefix, days in expiries:
            self.add_lifecycle_rule(
                id=f"{prefix.strip('/') or 'everything'}-after-{days}-days",
                prefix=prefix or None,
                expiration=Duration.days(days),
            )
