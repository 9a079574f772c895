"""Botocore's errors as Tally's: what may pass by itself, and what an operator must mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "ProvisionedThroughputExceededException",
    "SlowDown",
    "RequestTimeout",
    "ConcurrentModificationException",
    "ConditionalRequestConflict",
}
_MISSING = {"NoSuchBucket", "ResourceNotFoundException", "EntityNotFoundException"}
_FORBIDDEN = {
    "AccessDenied",
    "AccessDeniedException",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "ExpiredToken",
    "ExpiredTokenException",
    "403",
}


@contextmanager
def aws_errors(doing: str) -> Iterator[None]:
    """Raise a TallyError for an AWS error inside; `doing` says what was tried ("read landing objects")."""
    try:
        yield
    except ClientError as error:
        raise _translate(error, doing) from error
    except (NoCredentialsError, NoRegionError) as error:
        raise Misconfigured(f"cannot {doing}: {error} Set AWS credentials and AWS_DEFAULT_REGION.") from error
    except BotoCoreError as error:  # connection refused, reset, timed out
        raise TemporaryFailure(f"cannot {doing} now: {error}") from error


def code_of(error: ClientError) -> str:
    """The service's own code, such as PreconditionFailed."""
    return error.response.get("Error", {}).get("Code", "")


def _translate(error: ClientError, doing: str) -> TallyError:
    code = code_of(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _FORBIDDEN:
        return Misconfigured(f"not allowed to {doing} ({code}): grant it to the function's role")
    if code in _MISSING:
        return Misconfigured(f"cannot {doing} ({error}): deploy the stacks again")
    if code in _THROTTLED or status >= 500:
        return TemporaryFailure(f"cannot {doing} now ({code})")
    return PermanentFailure(f"cannot {doing}: {error}")
