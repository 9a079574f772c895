"""AWS clients of the functions, patient: botocore alone (boto3 costs 50 ms more), of one session.

They know few services (service_data.py). The collectors have clients of their own (collector_clients.py): an
app waits for their answer.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config

from tally.adapters.aws.errors import aws_errors
from tally.adapters.aws.service_data import FewServices, OneOperation

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

_PATIENT = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 5},
    tcp_keepalive=True,
)
_ONE_TRY = Config(retries={"total_max_attempts": 1})


@cache
def s3_client() -> "S3Client":
    """One client for the life of the process."""
    return cast("S3Client", _create("s3", _PATIENT))


@cache
def signing_client() -> "S3Client":
    """A client that signs addresses for whoever fetches from them: by Signature Version 4, which every region
    takes."""
    return cast("S3Client", _create("s3", Config(signature_version="s3v4")))


def secrets_client() -> "SecretsManagerClient":
    """A client for what is read once, at a cold start."""
    return cast("SecretsManagerClient", _create("secretsmanager", _PATIENT))


def read_secret(secret_id: str) -> bytes:
    """What is read once, at a cold start."""
    with aws_errors("read a secret"):
        return secrets_client().get_secret_value(SecretId=secret_id)["SecretString"].encode()


@cache
def accounts_client() -> Any:
    """One client of Cognito for the life of the process; its stubs are not among our dependencies."""
    return _create("cognito-idp", _PATIENT)


def topic_client() -> Any:
    """A client of SNS; its stubs are not among our dependencies."""
    return _create("sns", _PATIENT)


def athena_client() -> "AthenaClient":
    """A client for statements; starting one again because its answer was lost costs one more."""
    return cast("AthenaClient", _create("athena", _PATIENT))


def glue_reading_client() -> "GlueClient":
    """A client for who asks what a table is, and nothing else; writers have glue_client."""
    return cast("GlueClient", _open_session(OneOperation).create_client("glue", config=_PATIENT))


def glue_client() -> "GlueClient":
    """A client that never retries by itself.

    An UpdateTable sent again because its first answer was lost is refused as a conflict although the first
    succeeded; pyiceberg would then delete the manifests of a live snapshot. A lost answer is a failure of
    the run instead, and the next run reads what the table holds.
    """
    return cast("GlueClient", _create("glue", _ONE_TRY))


def _create(service: str, config: Config) -> Any:  # the stubs of botocore know no client by name
    return _open_session(FewServices).create_client(service, config=config)


@cache
def _open_session(data: type[FewServices]) -> botocore.session.Session:
    session = botocore.session.get_session()
    session.register_component("data_loader", data())
    return session
